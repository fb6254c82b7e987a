// Vital signs: the latest of each in large figures, and the whole course as a table. No colour by thresholds of our own;
// a mark that the crew set is shown.
import { clockTime } from "../shared/language";
import type { JsonObject } from "./api";
import { Section, text } from "./details";
import { Implausible } from "./implausible";
import { figure, type Series, seriesOf } from "./measurements";
import { codeWord } from "./record_codes";
import { Trend } from "./trend";
import { words } from "./words";

function Mark({ value }: { value: JsonObject | undefined }) {
  const flag = text(value?.flag);
  return <>{flag && <span class="crew-mark" title={words().marked}>{codeWord(flag)}</span>} <Implausible of={value} /></>;
}

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
