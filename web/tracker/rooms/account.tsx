// One's own account: the password, and where one is signed in.
import { useState } from "preact/hooks";
import { now } from "../../shared/clock";
import { Icon } from "../../shared/icons";
import { dayAndTime } from "../../shared/language";
import { ApiError } from "../api";
import { begin } from "../session";
import { trustSession } from "../api";
import { useDeed } from "../deed";
import { useAnswer, Waiting } from "./asked";
import { changePassword, endSession, fetchSessions } from "./room_api";
import type { RoomProps } from "./room_props";
import { roomWords } from "./room_words";

function problemText(failure: unknown): string {
  const said = roomWords();
  if (!(failure instanceof ApiError)) return said.notDone;
  if (failure.status === 409) return said.foreignAccount;
  if (failure.status === 429) return said.tooManyTries;
  if (failure.status !== 422) return said.notDone;
  return failure.detail.startsWith("/current_password") ? said.currentWrong : said.newWeak;
}

function Password() {
  const said = roomWords();
  const { busy, failure, run, forget } = useDeed();
  const [differ, setDiffer] = useState(false);
  const [done, setDone] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    const target = event.currentTarget as HTMLFormElement;
    const form = new FormData(target);
    const [current, fresh, again] = ["current", "fresh", "again"].map((name) => String(form.get(name))) as [string, string, string];
    setDiffer(fresh !== again);
    setDone(false);
    forget();
    if (fresh !== again) return;
    const changed = await run(async () => begin(trustSession(await changePassword(current, fresh))));
    setDone(changed);
    if (changed) target.reset();
  };
  return (
    <form class="box password" onSubmit={submit}>
      <h3>{said.ownPassword}</h3>
      <label class="field">{said.current} <input name="current" type="password" required autocomplete="current-password" /></label>
      <label class="field">{said.fresh} <input name="fresh" type="password" required minLength={12} autocomplete="new-password" aria-describedby="password-hint" /></label>
      <p class="hint" id="password-hint">{said.passwordHint}</p>
      <label class="field">{said.freshAgain} <input name="again" type="password" required minLength={12} autocomplete="new-password" /></label>
      {differ && <p class="notice" role="alert"><Icon name="warning" /> {said.passwordsDiffer}</p>}
      {failure !== null && <p class="notice" role="alert"><Icon name="warning" /> {problemText(failure)}</p>}
      {done && <p role="status"><Icon name="check" /> {said.passwordChanged}</p>}
      <button class="primary" disabled={busy}>{said.changePassword}</button>
    </form>
  );
}

function Sessions() {
  const said = roomWords();
  const asked = useAnswer(fetchSessions);
  const { busy, run } = useDeed();
  if (!asked.answer || asked.failed) return <Waiting asked={asked} />;
  return (
    <section class="box" aria-label={said.sessions}>
      <h3>{said.sessions}</h3>
      <ul class="plain">
        {asked.answer.sessions.map(({ session, current, peer, browser, used_at }) => (
          <li class="session">
            <span>{browser || "–"} <small>{peer} · {said.lastUsed} {dayAndTime(used_at, now.peek())}</small></span>
            {current ? <span class="calm">{said.thisBrowser}</span> : <button type="button" disabled={busy} onClick={() => void run(() => endSession(session)).then(asked.again)}>{said.endSession}</button>}
          </li>
        ))}
      </ul>
    </section>
  );
}

export default function Account({ user }: RoomProps) {
  return <><p>{user.first_name} {user.last_name} <small>{user.username}</small></p><Password /><Sessions /></>;
}
