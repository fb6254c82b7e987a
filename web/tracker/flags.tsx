import { sortedFlags } from "../shared/arrival";
import { arrivalWords } from "../shared/arrival_words";
import type { CaseSummary } from "./api";

export function Flags({ summary, long = false }: { summary: CaseSummary; long?: boolean }) {
  const flags = sortedFlags(summary.arrival?.flags);
  const said = arrivalWords();
  return <>{flags.map((flag) => <span class="flag" title={said.flag[flag]}>{long ? said.flag[flag] : said.flagShort[flag]}</span>)}</>;
}
