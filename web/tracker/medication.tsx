import { clockTime, decimal } from "../shared/language";
import type { JsonObject } from "./api";
import { list, object, Section, text } from "./details";
import { codeWord } from "./record_codes";
import { label } from "./record_labels";
import { words } from "./words";

const units: Record<string, string> = { "[iU]": "IE", mL: "ml", ug: "µg" };

function dose(given: JsonObject): string {
  const amount = typeof given.dose === "number" ? `${decimal(given.dose)} ${units[text(given.unit)] ?? text(given.unit)}` : "";
  const rate = typeof given.rate_ml_per_h === "number" ? `${decimal(given.rate_ml_per_h)} ml/h` : "";
  return [amount, rate, text(given.concentration)].filter(Boolean).join(", ");
}

export function Medication({ record }: { record: JsonObject }) {
  const said = words();
  const medication = object(record.medication);
  const given = list(medication.given);
  if (given.length === 0 && medication.none_given !== true) return null;
  if (given.length === 0) return <Section title={said.sections.medication}><p>{said.noMedication}</p></Section>;
  return (
    <Section title={said.sections.medication}>
      <div class="scroll" tabIndex={0} role="group" aria-label={said.sections.medication}>
        <table>
          <thead><tr>{[said.at, said.substance, said.dose, said.form, said.by, label("text")].map((head) => <th scope="col">{head}</th>)}</tr></thead>
          <tbody>
            {given.map((one) => (
              <tr>
                <td>{text(one.at) && <time dateTime={text(one.at)}>{clockTime(text(one.at))}</time>}{text(one.ended_at) && `–${clockTime(text(one.ended_at))}`}</td>
                <th scope="row">{text(one.name)}</th><td>{dose(one)}</td><td>{codeWord(text(one.form))}</td><td>{codeWord(text(one.by))}</td><td>{text(one.text)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
