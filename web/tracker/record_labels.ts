// Labels of the record's members, German and English, from the table that the printed page uses too. A member without a
// label shows its own name, so that nothing is hidden.
import { labels } from "../../schemas/record_words.json";
import { language } from "../shared/language";

const known: Record<string, string[]> = labels;

export function label(member: string): string {
  return (Object.hasOwn(known, member) ? known[member]?.[language.value === "de" ? 0 : 1] : undefined) ?? member.replace(/_/g, " ");
}

/** For the test that proves completeness. */
export const labelled = (member: string): boolean => member in known;
