// Parts of the record as single lines for handover card and time line: what was found, given and done, each as the crew sent it.
import { clockTime, decimal } from "../shared/language";
import type { Json, JsonObject } from "./api";
import { list, object, text } from "./details";
import { inDoubt } from "./implausible";
import { codeWord } from "./record_codes";
import { label } from "./record_labels";

export interface Line {
  /** RFC 3339, or empty where none was sent. */
  time: string;
  kind: "medication" | "measure";
  line: string;
}

/** Text, number or codes in a few words; nothing where nothing was sent. */
export function briefly(value: Json | undefined): string {
  if (typeof value === "number") return decimal(value);
  if (typeof value === "string") return codeWord(value);
  if (Array.isArray(value)) return value.map((one) => briefly(one)).filter(Boolean).join(", ");
  return "";
}

const named = (of: JsonObject, member: string) => {
  const value = briefly(of[member]);
  return value && `${label(member)} ${value}`;
};
const joined = (...parts: (string | false | undefined)[]) => parts.filter(Boolean).join(", ");

const units: Record<string, string> = { "[iU]": "IE", mL: "ml", ug: "µg" };

export function dose(given: JsonObject): string {
  const amount = typeof given.dose === "number" ? `${decimal(given.dose)} ${units[text(given.unit)] ?? text(given.unit)}` : "";
  const rate = typeof given.rate_ml_per_h === "number" ? `${decimal(given.rate_ml_per_h)} ml/h` : "";
  return joined(amount, rate, text(given.concentration));
}

export function medicationLines(record: JsonObject): Line[] {
  return list(object(record.medication).given).map((given) => ({
    time: text(given.at), kind: "medication",
    line: [joined([text(given.name), dose(given), briefly(given.form)].filter(Boolean).join(" "), briefly(given.by), text(given.text)),
      text(given.ended_at) && `(– ${clockTime(text(given.ended_at))})`].filter(Boolean).join(" "),
  }));
}

function resuscitationLines(of: JsonObject): [time: string, line: string][] {
  const started = text(of.started_at);
  const ended = text(of.ended_at);
  return [
    [started, Object.keys(of).length > 0 ? joined(label("resuscitation"), of.mechanical_device === true && label("mechanical_device")) : ""],
    [ended, ended || of.outcome ? joined(`${label("resuscitation")}: ${label("outcome")} ${briefly(of.outcome) || "–"}`) : ""],
  ];
}

export function measureLines(record: JsonObject): Line[] {
  const done = object(record.measures);
  const air = object(done.ventilation);
  const shocks = object(done.defibrillation);
  const pacer = object(shocks.pacer);
  const all: [time: string, line: string][] = [
    ...list(done.accesses).map((one): [string, string] => [text(one.at), joined(label("accesses"), briefly(one.kind), briefly(one.site), briefly(one.side), briefly(one.gauge))]),
    [text(done.airway_at), briefly(done.airway) && joined(`${label("airway")}: ${briefly(done.airway)}`, named(done, "tube_size_mm"), named(done, "tube_depth_cm"))],
    [text(air.at), Object.keys(air).length > 0 ? joined(`${label("ventilation")}: ${briefly(air.modes)}`, named(air, "oxygen_l_per_min"), named(air, "fio2_percent"), named(air, "peep_mbar"), named(air, "tidal_volume_ml"), named(air, "rate_per_min")) : ""],
    ...list(shocks.shocks).map((one, index): [string, string] => [text(one.at), joined(`${one.cardioversion === true ? label("cardioversion") : label("defibrillation")} ${index + 1}`, typeof one.joule === "number" && `${decimal(one.joule)} J`)]),
    [text(pacer.at), Object.keys(pacer).length > 0 ? joined(label("pacer"), named(pacer, "rate_per_min"), named(pacer, "current_ma")) : ""],
    ...resuscitationLines(object(done.resuscitation)),
    ...["positioning", "immobilisation", "bleeding_control"].map((member): [string, string] => ["", briefly(done[member]) && `${label(member)}: ${briefly(done[member])}`]),
    ...["warming", "cooling", "blood_glucose_treated"].map((member): [string, string] => ["", done[member] === true ? label(member) : ""]),
    ["", briefly(done.other)],
  ];
  return all.filter(([, line]) => line !== "").map(([time, line]) => ({ time, kind: "measure", line }));
}

const last = (values: JsonObject[]) => values.toSorted((a, b) => text(a.at).localeCompare(text(b.at))).at(-1) ?? {};

function latest(record: JsonObject, codes: string[]): string {
  return codes.map((code) => {
    const measured = last(list(record.measurements).filter((one) => one.code === code));
    const { value, name, unit } = measured;
    return typeof value === "number" ? `${shortNames[code] ?? text(name)} ${decimal(value)}${unit === "%" ? " %" : ""}${inDoubt(measured)}` : "";
  }).filter(Boolean).join(", ");
}

const shortNames: Record<string, string> = { "59408-5": "SpO₂", "9279-1": "AF", "8867-4": "HF", "8480-6": "RRsys", "8462-4": "RRdia", "2339-0": "BZ", "8310-5": "T" };

/** The last finding and the last values of each letter, unjudged. */
export function abcde(record: JsonObject): string[] {
  const found = last(list(record.findings));
  const gcs = last(list(object(record.scores).gcs));
  const rows: [letter: string, ...parts: string[]][] = [
    ["A", briefly(found.airway)],
    ["B", briefly(found.breathing), briefly(found.breathing_text), latest(record, ["9279-1", "59408-5"])],
    ["C", briefly(found.circulation), briefly(object(found.ecg).rhythm), latest(record, ["8480-6", "8462-4", "8867-4"])],
    ["D", briefly(found.consciousness), typeof gcs.sum === "number" ? `GCS ${gcs.sum}${inDoubt(gcs, "sum")}` : "", latest(record, ["2339-0"])],
    ["E", briefly(found.skin), latest(record, ["8310-5"]), briefly(object(record.injuries).pattern)],
  ];
  return rows.map(([letter, ...parts]) => [letter, parts.filter(Boolean).join(", ")]).filter(([, rest]) => rest).map(([letter, rest]) => `${letter}: ${rest}`);
}
