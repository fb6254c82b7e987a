// The mailboxes of this hospital: which keys open their envelopes, what a new case sets off, who sees them.
import { language } from "../../shared/language";
import { call } from "../api";
import { useAnswer, Waiting } from "./asked";
import { fetchPeople, type Person } from "./room_api";

interface MailboxInFull {
  mailbox: string;
  name: string;
  keys: { kid: string; algorithm: string }[];
  deliveries: { channel: string; target: string }[];
}

const texts = {
  de: {
    title: "Postfächer", hint: "Postfächer und ihre Schlüssel stehen in der Konfiguration des Servers; wer sie sieht, wird unter Benutzer festgelegt.",
    heads: ["Postfach", "Schlüssel", "Weitergabe an", "Zugriff"], none: "an niemanden", people: (count: number) => (count === 1 ? "1 Person" : `${count} Personen`),
  },
  en: {
    title: "Mailboxes", hint: "Mailboxes and their keys are part of the server's configuration; who sees them is said under People.",
    heads: ["Mailbox", "Keys", "Deliveries to", "Access"], none: "nobody", people: (count: number) => (count === 1 ? "1 person" : `${count} people`),
  },
};
const fetchMailboxes = async () => {
  const [{ mailboxes }, { people }] = await Promise.all([call<{ mailboxes: MailboxInFull[] }>("GET", "/mailboxes"), fetchPeople()]);
  return { mailboxes, people };
};

function Row({ one, people }: { one: MailboxInFull; people: Person[] }) {
  const said = texts[language.value];
  const seeing = people.filter(({ mailboxes, disabled }) => !disabled && mailboxes.includes(one.mailbox));
  return (
    <tr>
      <th scope="row">{one.name} <small>{one.mailbox}</small></th>
      <td class="lines">{one.keys.map(({ kid, algorithm }) => <small>{algorithm} · <code>{kid.slice(0, 16)}…</code></small>)}</td>
      <td class="lines">{one.deliveries.length === 0 ? said.none : one.deliveries.map(({ channel, target }) => <small>{channel} → {target}</small>)}</td>
      <td>{said.people(seeing.length)}</td>
    </tr>
  );
}

export default function MailboxesRoom() {
  const said = texts[language.value];
  const asked = useAnswer(fetchMailboxes);
  if (!asked.answer || asked.failed) return <Waiting asked={asked} />;
  const { mailboxes, people } = asked.answer;
  return (
    <>
      <p class="hint">{said.hint}</p>
      <div class="scroll" tabIndex={0} role="group" aria-label={said.title}>
        <table>
          <thead><tr>{said.heads.map((head) => <th scope="col">{head}</th>)}</tr></thead>
          <tbody>{mailboxes.map((one) => <Row one={one} people={people} />)}</tbody>
        </table>
      </div>
    </>
  );
}
