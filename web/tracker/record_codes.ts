// Words for the record's coded values: German, English. An unknown code shows itself.
import { codes } from "../../schemas/record_words.json";
import { language } from "../shared/language";

const known: Record<string, string[]> = codes;

export function codeWord(code: string): string {
  return (Object.hasOwn(known, code) ? known[code]?.[language.value === "de" ? 0 : 1] : undefined) ?? code;
}

/** For the test that proves completeness. */
export const coded = (code: string): boolean => code in known;
