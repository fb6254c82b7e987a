// The handover as the crew will speak it: SINNHAFT (Start, Identification, Event, Priority by ABCDE, Treatment, History, Summary,
// questions of the team), filled from the record. The read-back is ticked by a person, never by us.
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { ageAndSex } from "../shared/arrival_words";
import { calendarDate, clockTime } from "../shared/language";
import { actionWords } from "./action_words";
import type { CaseSummary, JsonObject } from "./api";
import { cardWords } from "./card_words";
import { Members, object, Section, text } from "./details";
import { inDoubt } from "./implausible";
import { abcde, briefly, medicationLines, measureLines } from "./record_lines";
import { label } from "./record_labels";
import { words } from "./words";

/** For the case that is open; forgotten with it. */
export const readBackTicked = signal(false);

function Identity({ record, summary }: { record: JsonObject; summary: CaseSummary }) {
  const { patient } = summary;
  const said = words();
  const name = patient?.last_name ? `${patient.last_name}, ${patient.first_name ?? ""}` : said.unknownName;
  const weight = briefly(object(record.patient).weight_kg);
  return <>{[ageAndSex(summary.arrival ?? {}), name, patient?.birth_date && `${said.born} ${calendarDate(patient.birth_date)}${inDoubt(object(record.patient), "birth_date")}`, weight && `${weight} kg`].filter(Boolean).join(" · ")}</>;
}

function Event({ record, summary }: { record: JsonObject; summary: CaseSummary }) {
  const asked = object(record.questionnaire);
  const since = text(asked.onset_at) && `${label("onset_at")} ${clockTime(text(asked.onset_at))}${inDoubt(asked, "onset_at")}`;
  const well = text(asked.last_seen_well_at) && `${label("last_seen_well_at")} ${clockTime(text(asked.last_seen_well_at))}${inDoubt(asked, "last_seen_well_at")}`;
  const diagnosis = text(object(record.pre_notification).diagnosis) || summary.arrival?.keyword;
  return <><strong>{diagnosis}</strong> {[briefly(object(record.injuries).mechanism), briefly(object(record.injuries).course), since, well].filter(Boolean).join(" · ")}</>;
}

function Lines({ all }: { all: string[] }) {
  return all.length === 0 ? <>–</> : <ul>{all.map((line) => <li>{line}</li>)}</ul>;
}

function History({ record }: { record: JsonObject }) {
  const history = object(record.history);
  return Object.keys(history).length === 0 ? <>–</> : <Members of={history} inline />;
}

function ReadBack({ summary }: { summary: CaseSummary }) {
  const said = actionWords();
  if (summary.handed_over_at) {
    const line = said.handedOver(clockTime(summary.handed_over_at), summary.handed_over_by ?? "");
    return <>{line}{summary.read_back && ` · ${said.readBackDone}`}</>;
  }
  return (
    <label class="switch">
      <input type="checkbox" checked={readBackTicked.value} onChange={(event) => (readBackTicked.value = event.currentTarget.checked)} /> {said.readBack}
    </label>
  );
}

export function HandoverCard({ record, summary }: { record: JsonObject; summary: CaseSummary }) {
  const said = cardWords();
  const omitted = briefly(object(record.measures).omitted);
  const rows: [letter: string, title: string, content: ComponentChildren][] = [
    ["S", said.start, said.startHint],
    ["I", said.identification, <Identity record={record} summary={summary} />],
    ["N", said.event, <Event record={record} summary={summary} />],
    ["N", said.priority, <Lines all={abcde(record)} />],
    ["H", said.treatment, <><Lines all={[...measureLines(record), ...medicationLines(record)].sort((a, b) => a.time.localeCompare(b.time)).map(({ line }) => line)} />{omitted && <p><strong>{label("omitted")}:</strong> {omitted}</p>}</>],
    ["A", said.history, <History record={record} />],
    ["F", said.summary, <ReadBack summary={summary} />],
    ["T", said.questions, said.questionsHint],
  ];
  return (
    <Section title={said.handover} id="handover">
      <dl class="sinnhaft">
        {rows.map(([letter, title, content]) => <div><dt><b aria-hidden="true">{letter}</b> {title}</dt><dd>{content}</dd></div>)}
      </dl>
    </Section>
  );
}
