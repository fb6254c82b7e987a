// Who read or changed what. Reading this is itself an entry; nothing of a patient stands here but the id of a case.
import { useState } from "preact/hooks";
import { Icon } from "../../shared/icons";
import { calendarDate, clockTimeSeconds } from "../../shared/language";
import { words } from "../words";
import { useDeed } from "../deed";
import { useAnswer, Waiting } from "./asked";
import { type AuditQuery, auditExportUrl, fetchAudit, type Verification, verifyAudit } from "./retention_api";
import { retentionWords } from "./retention_words";
import type { RoomProps } from "./room_props";
import { roomWords } from "./room_words";

/** The first moment of a day, or of the day after. */
const moment = (day: string, plusDays = 0) => (day ? new Date(new Date(`${day}T00:00:00`).getTime() + plusDays * 86_400_000).toISOString() : "");

function Verify({ mailbox }: { mailbox: string }) {
  const said = retentionWords();
  const { busy, failure, run } = useDeed();
  const [found, setFound] = useState<Verification | null>(null);
  return (
    <p class="buttons">
      <button type="button" disabled={busy} onClick={() => void run(async () => setFound(await verifyAudit(mailbox)))}>{busy ? said.verifying : said.verify}</button>
      <a class="button" href={auditExportUrl({ mailbox, from: "", until: "" })} download>{said.exportLog}</a>
      {failure !== null && <span class="trouble" role="alert">{roomWords().failed}</span>}
      {found && <strong role="status" class={found.intact ? "" : "trouble"}><Icon name={found.intact ? "check" : "warning"} /> {found.intact ? said.intact(found.checked) : said.broken(found.broken_at ?? 0, found.what ?? "")}</strong>}
    </p>
  );
}

export default function Audit({ user }: RoomProps) {
  const said = retentionWords();
  const [wanted, setWanted] = useState<AuditQuery>({ mailbox: user.mailboxes[0]?.id ?? "", from: "", until: "", event: "", user: "", case: "", before: "" });
  const asked = useAnswer(() => fetchAudit(wanted), JSON.stringify(wanted));
  const entries = asked.answer?.entries ?? [];
  const submit = (event: Event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const value = (name: string) => String(form.get(name) ?? "").trim();
    setWanted({ mailbox: value("mailbox"), from: moment(value("from")), until: moment(value("until"), 1), event: value("event"), user: value("user"), case: value("case"), before: "" });
  };
  const last = entries.at(-1);
  return (
    <>
      <Verify mailbox={wanted.mailbox} />
      <form class="grid-form" onSubmit={submit}>
        <label class="field">{roomWords().mailbox} <select name="mailbox">{user.mailboxes.map(({ id, name }) => <option value={id}>{name}</option>)}<option value="">{said.server}</option></select></label>
        <label class="field">{roomWords().from} <input name="from" type="date" /></label>
        <label class="field">{roomWords().to} <input name="until" type="date" /></label>
        <label class="field">{said.event} <input name="event" maxLength={64} placeholder="case." autocomplete="off" /></label>
        <label class="field">{roomWords().username} <input name="user" maxLength={64} autocomplete="off" /></label>
        <label class="field">{said.caseId} <input name="case" pattern="[0-9a-f]{32}" autocomplete="off" /></label>
        <button type="submit" class="primary">{words().search}</button>
      </form>
      {!asked.answer || asked.failed ? <Waiting asked={asked} /> : entries.length === 0 ? <p class="nothing">{roomWords().nothingFound}</p> : (
        <div class="scroll" tabIndex={0} role="group" aria-label={said.entries}>
          <table>
            <thead><tr>{said.auditHeads.map((head) => <th scope="col">{head}</th>)}</tr></thead>
            <tbody>
              {entries.map(({ entry, at, event, problem, user: who, case: id, peer, browser, target }) => (
                <tr key={entry}>
                  <th scope="row"><time dateTime={at}>{calendarDate(at)} {clockTimeSeconds(at)}</time></th><td>{event}{problem && <small class="reason">{problem}</small>}</td><td>{who ?? "–"}</td>
                  <td>{id ? <code title={id}>{id.slice(0, 8)}</code> : (target ?? "–")}</td><td>{peer ?? "–"} <small>{browser}</small></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {entries.length >= 100 && last && <button type="button" onClick={() => setWanted({ ...wanted, before: String(last.entry) })}>{roomWords().next}</button>}
    </>
  );
}
