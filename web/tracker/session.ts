// Who is signed in. The cookie outlives a reload; the page itself keeps nothing.
import { signal } from "@preact/signals";
import { ApiError, currentSession, type Right, type SessionAnswer, signIn, signOut, type User } from "./api";

export type Session =
  | { kind: "starting"; unreachable: boolean }
  | { kind: "signed_out"; problem: "wrong" | "ended" | "unreachable" | null }
  | { kind: "signed_in"; user: User; rights: Right[] | undefined; mustChangePassword: boolean };

export const session = signal<Session>({ kind: "starting", unreachable: false });

const RETRY_MS = 3000;
const unauthorised = (error: unknown) => error instanceof ApiError && error.status === 401;

export function begin({ user, rights, must_change_password }: SessionAnswer): void {
  session.value = { kind: "signed_in", user, rights, mustChangePassword: must_change_password };
}

export async function resumeSession(): Promise<void> {
  try {
    begin(await currentSession());
  } catch (error) {
    if (unauthorised(error)) {
      session.value = { kind: "signed_out", problem: null };
      return;
    }
    session.value = { kind: "starting", unreachable: true };
    setTimeout(() => void resumeSession(), RETRY_MS);
  }
}

export async function enter(username: string, password: string): Promise<void> {
  try {
    begin(await signIn(username, password));
  } catch (error) {
    session.value = { kind: "signed_out", problem: unauthorised(error) ? "wrong" : "unreachable" };
  }
}

export async function leave(): Promise<void> {
  await signOut().catch(() => undefined);
  session.value = { kind: "signed_out", problem: null };
}

/** For any call that may find the session over. */
export function ended(error: unknown): boolean {
  if (!unauthorised(error)) return false;
  session.value = { kind: "signed_out", problem: "ended" };
  return true;
}

/** Before each connection of the live list. */
export async function stillSignedIn(): Promise<boolean> {
  try {
    await currentSession();
    return true;
  } catch (error) {
    return !ended(error);
  }
}
