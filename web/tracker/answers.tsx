// What was said to the crew, whether it has reached them, and the last word of all: what became of the patient.
import { useState } from "preact/hooks";
import { now } from "../shared/clock";
import { Icon } from "../shared/icons";
import { dayAndTime } from "../shared/language";
import { type Answer, type CaseSummary, type Outcome, outcomes, tellOutcome } from "./api";
import { put } from "./cases";
import { offerUndo } from "./undo";
import { Section } from "./details";
import { ended } from "./session";
import { words } from "./words";

function Told({ answer }: { answer: Answer }) {
  const said = words();
  const more = [answer.destination, answer.outcome && said.outcomes[answer.outcome], answer.text].filter(Boolean).join(" · ");
  return (
    <li>
      <time dateTime={answer.at}>{dayAndTime(answer.at, now.peek())}</time> <strong>{said.events[answer.event]}</strong> {more} <span class="who">{answer.by}</span>{" "}
      {answer.told && <span class={`delivery ${answer.told}`}>{said.told[answer.told]}</span>}
    </li>
  );
}

function OutcomeForm({ all, summary }: { all: Answer[]; summary: CaseSummary }) {
  const said = words();
  const [outcome, setOutcome] = useState<Outcome>("ward");
  const [text, setText] = useState("");
  const [state, setState] = useState<"ready" | "busy" | "failed">("ready");
  const send = async () => {
    setState("busy");
    try {
      const changed = await tellOutcome(summary.mailbox, summary.case, outcome, text.trim(), all.findLast(({ event }) => event === "outcome")?.answer);
      put(changed);
      if (changed.handed_over_at !== undefined) offerUndo(changed, "outcome");
      setText("");
      setState("ready");
    } catch (error) {
      if (!ended(error)) setState("failed");
    }
  };
  return (
    <form class="actions" onSubmit={(event) => { event.preventDefault(); void send(); }}>
      <label>{said.outcome} <select value={outcome} onChange={(event) => setOutcome(event.currentTarget.value as Outcome)}>
        {outcomes.map((one) => <option key={one} value={one}>{said.outcomes[one]}</option>)}
      </select></label>
      <input name="outcome_text" maxLength={500} placeholder={said.outcomeText} aria-label={said.outcomeText} value={text} onInput={(event) => setText(event.currentTarget.value)} />
      <button type="submit" disabled={state === "busy"}>{said.tellOutcome}</button>
      {state === "failed" && <p class="notice" role="alert"><Icon name="warning" /> {said.notSaved}</p>}
    </form>
  );
}

export function Answers({ all, summary }: { all: Answer[]; summary: CaseSummary }) {
  const said = words();
  return (
    <Section title={said.sections.answers} id="answers">
      {all.length === 0 ? <p>{said.nothingSaid}</p> : <ol class="items">{all.map((answer) => <Told key={answer.answer} answer={answer} />)}</ol>}
      {summary.state === "arrived" && <OutcomeForm all={all} summary={summary} />}
    </Section>
  );
}
