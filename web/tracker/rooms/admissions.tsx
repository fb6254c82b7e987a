// What the hospital information system brings: how it stands with each listener, and what could not be taken.
import { useState } from "preact/hooks";
import { now } from "../../shared/clock";
import { dayAndTime } from "../../shared/language";
import { may } from "../rights";
import { type Counts, fetchAdmissions, fetchBytes, type Listener, type Refused } from "./admission_api";
import { admissionWords } from "./admission_words";
import { useAnswer, Waiting } from "./asked";

function Tile({ listener }: { listener: Listener }) {
  const said = admissionWords();
  const { name, port, tls, connections, messages, refused_connections, failed_handshakes, framing_faults } = listener;
  const faults = Object.entries(framing_faults).filter(([, count]) => count > 0);
  const turnedAway = refused_connections + failed_handshakes;
  return (
    <li class={`tile ${faults.length > 0 ? "bad" : ""}`}>
      <strong>{name}</strong> <small>{port} {tls ? said.encrypted : said.plain}</small>
      <span>{said.connections(connections)} · {said.messages(messages)}{turnedAway > 0 && ` · ${said.turnedAway(turnedAway)}`}</span>
      {faults.map(([fault, count]) => <span class="trouble">{count} × {said.faults[fault] ?? fault}</span>)}
    </li>
  );
}

function Bytes({ id }: { id: number }) {
  const asked = useAnswer(() => fetchBytes(id), String(id));
  return asked.answer ? <pre class="scroll" tabIndex={0}>{asked.answer.text}</pre> : <Waiting asked={asked} />;
}

function Row({ refused }: { refused: Refused }) {
  const said = admissionWords();
  const [open, setOpen] = useState(false);
  return (
    <tr>
      <th scope="row">{dayAndTime(refused.at, now.peek())}</th>
      <td>{refused.listener}</td>
      <td>{said.faults[refused.reason] ?? refused.reason}{open && <Bytes id={refused.id} />}</td>
      <td>{said.bytes(refused.size)} {may("links.read") && !open && <button type="button" onClick={() => setOpen(true)}>{said.show}</button>}</td>
    </tr>
  );
}

export function Admissions() {
  const said = admissionWords();
  const asked = useAnswer(fetchAdmissions);
  if (!asked.answer || asked.failed) return <Waiting asked={asked} />;
  const { listeners, counts, refused } = asked.answer;
  if (listeners.length === 0) return null;
  return (
    <section aria-label={said.title}>
      <h2>{said.title}</h2>
      <ul class="tiles">{listeners.map((listener) => <Tile listener={listener} />)}</ul>
      <p>{(Object.keys(said.counts) as (keyof Counts)[]).filter((name) => counts[name] > 0).map((name) => `${counts[name]} ${said.counts[name]}`).join(" · ")}</p>
      <h3>{said.refused}</h3>
      {refused.length === 0 ? <p class="nothing">{said.none}</p> : (
        <div class="scroll" tabIndex={0} role="group" aria-label={said.refused}>
          <table>
            <thead><tr>{said.heads.map((head) => <th scope="col">{head}</th>)}</tr></thead>
            <tbody>{refused.map((row) => <Row key={row.id} refused={row} />)}</tbody>
          </table>
        </div>
      )}
    </section>
  );
}
