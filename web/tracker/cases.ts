// The live list: every open case of the mailboxes granted to this user.
import { computed, signal } from "@preact/signals";
import { now, setServerTime } from "../shared/clock";
import { instant } from "../shared/eta";
import { Feed, type FeedState } from "../shared/feed";
import { announce, remind } from "./alerts";
import type { CaseSummary, Proof } from "./api";
import { stillSignedIn } from "./session";

type Frame =
  | { type: "snapshot"; seq: number; server_time: string; cases: CaseSummary[] }
  | { type: "upsert"; seq: number; case: CaseSummary }
  | { type: "remove"; seq: number; mailbox: string; case: string }
  | { type: "heartbeat"; server_time: string; proofs?: Proof[] };

export const keyOf = (mailbox: string, id: string) => `${mailbox}/${id}`;

export const cases = signal<ReadonlyMap<string, CaseSummary>>(new Map());
/** Time of the server's last word by its own clock. */
export const lastWord = signal<number | null>(null);
/** When each mailbox was last proved to work, from the sealed envelope to the alarm; empty where the server does not tell. */
export const proofs = signal<Proof[]>([]);
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

/** New to this page, more urgent than before, or new again. */
function fresh(summary: CaseSummary): boolean {
  const before = cases.value.get(keyOf(summary.mailbox, summary.case));
  return !before || before.state !== "new" || before.arrival?.priority !== summary.arrival?.priority;
}

function takeSnapshot(all: CaseSummary[]): void {
  const came = known.value ? all.filter(fresh) : [];
  cases.value = new Map(all.map((summary) => [keyOf(summary.mailbox, summary.case), summary]));
  known.value = true;
  announce(came);
}

function takeOne(summary: CaseSummary): void {
  const came = fresh(summary);
  put(summary);
  if (came) announce([summary]);
}

/** Counts what was changed here of cases that the list does not show: parts of others and archived ones. */
export const changedUnlisted = signal(0);

/** What a write has answered: onto the list only where the case is on it. */
export function renew(summary: CaseSummary): void {
  if (cases.value.has(keyOf(summary.mailbox, summary.case))) put(summary);
  else changedUnlisted.value++;
}

export function takeAway(key: string): void {
  const rest = new Map(cases.value);
  rest.delete(key);
  cases.value = rest;
}

function handle(frame: Frame): void {
  if ("server_time" in frame) setServerTime(frame.server_time);
  lastWord.value = now.value;
  if (frame.type === "snapshot") takeSnapshot(frame.cases);
  else if (frame.type === "upsert") takeOne(frame.case);
  else if (frame.type === "remove") takeAway(keyOf(frame.mailbox, frame.case));
  else if (frame.type === "heartbeat") {
    if (frame.proofs) proofs.value = frame.proofs;
    remind(cases.value.values());
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
    proofs.value = [];
  };
}

const over = (summary: CaseSummary) => summary.state === "arrived" || summary.state === "cancelled";
const etaOf = (summary: CaseSummary) => instant(summary.arrival?.eta) ?? instant(summary.received_at) ?? 0;

/** Expected ones first, by time of arrival; arrived and cancelled ones below. */
export const sortedCases = computed(() =>
  [...cases.value.values()].sort((a, b) => Number(over(a)) - Number(over(b)) || etaOf(a) - etaOf(b) || (a.case < b.case ? -1 : 1)));

export const unseenCount = computed(() => sortedCases.value.filter((summary) => summary.state === "new").length);
