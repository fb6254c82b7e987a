// Who this board is: the licence key once, then a cookie (7 days, renewed by use) and the kept key.
import { signal } from "@preact/signals";
import type { Configuration } from "./configuration";
import { forgetKey, keptKey } from "./key_store";

export interface Answer {
  description: string;
  control_centre: string;
  mailbox: string;
  board_key: string;
  config: Configuration;
}

export type Session =
  | { kind: "starting"; unreachable: boolean }
  | { kind: "licence"; problem: Refusal | null }
  | { kind: "open"; key: CryptoKey; config: Configuration };

/** Why there is no session. */
export type Refusal = "form" | "unknown" | "elsewhere" | "unreachable" | "cannot_open" | "ended";

export const session = signal<Session>({ kind: "starting", unreachable: false });

export function refuse(problem: Refusal | null): void {
  session.value = { kind: "licence", problem };
}

export async function call(method: "GET" | "POST" | "DELETE", body?: object): Promise<Response> {
  return fetch("/board/session", {
    method,
    cache: "no-store",
    credentials: "same-origin",
    headers: body ? { "Content-Type": "application/json" } : {},
    body: body ? JSON.stringify(body) : null,
    signal: AbortSignal.timeout(5000),
  });
}

/** After a reload: cookie and kept key are enough. Throws when the server cannot be reached. */
export async function resumeSession(): Promise<void> {
  const response = await call("GET");
  if (response.status === 409) return refuse("elsewhere");
  if (response.status === 401) return refuse(null);
  if (!response.ok) throw new Error(`session: ${response.status}`);
  const answer = (await response.json()) as Answer;
  const kept = await keptKey();
  if (!kept || kept.wrapped !== answer.board_key) return refuse(null);
  session.value = { kind: "open", key: kept.key, config: answer.config };
}

/** Before each connection, and now and then to renew the cookie: is this board still admitted? */
export async function stillAdmitted(): Promise<boolean> {
  const response = await call("GET");
  if (response.status === 401 || response.status === 409) {
    refuse(response.status === 409 ? "elsewhere" : "ended");
    return false;
  }
  return true;
}

/** This screen gives up its licence key, so that another may take it; here a key must be typed again. */
export async function leave(): Promise<void> {
  await call("DELETE").catch(() => undefined);
  await forgetKey();
  refuse(null);
}
