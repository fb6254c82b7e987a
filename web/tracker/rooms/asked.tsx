// An answer of the server for one room: loading, there, or failed with a way to try again. A newer question wins.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Icon } from "../../shared/icons";
import { ended } from "../session";
import { words } from "../words";
import { roomWords } from "./room_words";

export interface Asked<T> {
  answer: T | null;
  failed: boolean;
  again: () => void;
}

/** Asks when it appears, when `about` changes, and on again(). */
export function useAnswer<T>(ask: () => Promise<T>, about = ""): Asked<T> {
  const [answer, setAnswer] = useState<T | null>(null);
  const [failed, setFailed] = useState(false);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let current = true;
    ask()
      .then((got) => current && (setAnswer(got), setFailed(false)))
      .catch((error: unknown) => current && !ended(error) && setFailed(true));
    return () => void (current = false);
  }, [about, attempt]);
  return { answer, failed, again: () => setAttempt((count) => count + 1) };
}

/** What stands where the answer does not stand yet; an old answer stays while a new one is on its way. */
export function Waiting({ asked }: { asked: Asked<unknown> }): ComponentChildren {
  if (asked.failed) return <p class="notice" role="alert"><Icon name="warning" /> {roomWords().failed} <button type="button" onClick={asked.again}>{words().again}</button></p>;
  return asked.answer === null ? <p class="nothing" role="status">{roomWords().loading}</p> : null;
}
