// Measurements in an order for people: one series for each kind, with its name and unit.
import { clockTime, decimal, language } from "../shared/language";
import type { JsonObject } from "./api";
import { list, text } from "./details";

/** LOINC code, German, English; the order is the order on the page. */
const known: readonly (readonly [code: string, de: string, en: string])[] = [
  ["8480-6", "RR systolisch", "BP systolic"], ["8462-4", "RR diastolisch", "BP diastolic"], ["8478-0", "RR Mittel", "BP mean"],
  ["8867-4", "Herzfrequenz", "Heart rate"], ["59408-5", "SpO₂", "SpO₂"], ["2708-6", "SaO₂", "SaO₂"], ["9279-1", "Atemfrequenz", "Resp. rate"],
  ["19889-5", "etCO₂", "etCO₂"], ["19891-1", "etCO₂", "etCO₂"], ["8310-5", "Temperatur", "Temperature"], ["2339-0", "Blutzucker", "Glucose"],
  ["72514-3", "Schmerz (NRS)", "Pain (NRS)"], ["9269-2", "GCS", "GCS"], ["20564-1", "CO-Hb", "CO-Hb"],
];
const units: Record<string, string> = { "mm[Hg]": "mmHg", "{score}": "", Cel: "°C", "mg/dL": "mg/dl", "/min": "/min", "kPa": "kPa" };

export interface Series {
  code: string;
  name: string;
  unit: string;
  values: JsonObject[];
}

const unitText = (unit: string) => units[unit] ?? unit.replace(/[{}[\]]/g, "");
const timeOf = (value: JsonObject) => Date.parse(text(value.at));

export function seriesOf(record: JsonObject): Series[] {
  const byCode = new Map<string, JsonObject[]>();
  for (const value of list(record.measurements)) {
    const key = `${text(value.code)} ${text(value.unit)}`;
    byCode.set(key, [...(byCode.get(key) ?? []), value]);
  }
  const place = (code: string) => (known.findIndex(([knownCode]) => knownCode === code) + known.length + 1) % (known.length + 1);
  return [...byCode.values()]
    .map((values) => {
      const sorted = values.toSorted((a, b) => timeOf(a) - timeOf(b));
      const code = text(sorted[0]?.code);
      return { code, name: nameOf(sorted[0]), unit: unitText(text(sorted[0]?.unit)), values: sorted };
    })
    .sort((a, b) => place(a.code) - place(b.code));
}

export const figure = (value: JsonObject | undefined) => (typeof value?.value === "number" ? decimal(value.value) : "–");

const nameOf = (value: JsonObject | undefined): string => {
  const named = known.find(([code]) => code === value?.code);
  return named ? named[language.value === "de" ? 1 : 2] : text(value?.name);
};

/** "Herzfrequenz 128 /min, 14:08" */
export const measurementText = (value: JsonObject): string =>
  [nameOf(value), figure(value), unitText(text(value.unit))].filter(Boolean).join(" ") + (text(value.at) && `, ${clockTime(text(value.at))}`);
