// What the board knows: entries as the feed brings them, opened with the board's key.
import { signal } from "@preact/signals";
import { type Arrival, readArrival } from "../shared/arrival";
import { instant } from "../shared/eta";
import { openAgreed } from "./sealed";

/** As on the wire. Both servers' words for the states are understood. */
export interface SealedEntry {
  id: string;
  case: string;
  received_at: string;
  state: string;
  board: string;
  eta?: string | null;
  alarm?: string;
}

export type EntryState = "new" | "changed" | "seen" | "ready" | "arrived" | "cancelled";

export interface Entry {
  id: string;
  case: string;
  receivedAt: number;
  state: EntryState;
  /** null where it could not be opened: shown as such, never hidden. */
  arrival: Arrival | null;
  eta: number | null;
  /** The time of arrival came from a dispatch system, after the arrival itself. */
  etaFromDispatch: boolean;
  /** What a person must act on: nobody took the call, or no alarm server does. */
  alarm: "unanswered" | "failed" | null;
  /** When this board first saw it arrived or cancelled, by the server's clock. */
  settledAt: number | null;
}

const states: Record<string, EntryState> = {
  new: "new", announced: "new", updated: "changed", seen: "seen", ready: "ready", accepted: "ready",
  arrived: "arrived", cancelled: "cancelled",
};

export type Entries = ReadonlyMap<string, Entry>;
export const entries = signal<Entries>(new Map());

async function openArrival(sealed: string, key: CryptoKey): Promise<Arrival | null> {
  try {
    return readArrival(new TextDecoder("utf-8", { fatal: true }).decode(await openAgreed(sealed, key)));
  } catch {
    return null;
  }
}

/** `now` by the server's clock. */
export async function openEntry(sealed: SealedEntry, key: CryptoKey, now: number): Promise<Entry> {
  const arrival = await openArrival(sealed.board, key);
  const state = states[sealed.state] ?? "new";
  const settled = state === "arrived" || state === "cancelled";
  return {
    id: sealed.id,
    case: sealed.case,
    receivedAt: instant(sealed.received_at) ?? now,
    state,
    arrival,
    eta: instant(sealed.eta) ?? instant(arrival?.eta),
    etaFromDispatch: instant(sealed.eta) !== null,
    alarm: !settled && (sealed.alarm === "unanswered" || sealed.alarm === "failed") ? sealed.alarm : null,
    settledAt: settled ? (entries.value.get(sealed.id)?.settledAt ?? now) : null,
  };
}

export function replaceAll(opened: Entry[]): void {
  entries.value = new Map(opened.map((entry) => [entry.id, entry]));
}

export function put(entry: Entry): void {
  entries.value = new Map(entries.value).set(entry.id, entry);
}

export function remove(id: string): void {
  const rest = new Map(entries.value);
  rest.delete(id);
  entries.value = rest;
}

/** Nobody has confirmed it yet, so it may sound. */
export const unseen = (entry: Entry) => entry.state === "new" || entry.state === "changed";
/** Over: it sinks to the end of the list. */
export const settled = (entry: Entry) => entry.state === "arrived" || entry.state === "cancelled";
