// From the feed to the signals: opens what arrives, in order, and lets it sound.
import { computed, signal } from "@preact/signals";
import { now, setServerTime } from "../shared/clock";
import { instant } from "../shared/eta";
import { Feed, type FeedState } from "../shared/feed";
import type { Configuration } from "./configuration";
import { entries, type Entry, openEntry, put, remove, replaceAll, type SealedEntry } from "./entries";
import { stillAdmitted } from "./session";
import { announce, remind } from "./sound";

type Frame =
  | { type: "snapshot"; seq: number; entries: SealedEntry[]; config: Configuration; server_time: string }
  | { type: "upsert"; seq: number; entry: SealedEntry }
  | { type: "remove"; seq: number; id: string }
  | { type: "config"; config: Configuration }
  | { type: "heartbeat"; server_time: string; last_proof?: string };

const RENEW_COOKIE_MS = 6 * 3600_000;

export const configuration = signal<Configuration | null>(null);
/** Time of the server's last word, by its own clock: only the server can move it. */
export const lastWord = signal<number | null>(null);

/** When the hospital's self-test last proved this mailbox to work; null: unknown. */
export const lastProof = signal<number | null>(null);

const feed = signal<Feed | null>(null);
export const feedState = computed<FeedState>(() => feed.value?.state.value ?? { kind: "connecting", heardAt: null, attempt: 0 });
/** Since when there is no connection; null while there is one, or where there never was one. */
export const lostSince = computed(() => (feedState.value.kind === "lost" ? lastWord.value : null));

let sequence = 0;
/** Frames are handled one after the other: opening takes time, and a newer one must not be overtaken. */
let work: Promise<void> = Promise.resolve();

async function handle(frame: Frame, key: CryptoKey): Promise<void> {
  if ("seq" in frame) sequence = frame.seq;
  if ("config" in frame) configuration.value = frame.config;
  if (frame.type === "snapshot") return takeSnapshot(frame.entries, key);
  if (frame.type === "remove") return remove(frame.id);
  if (frame.type !== "upsert") return;
  const entry = await openEntry(frame.entry, key, now.value);
  put(entry);
  sound([entry]);
}

async function takeSnapshot(sealed: SealedEntry[], key: CryptoKey): Promise<void> {
  const known = entries.value;
  const opened = await Promise.all(sealed.map((entry) => openEntry(entry, key, now.value)));
  replaceAll(opened);
  sound(opened.filter(({ id, receivedAt }) => known.get(id)?.receivedAt !== receivedAt));
}

function sound(changed: Entry[]): void {
  if (configuration.value) announce(changed, configuration.value);
}

/** Runs until the session ends. */
export function goLive(key: CryptoKey, config: Configuration): () => void {
  configuration.value = config;
  sequence = 0;
  const started = new Feed({
    path: "/board/feed",
    greeting: () => ({ type: "resume", seq: sequence }),
    mayConnect: stillAdmitted,
    frame: (frame) => {
      const known = frame as Frame;
      if ("server_time" in known) setServerTime(known.server_time);
      lastWord.value = now.value;
      if (known.type === "heartbeat") lastProof.value = instant(known.last_proof);
      work = work.then(() => handle(known, key)).catch(() => undefined);
    },
  });
  feed.value = started;
  const reminder = setInterval(() => configuration.value && remind(entries.value.values(), configuration.value, lostSince.value), 1000);
  const renewal = setInterval(() => void stillAdmitted().catch(() => true), RENEW_COOKIE_MS);
  return () => {
    started.stop();
    clearInterval(reminder);
    clearInterval(renewal);
    replaceAll([]);
    lastWord.value = null;
  };
}
