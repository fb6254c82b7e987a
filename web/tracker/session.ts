// Who is signed in. The cookie outlives a reload; the page itself keeps nothing.
import { signal } from "@preact/signals";
import { ApiError, currentSession, type Right, type SessionAnswer, signIn, signOut, type User } from "./api";

/** Why nobody is signed in; words.ts has a sentence for each. */
export type SignInProblem =
  | "wrong" | "ended" | "unreachable" | "noRole" | "taken" | "waitALittle" | "directoryDown" | "providerRefused" | "providerDown";

export type Session =
  | { kind: "starting"; unreachable: boolean }
  | { kind: "signed_out"; problem: SignInProblem | null }
  | { kind: "signed_in"; user: User; rights: Right[] | undefined; mustChangePassword: boolean };

export const session = signal<Session>({ kind: "starting", unreachable: false });

const RETRY_MS = 3000;
const unauthorised = (error: unknown) => error instanceof ApiError && error.status === 401;

export function begin({ user, rights, must_change_password }: SessionAnswer): void {
  session.value = { kind: "signed_in", user, rights, mustChangePassword: must_change_password };
}

/** What the hospital's provider came back with (/?signin=...), once: a reload does not say it again. */
function saidByProvider(): SignInProblem | null {
  const problems: Record<string, SignInProblem> = { refused: "providerRefused", no_role: "noRole", taken: "taken", unavailable: "providerDown" };
  const word = new URLSearchParams(location.search).get("signin");
  if (word !== null) history.replaceState(null, "", location.pathname + location.hash);
  return word === null ? null : problems[word] ?? "providerRefused";
}

export async function resumeSession(): Promise<void> {
  try {
    begin(await currentSession());
  } catch (error) {
    if (unauthorised(error)) {
      session.value = { kind: "signed_out", problem: saidByProvider() };
      return;
    }
    session.value = { kind: "starting", unreachable: true };
    setTimeout(() => void resumeSession(), RETRY_MS);
  }
}

function problemOf(error: unknown): SignInProblem {
  if (!(error instanceof ApiError)) return "unreachable";
  if (error.status === 503 && error.detail.includes("directory")) return "directoryDown";
  const problems: Record<number, SignInProblem> = { 401: "wrong", 403: "noRole", 409: "taken", 429: "waitALittle" };
  return problems[error.status] ?? "unreachable";
}

export async function enter(username: string, password: string): Promise<void> {
  try {
    begin(await signIn(username, password));
  } catch (error) {
    session.value = { kind: "signed_out", problem: problemOf(error) };
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
