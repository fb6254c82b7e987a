// Vital signs: the latest of each in large figures, and the whole course as a table. No colour by thresholds of our own;
// a mark that the crew set is shown.
import { clockTime, decimal, language } from "../shared/language";
import type { JsonObject } from "./api";
import { list, Section, text } from "./details";
import { Implausible } from "./implausible";
import { codeWord } from "./record_codes";
import { Trend } from "./trend";
import { words } from "./words";

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

function seriesOf(record: JsonObject): Series[] {
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

const figure = (value: JsonObject | undefined) => (typeof value?.value === "number" ? decimal(value.value) : "–");

function Mark({ value }: { value: JsonObject | undefined }) {
  const flag = text(value?.flag);
  return <>{flag && <span class="crew-mark" title={words().marked}>{codeWord(flag)}</span>} <Implausible of={value} /></>;
}

const nameOf = (value: JsonObject | undefined): string => {
  const named = known.find(([code]) => code === value?.code);
  return named ? named[language.value === "de" ? 1 : 2] : text(value?.name);
};

/** "Herzfrequenz 128 /min, 14:08" */
export const measurementText = (value: JsonObject): string =>
  [nameOf(value), figure(value), unitText(text(value.unit))].filter(Boolean).join(" ") + (text(value.at) && `, ${clockTime(text(value.at))}`);

/** Systolic and diastolic of one moment belong in one card. */
function Cards({ all }: { all: Series[] }) {
  const diastolic = all.find(({ code }) => code === "8462-4");
  const shown = all.filter(({ code }) => code !== "8462-4" && code !== "8478-0").slice(0, 8);
  return (
    <dl class="cards">
      {shown.map(({ code, name, unit, values }) => {
        const last = values.at(-1);
        const partner = code === "8480-6" && diastolic?.values.find((value) => value.at === last?.at);
        return (
          <div class="card">
            <dt>{partner ? name.split(" ")[0] : name}</dt>
            <dd><span class="figures">{figure(last)}{partner && `/${figure(partner)}`}</span> <small>{unit} · {clockTime(text(last?.at))}</small> <Mark value={last} />{partner && <Mark value={partner} />}</dd>
          </div>
        );
      })}
    </dl>
  );
}

function Course({ all }: { all: Series[] }) {
  const said = words();
  const times = [...new Set(all.flatMap(({ values }) => values.map((value) => text(value.at))))].sort((a, b) => Date.parse(a) - Date.parse(b));
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={said.history}>
      <table>
        <thead><tr><th scope="col">{said.parameter}</th>{times.map((time) => <th scope="col"><time dateTime={time}>{clockTime(time)}</time></th>)}</tr></thead>
        <tbody>
          {all.map(({ name, unit, values }) => (
            <tr>
              <th scope="row">{name} <small>{unit}</small></th>
              {times.map((time) => {
                const value = values.find(({ at }) => at === time);
                return <td>{value ? <>{figure(value)} <Mark value={value} /></> : ""}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Vitals({ record }: { record: JsonObject }) {
  const all = seriesOf(record);
  if (all.length === 0) return null;
  return <Section title={words().sections.vitals} id="vitals"><Cards all={all} /><Trend all={all} /><Course all={all} /></Section>;
}
