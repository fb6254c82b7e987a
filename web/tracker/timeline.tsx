// Medication and measures in the order in which they were given and done.
import { clockTime } from "../shared/language";
import type { JsonObject } from "./api";
import { cardWords } from "./card_words";
import { object, Section } from "./details";
import { type Line, measureLines, medicationLines } from "./record_lines";
import { label } from "./record_labels";
import { words } from "./words";

function Kind({ kind }: { kind: Line["kind"] }) {
  return <span class={`kind ${kind}`}>{label(kind === "medication" ? "medication" : "measures")}</span>;
}

export function Timeline({ record }: { record: JsonObject }) {
  const said = cardWords();
  const medication = medicationLines(record);
  const all = [...medication, ...measureLines(record)];
  const none = object(record.medication).none_given === true && medication.length === 0;
  if (all.length === 0 && !none) return null;
  const timed = all.filter(({ time }) => time).toSorted((a, b) => Date.parse(a.time) - Date.parse(b.time));
  const untimed = all.filter(({ time }) => !time);
  return (
    <Section title={said.timeline}>
      {none && <p>{words().noMedication}</p>}
      <ol class="timeline">
        {timed.map(({ time, kind, line }, index) => {
          const shown = clockTime(time);
          const same = index > 0 && clockTime(timed[index - 1]?.time ?? "") === shown;
          return <li class={kind}><time dateTime={time} class={same ? "same" : ""}>{shown}</time> <Kind kind={kind} /> <span>{line}</span></li>;
        })}
        {untimed.map(({ kind, line }) => <li class={kind}><span class="untimed">{said.untimed}</span> <Kind kind={kind} /> <span>{line}</span></li>)}
      </ol>
    </Section>
  );
}
