// What has come since this user last looked, member by member, before and after. Showing it is a look; it stays until it is
// put away or the case is left.
import { useEffect, useRef, useState } from "preact/hooks";
import { now } from "../shared/clock";
import { dayAndTime } from "../shared/language";
import { type CaseAttachment, type Changes as ChangesAnswer, fetchChanges, type Flag, type Json, noteLook } from "./api";
import { cardWords } from "./card_words";
import { object, Shown } from "./details";
import { DoubtMark } from "./implausible";
import { pathWords } from "./record_labels";
import type { Route } from "./route";
import { ended } from "./session";
import { measurementText } from "./measurements";
import { words } from "./words";

const absent = (value: Json | undefined) => value === null || value === undefined;
/** Measurements in one line, everything else as on the rest of the page. */
export function Stated({ pointer, value }: { pointer: string; value: Json }) {
  return pointer.startsWith("/measurements/") && "code" in object(value) ? <>{measurementText(object(value))}</> : <Shown value={value} />;
}

/** What every transmission changes and nobody asks about. */
const machinery = /^\/(slip|schema_version|answer_key|attachments)(\/|$)/;

/** So many are read at a glance; a long list must not push the worry off the screen. */
const atOnce = 5;

function Member({ pointer, change, before, after, flags }: ChangesAnswer["changes"][number] & { flags: Flag[] }) {
  const said = cardWords();
  const doubt = change === "removed" ? undefined : flags.find((one) => one.pointer === pointer || one.pointer.startsWith(`${pointer}/`))?.flag;
  return (
    <li>
      <strong>{pathWords(pointer)}</strong>{" "}
      {change === "removed" ? said.noLonger : <span class="after"><Stated pointer={pointer} value={after} />{doubt && <> <DoubtMark doubt={doubt} /></>}</span>}
      {!absent(before) && <small class="before"> {said.was}: <Stated pointer={pointer} value={before} /></small>}
    </li>
  );
}

/** Looks once for each version; what was new on opening stays new until the case is left. */
function useChanges({ mailbox, case: id }: Route, fresh: string): ChangesAnswer | null {
  const [changes, setChanges] = useState<ChangesAnswer | null>(null);
  const since = useRef<string | null | undefined>(undefined);
  useEffect(() => {
    let current = true;
    fetchChanges(mailbox, id, since.current ?? null)
      .then((answer) => {
        if (!current) return;
        if (since.current === undefined) since.current = answer.since ?? answer.until;
        setChanges(answer);
        return noteLook(mailbox, id, answer.until);
      })
      .catch((error: unknown) => void ended(error));
    return () => void (current = false);
  }, [mailbox, id, fresh]);
  return changes;
}

export function Changes({ fresh, attachments, flags, ...route }: Route & { fresh: string; attachments: CaseAttachment[]; flags: Flag[] }) {
  const said = cardWords();
  const changes = useChanges(route, fresh);
  const [readUntil, setReadUntil] = useState("");
  if (!changes || changes.since === null || changes.until === readUntil) return null;
  const members = changes.changes.filter(({ pointer }) => !machinery.test(pointer));
  const files = attachments.filter(({ id }) => changes.attachments.includes(id));
  if (members.length === 0 && files.length === 0) return null;
  const title = said.changes(dayAndTime(changes.since, now.peek()));
  return (
    <section class="box changes" aria-label={title}>
      <h3>{title}</h3>
      <ul>
        {files.map(({ kind, name }) => <li><strong>{said.newAttachment}</strong> {words().kinds[kind] ?? kind} <small>{name}</small></li>)}
        {members.slice(0, atOnce).map((member) => <Member {...member} flags={flags} />)}
      </ul>
      {members.length > atOnce && <details><summary>{said.moreChanges(members.length - atOnce)}</summary><ul>{members.slice(atOnce).map((member) => <Member {...member} flags={flags} />)}</ul></details>}
      <button type="button" onClick={() => setReadUntil(changes.until)}>{said.changesRead}</button>
    </section>
  );
}
