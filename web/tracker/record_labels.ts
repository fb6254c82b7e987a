// Labels of the record's members, German and English, from the table that the printed page uses too. A member without a
// label shows its own name, so that nothing is hidden.
import { labels } from "../../schemas/record_words.json";
import { language } from "../shared/language";

const known: Record<string, string[]> = labels;

export function label(member: string): string {
  return (Object.hasOwn(known, member) ? known[member]?.[language.value === "de" ? 0 : 1] : undefined) ?? member.replace(/_/g, " ");
}

/** "/measurements/7" is "Messwerte"; numbers in a list say nothing to a reader. */
export function pathWords(pointer: string): string {
  return pointer.split("/").slice(1).filter((part) => !/^\d+$|^-$/.test(part)).map((part) => label(part.replace(/~1/g, "/").replace(/~0/g, "~"))).join(" › ");
}

/** For the test that proves completeness. */
export const labelled = (member: string): boolean => member in known;
