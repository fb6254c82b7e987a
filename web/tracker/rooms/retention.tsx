// What is kept for how long; orders to delete a case before its time, confirmed by a second person; holds; and what was deleted.
import type { ComponentChildren } from "preact";
import { now } from "../../shared/clock";
import { Icon } from "../../shared/icons";
import { dayAndTime } from "../../shared/language";
import { ApiError } from "../api";
import { useDeed } from "../deed";
import { useAnswer, Waiting } from "./asked";
import { type DeletionOrder, fetchClasses, fetchHolds, fetchOrders, fetchRecords, holdCase, type LegalHold, orderDeletion, releaseCase, settleOrder } from "./retention_api";
import { retentionWords } from "./retention_words";
import type { RoomProps } from "./room_props";
import { roomWords } from "./room_words";

const when = (time: string | null) => (time ? dayAndTime(time, now.peek()) : "–");
const shortId = (id: string | null) => (id ? <code title={id}>{id.slice(0, 8)}</code> : <>–</>);

function Table({ title, heads, children, empty }: { title: string; heads: string[]; children: ComponentChildren; empty: boolean }) {
  return (
    <section class="box" aria-label={title}>
      <h3>{title}</h3>
      {empty ? <p>{retentionWords().none}</p> : (
        <div class="scroll" tabIndex={0} role="group" aria-label={title}>
          <table><thead><tr>{heads.map((head) => <th scope="col">{head}</th>)}</tr></thead><tbody>{children}</tbody></table>
        </div>
      )}
    </section>
  );
}

/** "10 years" in the reader's language. */
const periodText = (period: string) => period.replace(/[a-z]+/, (unit) => retentionWords().units[unit] ?? unit);

function Classes() {
  const said = retentionWords();
  const asked = useAnswer(fetchClasses);
  if (!asked.answer || asked.failed) return <Waiting asked={asked} />;
  return (
    <Table title={said.classes} heads={said.classHeads} empty={asked.answer.classes.length === 0}>
      {asked.answer.classes.map((one) => (
        <tr>
          <th scope="row">{said.classNames[one.class] ?? one.class} <small>{one.mailbox ?? said.server}</small></th>
          <td>{periodText(one.period)} <small>{said.starts[one.start] ?? one.start}</small></td><td>{when(one.deletes_before)}</td>
          <td>{when(one.last_run_at)} <small>{said.deleted(one.last_run_deleted ?? 0)}</small></td><td>{when(one.next_run_at)}</td><td>{one.held}</td>
        </tr>
      ))}
    </Table>
  );
}

function failureText(failure: unknown): string {
  const status = failure instanceof ApiError ? failure.status : 0;
  return status === 409 ? retentionWords().conflict : status === 404 || status === 422 ? retentionWords().noSuchCase : roomWords().notDone;
}

function Order({ order, done }: { order: DeletionOrder; done: () => void }) {
  const said = retentionWords();
  const { busy, failure, run } = useDeed();
  const settle = async (step: "confirm" | "withdraw") => (await run(() => settleOrder(order, step).then(() => undefined))) && done();
  const open = order.state === "ordered" || order.state === "confirmed";
  return (
    <tr>
      <th scope="row">{shortId(order.case)} <small>{order.mailbox}</small></th><td>{said.reasons[order.reason] ?? order.reason}</td>
      <td>{said.orderStates[order.state]}{order.held && <strong class="trouble"> {said.isHeld}</strong>}</td>
      <td>{when(order.ordered_at)}, {order.ordered_by}{order.confirmed_by && <small>{said.confirmedBy(order.confirmed_by)}</small>}</td><td>{when(order.due_at)}</td>
      <td>
        <span class="buttons">
          {order.state === "ordered" && <button type="button" disabled={busy} onClick={() => void settle("confirm")}>{said.confirm}</button>}
          {open && <button type="button" disabled={busy} onClick={() => void settle("withdraw")}>{said.withdraw}</button>}
        </span>
        {failure !== null && <p class="trouble" role="alert">{failureText(failure)}</p>}
      </td>
    </tr>
  );
}

function Hold({ hold, done }: { hold: LegalHold; done: () => void }) {
  const said = retentionWords();
  const { busy, failure, run } = useDeed();
  const release = async () => (await run(() => releaseCase(hold).then(() => undefined))) && done();
  return (
    <tr>
      <th scope="row">{shortId(hold.case)} <small>{hold.mailbox}</small></th><td>{said.reasons[hold.reason] ?? hold.reason}</td><td>{when(hold.placed_at)}, {hold.placed_by}</td>
      <td>{hold.released_at ? `${when(hold.released_at)}, ${hold.released_by}` : <button type="button" disabled={busy} onClick={() => void release()}>{said.release}</button>}{failure !== null && <p class="trouble" role="alert">{failureText(failure)}</p>}</td>
    </tr>
  );
}

function NewEntry({ user, done }: RoomProps & { done: () => void }) {
  const said = retentionWords();
  const { busy, failure, run } = useDeed();
  const submit = async (event: Event) => {
    event.preventDefault();
    const target = event.currentTarget as HTMLFormElement;
    const form = new FormData(target);
    const [mailbox, id, choice] = ["mailbox", "case", "reason"].map((name) => String(form.get(name)).trim()) as [string, string, string];
    const [kind, reason] = choice.split(":") as [string, string];
    const placed = await run(() => (kind === "hold" ? holdCase(mailbox, id, reason) : orderDeletion(mailbox, id, reason)).then(() => undefined));
    if (!placed) return;
    target.reset();
    done();
  };
  return (
    <form class="grid-form" onSubmit={(event) => void submit(event)}>
      <label class="field">{roomWords().mailbox} <select name="mailbox">{user.mailboxes.map(({ id, name }) => <option value={id}>{name}</option>)}</select></label>
      <label class="field">{said.caseId} <input name="case" required pattern="[0-9a-f]{32}" autocomplete="off" /></label>
      <label class="field">{said.what} <select name="reason">
        <optgroup label={said.order}>{said.deletionReasons.map((reason) => <option value={`order:${reason}`}>{said.reasons[reason]}</option>)}</optgroup>
        <optgroup label={said.hold}>{said.holdReasons.map((reason) => <option value={`hold:${reason}`}>{said.reasons[reason]}</option>)}</optgroup>
      </select></label>
      <button type="submit" class="primary" disabled={busy}>{said.place}</button>
      {failure !== null && <p class="notice" role="alert"><Icon name="warning" /> {failureText(failure)}</p>}
    </form>
  );
}

function Records({ mailbox }: { mailbox: string }) {
  const said = retentionWords();
  const asked = useAnswer(() => fetchRecords(mailbox), mailbox);
  if (!asked.answer || asked.failed) return <Waiting asked={asked} />;
  return (
    <Table title={said.records} heads={said.recordHeads} empty={asked.answer.records.length === 0}>
      {asked.answer.records.map((one) => (
        <tr><th scope="row">{when(one.at)}</th><td>{said.classNames[one.class] ?? one.class}</td><td>{said.reasons[one.reason] ?? one.reason}</td><td>{shortId(one.case)}</td><td>{one.count}</td><td>{[one.ordered_by, one.confirmed_by].filter(Boolean).join(", ") || "–"}</td></tr>
      ))}
    </Table>
  );
}

export default function Retention({ user }: RoomProps) {
  const said = retentionWords();
  const orders = useAnswer(fetchOrders);
  const holds = useAnswer(fetchHolds);
  const again = () => {
    orders.again();
    holds.again();
  };
  return (
    <>
      <Classes />
      <p class="hint">{said.orderHint}</p>
      <NewEntry user={user} done={again} />
      {!orders.answer || orders.failed ? <Waiting asked={orders} /> : <Table title={said.orders} heads={said.orderHeads} empty={orders.answer.orders.length === 0}>{orders.answer.orders.map((order) => <Order key={order.order} order={order} done={again} />)}</Table>}
      {!holds.answer || holds.failed ? <Waiting asked={holds} /> : <Table title={said.holds} heads={said.holdHeads} empty={holds.answer.holds.length === 0}>{holds.answer.holds.map((hold) => <Hold key={hold.hold} hold={hold} done={again} />)}</Table>}
      <Records mailbox={user.mailboxes[0]?.id ?? ""} />
    </>
  );
}
