// The head of the case that never scrolls away: priority, the worry, the patient, the time.
import { now } from "../shared/clock";
import { instant } from "../shared/eta";
import { calendarDate, dayAndTime } from "../shared/language";
import { PriorityMark } from "../shared/priority_mark";
import { ageAndSex } from "../shared/arrival_words";
import { AlarmMark } from "./alarms";
import type { CaseAnswer, CaseSummary } from "./api";
import { ArrivalTime } from "./arrival_time";
import { object, Section, text } from "./details";
import { Doubts } from "./doubts";
import { Flags } from "./flags";
import { Implausible, inDoubt } from "./implausible";
import { codeWord } from "./record_codes";
import { label } from "./record_labels";
import { words } from "./words";

function patientLine(answer: CaseAnswer): string {
  const said = words();
  const { patient } = answer.summary;
  const insurance = object(answer.record.insurance);
  const birth = patient?.birth_date;
  return [
    birth && `${said.born} ${calendarDate(birth)}${inDoubt(object(answer.record.patient), "birth_date")}`,
    ageAndSex(answer.summary.arrival ?? {}) || (patient?.sex && codeWord(patient.sex)),
    text(insurance.insurant_number) && `${label("insurant_number")} ${text(insurance.insurant_number)}${inDoubt(insurance, "insurant_number")}`,
  ].filter(Boolean).join(" · ");
}

export function Head({ answer, summary }: { answer: CaseAnswer; summary: CaseSummary }) {
  const said = words();
  const { patient, arrival } = summary;
  return (
    <header class="case-head">
      <PriorityMark priority={arrival?.priority ?? "none"} />
      <div>
        <h2>{arrival?.keyword ?? said.title}</h2>
        <p><strong>{patient?.last_name ? `${patient.last_name.toUpperCase()}, ${patient.first_name ?? ""}` : said.unknownName}</strong> {patientLine(answer)}</p>
      </div>
      <ArrivalTime summary={summary} />
    </header>
  );
}

export function Worry({ answer, summary }: { answer: CaseAnswer; summary: CaseSummary }) {
  const said = words();
  const { arrival } = summary;
  const notified = object(answer.record.pre_notification);
  const asked = object(answer.record.questionnaire);
  const seenWell = instant(text(asked.last_seen_well_at));
  return (
    <Section title={said.sections.summary} id="worry">
      <p class="tags"><Flags summary={summary} long /> <AlarmMark summary={summary} /></p>
      {text(notified.diagnosis) && <p class="diagnosis">{text(notified.diagnosis)}</p>}
      <p class="said">{text(notified.text) || arrival?.text}</p>
      {seenWell !== null && <p><strong>{label("last_seen_well_at")}: <time>{dayAndTime(seenWell, now.peek())}</time></strong> <Implausible of={asked} member="last_seen_well_at" /></p>}
      <Doubts answer={answer} />
      <p class="who">{[arrival?.destination && `→ ${arrival.destination}`, arrival?.callsign, summary.sender.organisation].filter(Boolean).join(" · ")}</p>
      <p class="who">{said.received} {dayAndTime(summary.received_at, now.peek())} · {said.version(summary.sequence)} · {said.updated(dayAndTime(summary.updated_at, now.peek()))}</p>
    </Section>
  );
}
