// What a case is to somebody who looks at the list: its state, and what its time of arrival makes of it.
import { countdown, instant } from "../shared/eta";
import type { CaseSummary } from "./api";

export const stages = ["new", "overdue", "expected", "seen", "arrived", "cancelled"] as const;
export type Stage = (typeof stages)[number];

/** expected: accepted, the place is prepared. overdue: seen, but its time is over. A new one stays new until somebody looks. */
export function stageOf(summary: CaseSummary, now: number): Stage {
  if (summary.state !== "seen") return summary.state;
  if (countdown(instant(summary.arrival?.eta), now).kind === "overdue") return "overdue";
  return summary.accepted_at ? "expected" : "seen";
}
