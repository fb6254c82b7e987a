// Figures of one mailbox and period, without patients: six numbers, then counts as bars that are tables, too.
import { useState } from "preact/hooks";
import { decimal } from "../../shared/language";
import { arrivalWords } from "../../shared/arrival_words";
import type { Priority } from "../../shared/arrival";
import { useAnswer, Waiting } from "./asked";
import { fetchFigures, type Figures, figuresCsvUrl, type TableName } from "./room_api";
import type { RoomProps } from "./room_props";
import { roomWords } from "./room_words";

const dayText = (time: number) => new Date(time).toISOString().slice(0, 10);
const minutes = (seconds: number | null) => (seconds === null ? "–" : `${decimal(Math.round(seconds / 6) / 10)} min`);
const counted = (count: number | null) => (count === null ? "<5" : decimal(count));

function rowName(table: TableName, key: string): string {
  const said = roomWords();
  if (table === "priority") return arrivalWords().priority[key as Priority] ?? key;
  if (table === "hour") return `${key}:00`;
  return said.figureKeys[key] ?? key;
}

/** Bars whose length says the count; what is not told has none. */
function Bars({ table }: { table: Figures["tables"][number] }) {
  const said = roomWords();
  const most = Math.max(1, ...table.rows.map(({ count }) => count ?? 0));
  return (
    <section class="box" aria-label={said.tables[table.name]}>
      <h3>{said.tables[table.name]} <small>{said.total(counted(table.total))}</small></h3>
      <table class="bars">
        <tbody>
          {table.rows.map(({ key, count }) => (
            <tr>
              <th scope="row">{rowName(table.name, key)}</th>
              <td class="bar"><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect width={(100 * (count ?? 0)) / most} height="10" /></svg></td>
              <td class="figures">{counted(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Columns over the day or the period: the height says the count. */
function Columns({ table }: { table: Figures["tables"][number] }) {
  const said = roomWords();
  const most = Math.max(1, ...table.rows.map(({ count }) => count ?? 0));
  const wide = Math.max(1, table.rows.length);
  return (
    <section class="box wide" aria-label={said.tables[table.name]}>
      <h3>{said.tables[table.name]} <small>{said.total(counted(table.total))} · {said.most(counted(most))}</small></h3>
      <svg class="columns" viewBox={`0 0 ${wide * 10} 100`} preserveAspectRatio="none" role="img" aria-label={table.rows.map(({ key, count }) => `${rowName(table.name, key)} ${counted(count)}`).join(", ")}>
        {table.rows.map(({ count }, index) => <rect x={index * 10 + 1} width="8" y={100 - (100 * (count ?? 0)) / most} height={(100 * (count ?? 0)) / most} />)}
      </svg>
      <p class="axis" aria-hidden="true">{[0, Math.floor(wide / 2), wide - 1].map((index) => <span>{rowName(table.name, table.rows[index]?.key ?? "")}</span>)}</p>
    </section>
  );
}

function Timings({ figures }: { figures: Figures }) {
  const said = roomWords();
  return (
    <section class="box wide" aria-label={said.timings}>
      <h3>{said.timings}</h3>
      <table>
        <thead><tr>{said.timingHeads.map((head) => <th scope="col">{head}</th>)}</tr></thead>
        <tbody>{figures.timings.map(({ name, key, count, median_seconds, p90_seconds }) => (
          <tr><th scope="row">{said.timingNames[name]} <small>{key}</small></th><td>{counted(count)}</td><td>{minutes(median_seconds)}</td><td>{minutes(p90_seconds)}</td></tr>
        ))}</tbody>
      </table>
    </section>
  );
}

function Completeness({ figures }: { figures: Figures }) {
  const said = roomWords();
  const members = Object.keys(figures.completeness[0]?.percent ?? {});
  if (members.length === 0) return null;
  return (
    <section class="box wide" aria-label={said.completeness}>
      <h3>{said.completeness}</h3>
      <div class="scroll" tabIndex={0} role="group" aria-label={said.completeness}>
        <table>
          <thead><tr><th scope="col">{said.sender}</th><th scope="col">{said.cases}</th>{members.map((member) => <th scope="col">{said.members[member] ?? member}</th>)}</tr></thead>
          <tbody>{figures.completeness.map(({ sender, cases, percent }) => (
            <tr><th scope="row">{sender}</th><td>{decimal(cases)}</td>{members.map((member) => <td>{decimal(percent[member] ?? 0)} %</td>)}</tr>
          ))}</tbody>
        </table>
      </div>
    </section>
  );
}

export default function FiguresRoom({ user }: RoomProps) {
  const said = roomWords();
  const [asked, setAsked] = useState({ mailbox: user.mailboxes[0]?.id ?? "", from: dayText(Date.now() - 29 * 86_400_000), to: dayText(Date.now()) });
  const answer = useAnswer(() => fetchFigures(asked.mailbox, asked.from, asked.to), JSON.stringify(asked));
  const figures = answer.answer;
  const change = (event: Event) => {
    const { name, value } = event.currentTarget as HTMLInputElement;
    if (value) setAsked({ ...asked, [name]: value });
  };
  return (
    <>
      <form class="grid-form" onSubmit={(event) => event.preventDefault()}>
        <label class="field">{said.mailbox} <select name="mailbox" value={asked.mailbox} onChange={change}>{user.mailboxes.map(({ id, name }) => <option value={id}>{name}</option>)}</select></label>
        <label class="field">{said.from} <input name="from" type="date" value={asked.from} onChange={change} /></label>
        <label class="field">{said.to} <input name="to" type="date" value={asked.to} onChange={change} /></label>
        <a class="button" href={figuresCsvUrl(asked.mailbox, asked.from, asked.to)} download>CSV</a>
      </form>
      {!figures || answer.failed ? <Waiting asked={answer} /> : (
        <>
          <p class="hint">{said.figuresHint(figures.smallest)}</p>
          <div class="figure-grid">
            {figures.tables.map((table) => (table.name === "hour" || table.name === "day" ? <Columns table={table} /> : <Bars table={table} />))}
            <Timings figures={figures} />
            <Completeness figures={figures} />
          </div>
        </>
      )}
    </>
  );
}
