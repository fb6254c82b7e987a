// What was said to the crew, whether it has reached them, and the last word of all: what became of the patient.
import { useEffect, useRef, useState } from "preact/hooks";
import { now } from "../shared/clock";
import { dayAndTime } from "../shared/language";
import { type Answer, type CaseAnswer, type CaseSummary, type Outcome, outcomes, tellOutcome } from "./api";
import { renew } from "./cases";
import { Refusal, useDeed } from "./deed";
import { Section } from "./details";
import { callsignOf } from "./joining";
import { KeyHint } from "./key_hint";
import { keyNames, onKey } from "./keys";
import { mayWrite, type Standing } from "./standing";
import { offerUndo } from "./undo";
import { words } from "./words";

type From = { from?: string };

function Told({ answer }: { answer: Answer & From }) {
  const said = words();
  const more = [answer.destination, answer.outcome && said.outcomes[answer.outcome], answer.text].filter(Boolean).join(" · ");
  return (
    <li>
      <time dateTime={answer.at}>{dayAndTime(answer.at, now.peek())}</time> <strong>{said.events[answer.event]}</strong> {more} <span class="who">{[answer.by, answer.from].filter(Boolean).join(" → ")}</span>{" "}
      {answer.told && <span class={`delivery ${answer.told}`}>{said.told[answer.told]}</span>}
    </li>
  );
}

function OutcomeForm({ all, summary }: { all: Answer[]; summary: CaseSummary }) {
  const said = words();
  const [outcome, setOutcome] = useState<Outcome>("ward");
  const [text, setText] = useState("");
  const choice = useRef<HTMLSelectElement>(null);
  const { busy, failure, run } = useDeed();
  useEffect(() => onKey("outcome", () => choice.current?.focus()), []);
  const send = () => run(async () => {
    const changed = await tellOutcome(summary.mailbox, summary.case, outcome, text.trim(), all.findLast(({ event }) => event === "outcome")?.answer);
    renew(changed);
    if (changed.handed_over_at !== undefined) offerUndo(changed, "outcome");
    setText("");
  });
  return (
    <form class="actions" onSubmit={(event) => { event.preventDefault(); void send(); }}>
      <label>{said.outcome} <KeyHint name="outcome" /> <select ref={choice} aria-keyshortcuts={keyNames.outcome} value={outcome} onChange={(event) => setOutcome(event.currentTarget.value as Outcome)}>
        {outcomes.map((one) => <option key={one} value={one}>{said.outcomes[one]}</option>)}
      </select></label>
      <input name="outcome_text" maxLength={500} placeholder={said.outcomeText} aria-label={said.outcomeText} value={text} onInput={(event) => setText(event.currentTarget.value)} />
      <button type="submit" disabled={busy}>{said.tellOutcome}</button>
      <Refusal failure={failure} otherwise={said.notSaved} />
    </form>
  );
}

export function Answers({ all, parts, summary, standing }: { all: Answer[]; parts: CaseAnswer[]; summary: CaseSummary; standing: Standing }) {
  const said = words();
  const told: (Answer & From)[] = parts.length === 0 ? all : [
    ...all.map((one) => ({ ...one, from: callsignOf(summary) })), ...parts.flatMap((part) => part.answers.map((one) => ({ ...one, from: callsignOf(part.summary) }))),
  ].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return (
    <Section title={said.sections.answers} id="answers">
      {told.length === 0 ? <p>{said.nothingSaid}</p> : <ol class="items">{told.map((answer) => <Told key={answer.answer} answer={answer} />)}</ol>}
      {summary.state === "arrived" && standing !== "part" && mayWrite(standing) && <OutcomeForm all={all} summary={summary} />}
    </Section>
  );
}
