// The live list: every open case of the mailboxes granted to this user.
import { computed, signal } from "@preact/signals";
import { now, setServerTime } from "../shared/clock";
import { instant } from "../shared/eta";
import { Feed, type FeedState } from "../shared/feed";
import type { CaseSummary } from "./api";
import { stillSignedIn } from "./session";

type Frame =
  | { type: "snapshot"; seq: number; server_time: string; cases: CaseSummary[] }
  | { type: "upsert"; seq: number; case: CaseSummary }
  | { type: "remove"; seq: number; mailbox: string; case: string }
  | { type: "heartbeat"; server_time: string };

export const keyOf = (mailbox: string, id: string) => `${mailbox}/${id}`;

export const cases = signal<ReadonlyMap<string, CaseSummary>>(new Map());
/** Time of the server's last word by its own clock. */
export const lastWord = signal<number | null>(null);
/** Before the first snapshot the list is unknown, not empty. */
export const known = signal(false);

const feed = signal<Feed | null>(null);
export const feedState = computed<FeedState>(() => feed.value?.state.value ?? { kind: "connecting", heardAt: null, attempt: 0 });

export function put(summary: CaseSummary): void {
  const key = keyOf(summary.mailbox, summary.case);
  const before = cases.value.get(key);
  if (before && before.sequence > summary.sequence) return;
  cases.value = new Map(cases.value).set(key, summary);
}

function handle(frame: Frame): void {
  if ("server_time" in frame) setServerTime(frame.server_time);
  lastWord.value = now.value;
  if (frame.type === "snapshot") {
    cases.value = new Map(frame.cases.map((summary) => [keyOf(summary.mailbox, summary.case), summary]));
    known.value = true;
  } else if (frame.type === "upsert") {
    put(frame.case);
  } else if (frame.type === "remove") {
    const rest = new Map(cases.value);
    rest.delete(keyOf(frame.mailbox, frame.case));
    cases.value = rest;
  }
}

export function goLive(): () => void {
  const started = new Feed({ path: "/api/v1/live", mayConnect: stillSignedIn, frame: (frame) => handle(frame as Frame) });
  feed.value = started;
  return () => {
    started.stop();
    cases.value = new Map();
    known.value = false;
    lastWord.value = null;
  };
}

const over = (summary: CaseSummary) => summary.state === "arrived" || summary.state === "cancelled";
const etaOf = (summary: CaseSummary) => instant(summary.arrival?.eta) ?? instant(summary.received_at) ?? 0;

/** Expected ones first, by time of arrival; arrived and cancelled ones below. */
export const sortedCases = computed(() =>
  [...cases.value.values()].sort((a, b) => Number(over(a)) - Number(over(b)) || etaOf(a) - etaOf(b) || (a.case < b.case ? -1 : 1)));

export const unseenCount = computed(() => sortedCases.value.filter((summary) => summary.state === "new").length);
