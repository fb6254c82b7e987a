// "4 min, 14:36 GPS": the countdown of one case, in the list and on its page.
import { calmNow } from "../shared/clock";
import { countdown, instant } from "../shared/eta";
import { clockTime } from "../shared/language";
import { arrivalWords } from "../shared/arrival_words";
import type { CaseSummary } from "./api";
import { words } from "./words";

export function ArrivalTime({ summary }: { summary: CaseSummary }) {
  const said = words();
  const eta = instant(summary.arrival?.eta);
  const left = countdown(eta, calmNow.value);
  const over = summary.state === "arrived" || summary.state === "cancelled";
  const source = summary.arrival?.eta_source ? arrivalWords().source[summary.arrival.eta_source] : "";
  const figure = over ? said.states[summary.state]
    : left.kind === "coming" ? `${left.minutes} ${said.minutes}`
    : left.kind === "overdue" ? `+${left.minutes} ${said.minutes}`
    : left.kind === "now" ? said.nowHere
    : "–";
  return (
    <span class={`arrival-time ${over ? "over" : left.kind}`}>
      <strong>{figure}</strong>
      <small>{left.kind === "overdue" && !over && <>{said.overdue}<br /></>}{eta === null ? said.noTime : <time>{clockTime(eta)}</time>} {source}</small>
    </span>
  );
}
