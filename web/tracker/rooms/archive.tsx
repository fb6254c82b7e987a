// Archived cases: searched by what is remembered, opened, put back on the list. Names travel in the body, never in an address.
import { useState } from "preact/hooks";
import { now } from "../../shared/clock";
import { ageAndSex } from "../../shared/arrival_words";
import { calendarDate, dayAndTime } from "../../shared/language";
import { PriorityMark } from "../../shared/priority_mark";
import { returnCase } from "../api";
import { may } from "../rights";
import { addressOf } from "../route";
import { words } from "../words";
import { type Found, type Search, searchArchive } from "./room_api";
import { useDeed } from "../deed";
import { useAnswer, Waiting } from "./asked";
import { roomWords } from "./room_words";

const fields = ["last_name", "first_name", "birth_date", "received_from", "received_to", "keyword", "vehicle", "case"] as const;
const dates: readonly string[] = ["birth_date", "received_from", "received_to"];

function SearchForm({ search }: { search: (wanted: Search) => void }) {
  const said = roomWords();
  const submit = (event: Event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const given = fields.map((field) => [field, String(form.get(field) ?? "").trim()] as const).filter(([, value]) => value !== "");
    search(Object.fromEntries(given));
  };
  return (
    <form class="grid-form" onSubmit={submit}>
      {fields.map((field) => (
        <label class="field">{said.searchFields[field]}
          {dates.includes(field) ? <input name={field} type="date" /> : <input name={field} maxLength={80} autocomplete="off" {...(field === "case" && { pattern: "[0-9a-f]{8,32}" })} />}
        </label>
      ))}
      <button type="submit" class="primary">{words().search}</button>
    </form>
  );
}

function Row({ found, gone }: { found: Found; gone: () => void }) {
  const said = roomWords();
  const { busy, failure, run } = useDeed();
  const { summary, match } = found;
  const { patient, arrival } = summary;
  const name = patient?.last_name ? `${patient.last_name}, ${patient.first_name ?? ""}` : words().unknownName;
  const back = async () => (await run(async () => void (await returnCase(summary.mailbox, summary.case)))) && gone();
  return (
    <tr>
      <td><PriorityMark priority={arrival?.priority ?? "none"} /></td>
      <th scope="row"><a href={addressOf(summary.mailbox, summary.case)}>{name}</a>{match !== "equal" && <small> {said.match[match]}</small>}</th>
      <td>{patient?.birth_date ? calendarDate(patient.birth_date) : "–"} {ageAndSex(arrival ?? {})}</td>
      <td>{arrival?.keyword ?? "–"}</td>
      <td>{dayAndTime(summary.received_at, now.peek())}</td>
      <td>{arrival?.callsign ?? summary.sender.callsign}</td>
      <td>{may("archive.write") && <button type="button" disabled={busy} onClick={() => void back()}>{said.putBack}</button>}{failure !== null && <span role="alert" class="trouble"> {words().notSaved}</span>}</td>
    </tr>
  );
}

function Page({ wanted, after, more }: { wanted: Search; after: string | null; more: (next: string) => void }) {
  const said = roomWords();
  const [returned, setReturned] = useState<string[]>([]);
  const asked = useAnswer(() => searchArchive({ ...wanted, limit: 50, ...(after && { after }) }), JSON.stringify([wanted, after]));
  const { answer } = asked;
  if (!answer || asked.failed) return <Waiting asked={asked} />;
  const shown = answer.cases.filter(({ summary }) => !returned.includes(summary.case));
  if (shown.length === 0) return <p class="nothing">{said.nothingFound}</p>;
  const { next } = answer;
  return (
    <>
      <div class="scroll" tabIndex={0} role="group" aria-label={said.found}>
        <table>
          <thead><tr>{said.foundHeads.map((head) => <th scope="col">{head}</th>)}</tr></thead>
          <tbody>{shown.map((found) => <Row key={found.summary.case} found={found} gone={() => setReturned([...returned, found.summary.case])} />)}</tbody>
        </table>
      </div>
      {next && <button type="button" onClick={() => more(next)}>{said.next}</button>}
    </>
  );
}

export default function Archive() {
  const [wanted, setWanted] = useState<Search>({});
  const [after, setAfter] = useState<string | null>(null);
  return (
    <>
      <SearchForm search={(search) => { setWanted(search); setAfter(null); }} />
      <Page wanted={wanted} after={after} more={setAfter} />
    </>
  );
}
