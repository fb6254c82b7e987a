import { sortedFlags } from "../shared/arrival";
import { arrivalWords } from "../shared/arrival_words";
import { flagWords } from "./flag_words";
import type { CaseSummary } from "./api";

export function Flags({ summary, long = false }: { summary: CaseSummary; long?: boolean }) {
  const flags = sortedFlags(summary.arrival?.flags);
  const full = flagWords();
  const short = arrivalWords().flagShort;
  return <>{flags.map((flag) => <span class="flag" title={full[flag]}>{long ? full[flag] : short[flag]}</span>)}</>;
}
