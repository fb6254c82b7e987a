// Any part of the record as labelled values. Nothing that was sent is left out, even a member this page does not know.
import type { ComponentChildren } from "preact";
import { now } from "../shared/clock";
import { calendarDate, dayAndTime, decimal } from "../shared/language";
import type { Json, JsonObject } from "./api";
import { Implausible } from "./implausible";
import { codeWord } from "./record_codes";
import { label } from "./record_labels";
import { words } from "./words";

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;
const DATE = /^\d{4}-\d\d-\d\d$/;
const PHONE = /^\+[0-9 ()/-]{6,31}$/;

const isObject = (value: Json | undefined): value is JsonObject => typeof value === "object" && value !== null && !Array.isArray(value);
export const object = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});
export const list = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);
export const text = (value: Json | undefined): string => (typeof value === "string" ? value : "");

function scalar(value: string | number | boolean): ComponentChildren {
  if (typeof value === "boolean") return value ? words().yes : words().no;
  if (typeof value === "number") return <span class="figures">{decimal(value)}</span>;
  if (TIME.test(value)) return <time dateTime={value}>{dayAndTime(value, now.peek())}</time>;
  if (DATE.test(value)) return <time dateTime={value}>{calendarDate(value)}</time>;
  if (PHONE.test(value)) return <a href={`tel:${value.replace(/[^+0-9]/g, "")}`}>{value}</a>;
  return codeWord(value);
}

const isPerson = (value: JsonObject) => "family_name" in value && Object.keys(value).every((member) => ["family_name", "given_name", "qualification"].includes(member));

/** "Hofreiter, Anja (Notfallsanitäterin)" */
function personText({ family_name, given_name, qualification }: JsonObject): string {
  return [family_name, given_name].filter(Boolean).join(", ") + (qualification ? ` (${text(qualification)})` : "");
}

export function Shown({ value }: { value: Json }) {
  if (Array.isArray(value)) {
    if (value.some(isObject)) return <ol class="items">{value.map((item) => <li><Shown value={item} /></li>)}</ol>;
    return <>{value.filter((item) => item !== null).map((item, index) => <>{index > 0 && ", "}{scalar(item as string)}</>)}</>;
  }
  if (isObject(value)) return isPerson(value) ? <>{personText(value)}</> : <Members of={value} inline />;
  return value === null ? <>–</> : <>{scalar(value)}</>;
}

const empty = (value: Json): boolean => value === "" || (Array.isArray(value) && value.length === 0) || (isObject(value) && Object.keys(value).length === 0);

/** `skip` names members that stand elsewhere on the page. */
export function Members({ of, skip = [], inline = false }: { of: JsonObject; skip?: string[]; inline?: boolean }) {
  const members = Object.entries(of).filter(([name, value]) => !skip.includes(name) && !empty(value));
  return (
    <dl class={inline ? "members inline" : "members"}>
      {members.map(([name, value]) => <div><dt>{label(name)}</dt><dd><Shown value={value} /> <Implausible of={of} member={name} /></dd></div>)}
    </dl>
  );
}

export function Section({ title, children, id }: { title: string; children: ComponentChildren; id?: string }) {
  return <section class="box" aria-label={title} id={id}><h3>{title}</h3>{children}</section>;
}

/** One part of the record under its own heading, or nothing where it was not sent. */
export function Part({ record, name, skip = [] }: { record: JsonObject; name: string; skip?: string[] }) {
  const value = record[name];
  if (value === undefined || value === null || empty(value)) return null;
  if (isObject(value) && Object.keys(value).every((member) => skip.includes(member))) return null;
  return <Section title={label(name)}>{isObject(value) ? <Members of={value} skip={skip} /> : <Shown value={value} />}</Section>;
}
