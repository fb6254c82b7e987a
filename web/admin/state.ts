// Who is signed in, and what the page shows. The cookie outlives a reload; the page itself keeps nothing.
import { signal } from "@preact/signals";
import { ApiError, type AuditEvent, type Device, type Mailbox, type Secret, type Session, currentSession, fetchAudit, fetchDevices, signIn, signOut } from "./api";

export type Problem = "wrong" | "ended" | "slowed" | "unreachable";
export type Entry =
  | { kind: "starting"; unreachable: boolean }
  | { kind: "signed_out"; problem: Problem | null }
  | { kind: "signed_in"; session: Session };

export const entry = signal<Entry>({ kind: "starting", unreachable: false });
export const devices = signal<Device[] | null>(null);
export const mailboxes = signal<Mailbox[]>([]);
export const events = signal<AuditEvent[]>([]);
/** Shown once, until the person says that it is kept. */
export const secret = signal<Secret | null>(null);
/** A change or a look that did not work. */
export const failed = signal<"change" | "load" | null>(null);

const RETRY_MS = 3000;
const REFRESH_MS = 15_000;
const statusOf = (error: unknown) => (error instanceof ApiError ? error.status : 0);

function problemOf(error: unknown): Problem {
  if (statusOf(error) === 401) return "wrong";
  return statusOf(error) === 429 ? "slowed" : "unreachable";
}

export async function refresh(): Promise<void> {
  if (entry.value.kind !== "signed_in" || entry.value.session.must_change_password) return;
  try {
    const [all, audit] = await Promise.all([fetchDevices(), fetchAudit()]);
    devices.value = all.devices;
    mailboxes.value = all.mailboxes;
    events.value = audit.events;
    if (failed.value === "load") failed.value = null;
  } catch (error) {
    if (statusOf(error) === 401) entry.value = { kind: "signed_out", problem: "ended" };
    else failed.value = "load";
  }
}
setInterval(() => void refresh(), REFRESH_MS);

function begin(session: Session): void {
  entry.value = { kind: "signed_in", session };
  void refresh();
}

export async function resume(): Promise<void> {
  try {
    begin(await currentSession());
  } catch (error) {
    if (statusOf(error) === 401) {
      entry.value = { kind: "signed_out", problem: null };
      return;
    }
    entry.value = { kind: "starting", unreachable: true };
    setTimeout(() => void resume(), RETRY_MS);
  }
}

export async function enter(username: string, password: string): Promise<void> {
  try {
    begin(await signIn(username, password));
  } catch (error) {
    entry.value = { kind: "signed_out", problem: problemOf(error) };
  }
}

export async function leave(): Promise<void> {
  await signOut().catch(() => undefined);
  [devices.value, secret.value, failed.value] = [null, null, null];
  entry.value = { kind: "signed_out", problem: null };
}

/** One change, then what the gateway says now: the page shows nothing that is not stored. */
export async function change<T>(make: () => Promise<T>): Promise<T | undefined> {
  failed.value = null;
  let made: T | undefined;
  try {
    made = await make();
  } catch (error) {
    if (statusOf(error) === 401) {
      entry.value = { kind: "signed_out", problem: "ended" };
      return undefined;
    }
    failed.value = "change";
  }
  await refresh();
  return made;
}
