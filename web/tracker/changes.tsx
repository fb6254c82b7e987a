// What has come since this user last looked, member by member, before and after. Showing it is a look; it stays until it is
// put away or the case is left.
import { useEffect, useRef, useState } from "preact/hooks";
import { now } from "../shared/clock";
import { dayAndTime } from "../shared/language";
import { type CaseAttachment, type Changes as ChangesAnswer, fetchChanges, type Json, noteLook } from "./api";
import { cardWords } from "./card_words";
import { object, Shown } from "./details";
import { label } from "./record_labels";
import type { Route } from "./route";
import { ended } from "./session";
import { measurementText } from "./vitals";
import { words } from "./words";

/** "/measurements/7" is "Messwerte"; numbers in a list say nothing to a reader. */
function pathWords(pointer: string): string {
  return pointer.split("/").slice(1).filter((part) => !/^\d+$|^-$/.test(part)).map((part) => label(part.replace(/~1/g, "/").replace(/~0/g, "~"))).join(" › ");
}

const absent = (value: Json | undefined) => value === null || value === undefined;
/** Measurements in one line, everything else as on the rest of the page. */
function Stated({ pointer, value }: { pointer: string; value: Json }) {
  return pointer.startsWith("/measurements/") && "code" in object(value) ? <>{measurementText(object(value))}</> : <Shown value={value} />;
}

/** What every transmission changes and nobody asks about. */
const machinery = /^\/(slip|schema_version|answer_key|attachments)(\/|$)/;

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

export function Changes({ fresh, attachments, ...route }: Route & { fresh: string; attachments: CaseAttachment[] }) {
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
        {members.map(({ pointer, change, before, after }) => (
          <li>
            <strong>{pathWords(pointer)}</strong>{" "}
            {change === "removed" ? said.noLonger : <span class="after"><Stated pointer={pointer} value={after} /></span>}
            {!absent(before) && <small class="before"> {said.was}: <Stated pointer={pointer} value={before} /></small>}
          </li>
        ))}
        {files.map(({ kind, name }) => <li><strong>{said.newAttachment}</strong> {words().kinds[kind] ?? kind} <small>{name}</small></li>)}
      </ul>
      <button type="button" onClick={() => setReadUntil(changes.until)}>{said.changesRead}</button>
    </section>
  );
}
