// What the server found implausible in a record. It stays where it stands, as sent; here it only gets a mark. No threshold is ours.
import { Icon } from "../shared/icons";
import type { CaseAnswer, Doubt, Json } from "./api";
import { doubtWords } from "./doubt_words";

/** By the object of the record that holds the member; "" is the object itself. Forgotten with the record. */
const doubts = new WeakMap<object, Map<string, Doubt>>();

function note(holder: Json | undefined, member: string, doubt: Doubt): void {
  if (typeof holder !== "object" || holder === null) return;
  doubts.set(holder, (doubts.get(holder) ?? new Map<string, Doubt>()).set(member, doubt));
}

/** RFC 6901 */
const stepsOf = (pointer: string) => pointer.split("/").slice(1).map((step) => step.replace(/~1/g, "/").replace(/~0/g, "~"));

function below(value: Json | undefined, step: string): Json | undefined {
  if (Array.isArray(value)) return value[Number(step)];
  return typeof value === "object" && value !== null && Object.hasOwn(value, step) ? value[step] : undefined;
}

export const at = (record: Json, pointer: string): Json | undefined => stepsOf(pointer).reduce<Json | undefined>(below, record);

/** From now on Implausible and inDoubt know what this record's parts are. */
export function noteDoubts({ record, flags = [] }: CaseAnswer): void {
  for (const { pointer, flag } of flags) {
    const steps = stepsOf(pointer);
    const member = steps.pop();
    if (member === undefined) continue;
    const holder = steps.reduce<Json | undefined>(below, record);
    note(holder, member, flag);
    note(below(holder, member), "", flag);
  }
}

const doubtAbout = (of: object | undefined, member: string): Doubt | undefined => (of ? doubts.get(of)?.get(member) : undefined);

export const isDoubtful = (of: object): boolean => doubtAbout(of, "") !== undefined;

/** For a line of text: " (unplausibel: bitte prüfen)", or nothing. */
export const inDoubt = (of: object | undefined, member = ""): string => (doubtAbout(of, member) ? ` (${doubtWords().mark})` : "");

export const DoubtMark = ({ doubt }: { doubt: Doubt }) => <span class="implausible" title={doubtWords().why[doubt]}><Icon name="warning" /> {doubtWords().mark}</span>;

export function Implausible({ of, member = "" }: { of: object | undefined; member?: string }) {
  const doubt = doubtAbout(of, member);
  return doubt ? <DoubtMark doubt={doubt} /> : null;
}
