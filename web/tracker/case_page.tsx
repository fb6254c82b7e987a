// One case on one page: the worry first, then what was measured, given and done, then everything else that was sent.
import { useEffect, useState } from "preact/hooks";
import { now } from "../shared/clock";
import { instant } from "../shared/eta";
import { Icon } from "../shared/icons";
import { calendarDate, clockTime, dayAndTime } from "../shared/language";
import { PriorityMark } from "../shared/priority_mark";
import { ageAndSex } from "../shared/arrival_words";
import { accept, type Answer, ApiError, type CaseAnswer, type CaseSummary, fetchCase, markArrived, markSeen, redirect } from "./api";
import { Answers } from "./answers";
import { ArrivalTime } from "./arrival_time";
import { Attachments } from "./attachments";
import { cases, keyOf, put } from "./cases";
import { Deliveries } from "./deliveries";
import { object, Part, Section, text } from "./details";
import { Flags } from "./flags";
import { Medication } from "./medication";
import { codeWord } from "./record_codes";
import { label } from "./record_labels";
import type { Route } from "./route";
import { Scores } from "./scores";
import { ended } from "./session";
import { Vitals } from "./vitals";
import { words } from "./words";

function patientLine(answer: CaseAnswer): string {
  const said = words();
  const { patient } = answer.summary;
  const insurance = object(answer.record.insurance);
  const birth = patient?.birth_date;
  return [
    birth && `${said.born} ${calendarDate(birth)}`,
    ageAndSex(answer.summary.arrival ?? {}) || (patient?.sex && codeWord(patient.sex)),
    text(insurance.insurant_number) && `${label("insurant_number")} ${text(insurance.insurant_number)}`,
  ].filter(Boolean).join(" · ");
}

function Head({ answer, summary }: { answer: CaseAnswer; summary: CaseSummary }) {
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

function Worry({ answer, summary }: { answer: CaseAnswer; summary: CaseSummary }) {
  const said = words();
  const { arrival } = summary;
  const notified = object(answer.record.pre_notification);
  const seenWell = instant(text(object(answer.record.questionnaire).last_seen_well_at));
  return (
    <Section title={said.sections.summary}>
      <p class="tags"><Flags summary={summary} long /></p>
      {text(notified.diagnosis) && <p class="diagnosis">{text(notified.diagnosis)}</p>}
      <p class="said">{text(notified.text) || arrival?.text}</p>
      {seenWell !== null && <p><strong>{label("last_seen_well_at")}: <time>{dayAndTime(seenWell, now.peek())}</time></strong></p>}
      <p class="who">{[arrival?.destination && `→ ${arrival.destination}`, arrival?.callsign, summary.sender.organisation].filter(Boolean).join(" · ")}</p>
      <p class="who">{said.received} {dayAndTime(summary.received_at, now.peek())} · {said.version(summary.sequence)} · {said.updated(dayAndTime(summary.updated_at, now.peek()))}</p>
    </Section>
  );
}

type Action = (mailbox: string, id: string) => Promise<CaseSummary>;

function Actions({ summary, answers }: { summary: CaseSummary; answers: Answer[] }) {
  const said = words();
  const [place, setPlace] = useState("");
  const [failed, setFailed] = useState(false);
  const [busy, setBusy] = useState(false);
  const act = async (action: Action) => {
    setBusy(true);
    setFailed(false);
    try {
      put(await action(summary.mailbox, summary.case));
      setPlace("");
    } catch (error) {
      if (!ended(error)) setFailed(true);
    }
    setBusy(false);
  };
  const { state, seen_at, seen_by, accepted_at, accepted_by, destination } = summary;
  const coming = state === "new" || state === "seen";
  const room = place.trim();
  const known = answers.findLast((answer) => answer.destination)?.answer;
  return (
    <div class="actions">
      {state === "new" && <button class="primary" disabled={busy} onClick={() => void act(markSeen)}><Icon name="check" /> {said.markSeen}</button>}
      {coming && (
        <form class="room" onSubmit={(event) => {
          event.preventDefault();
          void act((mailbox, id) => (accepted_at ? redirect(mailbox, id, room, known) : accept(mailbox, id, room)));
        }}>
          <input name="destination" maxLength={40} placeholder={said.room} aria-label={said.room} value={place} onInput={(event) => setPlace(event.currentTarget.value)} />
          <button type="submit" disabled={busy || (accepted_at !== null && !room)}>{accepted_at ? said.redirect : said.accept}</button>
        </form>
      )}
      {coming && <button disabled={busy} onClick={() => void act(markArrived)}>{said.markArrived}</button>}
      <button onClick={() => print()}>{said.print}</button>
      {seen_at && <span class="calm"><Icon name="check" /> {said.seenBy(clockTime(seen_at), seen_by ?? "")}</span>}
      {accepted_at && <span class="calm"><Icon name="check" /> {said.acceptedBy(clockTime(accepted_at), accepted_by ?? "")}{destination && ` → ${destination}`}</span>}
      {failed && <p class="notice" role="alert"><Icon name="warning" /> {said.notSaved}</p>}
    </div>
  );
}

function Versions({ answer }: { answer: CaseAnswer }) {
  const said = words();
  return (
    <Section title={said.sections.versions}>
      <ol class="items versions">
        {answer.versions.map(({ transmission, sequence, kind, received_at }) => (
          <li key={transmission}>{said.version(sequence)}, {said.kinds[kind] ?? kind}, <time dateTime={received_at}>{dayAndTime(received_at, now.peek())}</time></li>
        ))}
      </ol>
    </Section>
  );
}

/** Shown as labelled values, in the order a handover asks for them. */
const parts: [name: string, skip?: string[]][] = [
  ["cancellation"], ["callback"], ["questionnaire"], ["findings"], ["injuries"], ["measures"], ["history"], ["patient"], ["insurance"],
  ["pre_notification", ["text", "diagnosis"]], ["mission"], ["times"], ["crew"], ["handover"], ["protocols"], ["remarks"], ["assignment"],
  ["position"], ["telemetry"], ["mind"],
];
const elsewhere = ["schema_version", "slip", "answer_key", "arrival", "measurements", "scores", "medication", "attachments", ...parts.map(([name]) => name)];

function Sheet({ answer, summary }: { answer: CaseAnswer; summary: CaseSummary }) {
  const { record } = answer;
  const place = { mailbox: summary.mailbox, caseId: summary.case };
  return (
    <>
      <Head answer={answer} summary={summary} />
      <Actions summary={summary} answers={answer.answers} />
      <Worry answer={answer} summary={summary} />
      <Vitals record={record} />
      <Attachments all={answer.attachments.filter(({ kind }) => kind === "ecg_raw")} {...place} />
      <Scores record={record} />
      <Medication record={record} />
      <Attachments all={answer.attachments.filter(({ kind }) => kind !== "ecg_raw")} {...place} />
      <div class="parts">
        {parts.map(([name, skip = []]) => <Part key={name} record={record} name={name} skip={skip} />)}
        {Object.keys(record).filter((name) => !elsewhere.includes(name)).map((name) => <Part key={name} record={record} name={name} />)}
        <Versions answer={answer} />
      </div>
      <Answers all={answer.answers} summary={summary} />
      <Deliveries all={answer.deliveries} />
    </>
  );
}

export function CasePage({ mailbox, case: id }: Route) {
  const said = words();
  const [answer, setAnswer] = useState<CaseAnswer | null>(null);
  const [problem, setProblem] = useState<"gone" | "failed" | null>(null);
  const [attempt, setAttempt] = useState(0);
  const live = cases.value.get(keyOf(mailbox, id));
  const fresh = live ? `${live.updated_at} ${live.sequence} ${live.attachments} ${Object.values(live.deliveries)} ${live.seen_at} ${live.accepted_at} ${live.destination}` : "";
  useEffect(() => {
    let current = true;
    fetchCase(mailbox, id)
      .then((got) => current && (setAnswer(got), setProblem(null)))
      .catch((error) => current && !ended(error) && setProblem(error instanceof ApiError && [403, 404].includes(error.status) ? "gone" : "failed"));
    return () => void (current = false);
  }, [mailbox, id, fresh, attempt]);

  if (problem === "gone") return <p class="nothing">{said.caseGone}</p>;
  return (
    <article aria-label={live?.arrival?.keyword ?? said.title}>
      {problem === "failed" && (
        <p class="notice" role="alert"><Icon name="warning" /> {said.caseFailed} <button onClick={() => setAttempt(attempt + 1)}>{said.again}</button></p>
      )}
      {answer ? <Sheet answer={answer} summary={live ?? answer.summary} /> : !problem && <p class="nothing" role="status">{said.loading}</p>}
    </article>
  );
}
