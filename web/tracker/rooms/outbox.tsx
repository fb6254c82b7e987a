// The delivery monitor: what other systems have not taken yet, and what a person must decide.
import { useState } from "preact/hooks";
import { now } from "../../shared/clock";
import { dayAndTime } from "../../shared/language";
import { may } from "../rights";
import { words } from "../words";
import { useDeed } from "../deed";
import { Admissions } from "./admissions";
import { useAnswer, Waiting } from "./asked";
import { decide, type DeliveryTarget, fetchOutbox, fetchTargets, type OutboxDelivery, type OutboxState } from "./room_api";
import { roomWords } from "./room_words";

function Target({ target }: { target: DeliveryTarget }) {
  const said = roomWords();
  const { channel, target: name, mailbox, breaker, failing_since, pending, sending, rejected, oldest_open_seconds } = target;
  return (
    <li class={`tile ${breaker === "closed" ? "" : "bad"}`}>
      <strong>{channel} → {name}</strong> <small>{mailbox}</small>
      <span class={breaker === "closed" ? "calm" : "trouble"}>{said.breaker[breaker]}{failing_since && ` ${said.since(dayAndTime(failing_since, now.peek()))}`}</span>
      <span>{said.waiting(pending + sending)} · {said.rejected(rejected)}{oldest_open_seconds !== null && ` · ${said.oldest(Math.round(oldest_open_seconds / 60))}`}</span>
    </li>
  );
}

function Targets() {
  const asked = useAnswer(fetchTargets);
  if (!asked.answer || asked.failed) return <Waiting asked={asked} />;
  return <ul class="tiles">{asked.answer.targets.map((target) => <Target target={target} />)}</ul>;
}

function Decision({ delivery, done }: { delivery: OutboxDelivery; done: () => void }) {
  const said = roomWords();
  const { busy, failure, run } = useDeed();
  const [reason, setReason] = useState("");
  const act = async (what: "resend" | "discard") => (await run(() => decide(delivery, what, reason.trim()).then(() => undefined))) && done();
  const ready = reason.trim().length >= 3 && !busy;
  return (
    <form class="inline-form" onSubmit={(event) => { event.preventDefault(); if (ready) void act("resend"); }}>
      <input name="reason" aria-label={said.reason} placeholder={said.reason} maxLength={200} value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
      <button type="submit" disabled={!ready}>{said.resend}</button>
      {delivery.state !== "delivered" && <button type="button" disabled={!ready} onClick={() => void act("discard")}>{said.discard}</button>}
      {failure !== null && <span role="alert" class="trouble">{said.notDone}</span>}
    </form>
  );
}

function Row({ delivery, done }: { delivery: OutboxDelivery; done: () => void }) {
  const said = roomWords();
  const { channel, target, mailbox, state, attempts, last_reason, created_at, next_attempt_at, decision } = delivery;
  return (
    <tr>
      <th scope="row">{channel} → {target} <small>{mailbox}</small></th>
      <td><span class={`delivery ${state}`}>{words().deliveryStates[state]}</span>{last_reason && <small class="reason">{last_reason}</small>}</td>
      <td>{dayAndTime(created_at, now.peek())}</td>
      <td>{attempts}{next_attempt_at && <small> {words().next(dayAndTime(next_attempt_at, now.peek()))}</small>}</td>
      <td>{decision && <small>{said.decided[decision.what]} {dayAndTime(decision.at, now.peek())}, {decision.by}: {decision.reason}</small>}{may("deliveries.write") && <Decision delivery={delivery} done={done} />}</td>
    </tr>
  );
}

export default function Outbox() {
  const said = roomWords();
  const [state, setState] = useState<OutboxState>("stuck");
  const asked = useAnswer(() => fetchOutbox(state), state);
  const all = asked.answer?.deliveries ?? [];
  return (
    <>
      <Targets />
      <label class="field narrow">{words().state}
        <select value={state} onChange={(event) => setState(event.currentTarget.value as OutboxState)}>
          {(Object.keys(said.outboxStates) as OutboxState[]).map((name) => <option value={name}>{said.outboxStates[name]}</option>)}
        </select>
      </label>
      {!asked.answer || asked.failed ? <Waiting asked={asked} /> : all.length === 0 ? <p class="nothing">{said.nothingWaits}</p> : (
        <div class="scroll" tabIndex={0} role="group" aria-label={said.outboxStates[state]}>
          <table>
            <thead><tr>{said.outboxHeads.map((head) => <th scope="col">{head}</th>)}</tr></thead>
            <tbody>{all.map((delivery) => <Row key={`${delivery.mailbox} ${delivery.id}`} delivery={delivery} done={asked.again} />)}</tbody>
          </table>
        </div>
      )}
      <Admissions />
    </>
  );
}
