// How alike two announced patients are, from what both crews have sent: it only sorts a list that a person reads.
import { instant } from "../shared/eta";
import type { CaseSummary } from "./api";

export type Reason = "sameName" | "otherName" | "sameBirth" | "otherBirth" | "sameAge" | "otherSex" | "sameKeyword";

export interface Likeness {
  weight: number;
  found: Reason[];
  /** Between the two arrivals; null where one has no time. */
  minutesApart: number | null;
}

const weights: Record<Reason, number> = { sameName: 4, otherName: -3, sameBirth: 4, otherBirth: -4, sameAge: 2, otherSex: -4, sameKeyword: 2 };
export const against: readonly Reason[] = ["otherName", "otherBirth", "otherSex"];
/** Crews estimate: so many years are the same guess. */
const yearsOfAGuess = 5;

const folded = (name: string | null | undefined) => (name ?? "").trim().toLocaleLowerCase("de");
const surelyOf = (sex: string | null | undefined) => (sex === "male" || sex === "female" ? sex : null);

function compared<T>(a: T | null | undefined, b: T | null | undefined, same: Reason | null, other: Reason | null): Reason | null {
  if (!a || !b) return null;
  return a === b ? same : other;
}

function reasons(one: CaseSummary, other: CaseSummary): Reason[] {
  const ages = [one.arrival?.age, other.arrival?.age];
  const alike = ages.every((age) => typeof age === "number") && Math.abs((ages[0] as number) - (ages[1] as number)) <= yearsOfAGuess;
  const sex = (of: CaseSummary) => surelyOf(of.arrival?.sex ?? of.patient?.sex);
  return [
    compared(folded(one.patient?.last_name), folded(other.patient?.last_name), "sameName", "otherName"),
    compared(one.patient?.birth_date, other.patient?.birth_date, "sameBirth", "otherBirth"),
    alike ? "sameAge" as const : null,
    compared(sex(one), sex(other), null, "otherSex"),
    compared(folded(one.arrival?.keyword), folded(other.arrival?.keyword), "sameKeyword", null),
  ].filter((reason) => reason !== null);
}

export function likeness(one: CaseSummary, other: CaseSummary): Likeness {
  const [a, b] = [instant(one.arrival?.eta), instant(other.arrival?.eta)];
  const minutesApart = a === null || b === null ? null : Math.round(Math.abs(a - b) / 60_000);
  const near = minutesApart === null ? 0 : minutesApart <= 10 ? 2 : minutesApart <= 30 ? 1 : 0;
  const found = reasons(one, other);
  return { weight: near + found.reduce((sum, reason) => sum + weights[reason], 0), found, minutesApart };
}
