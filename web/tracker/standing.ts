// Where a case stands: on the live list, in the archive, or under another vehicle's case of the same patient.
import { now } from "../shared/clock";
import { instant } from "../shared/eta";
import type { CaseAnswer } from "./api";
import { cases, keyOf, known } from "./cases";
import { may } from "./rights";

export type Standing = "listed" | "archived" | "part";

/** The list knows first; what left it is archived only once the server says so. A minute for clocks that differ. */
export function standingOf({ summary, joined_to }: CaseAnswer): Standing {
  if (joined_to) return "part";
  if (!known.value || cases.value.has(keyOf(summary.mailbox, summary.case))) return "listed";
  const until = instant(summary.live_until);
  return until === null || until <= now.peek() + 60_000 ? "archived" : "listed";
}

/** Says whether this user may change a case that stands so (docs/reference/rights.md). */
export const mayWrite = (standing: Standing): boolean => may(standing === "archived" ? "archive.write" : "cases.write");
