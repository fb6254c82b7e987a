// What the server keeps of a case is compared at each reading with what came. Data that somebody changed in the database are shown, since
// they may be all there is at 3 a.m., but never without this.
import { Icon } from "../shared/icons";
import type { CaseAnswer } from "./api";
import { doubtWords } from "./doubt_words";

const isAltered = ({ integrity, versions, parts = [] }: CaseAnswer): boolean =>
  integrity === "changed" || versions.some((one) => one.integrity === "changed") || parts.some(isAltered);

export function Altered({ answer }: { answer: CaseAnswer }) {
  return isAltered(answer) ? <p class="notice" role="alert"><Icon name="warning" /> {doubtWords().altered}</p> : null;
}
