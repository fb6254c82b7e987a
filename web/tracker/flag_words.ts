// The flags of an arrival in full. A wall display has room for the short ones only (shared/arrival_words.ts).
import { flags } from "../../schemas/record_words.json";
import type { Flag } from "../shared/arrival";
import { language } from "../shared/language";

export function flagWords(): Record<Flag, string> {
  const column = language.value === "de" ? 0 : 1;
  return Object.fromEntries(Object.entries(flags).map(([flag, words]) => [flag, words[column]])) as Record<Flag, string>;
}
