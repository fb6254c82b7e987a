// What this person did last, for the ten seconds in which it can be taken back.
import { signal } from "@preact/signals";
import { ApiError, type CaseSummary, undo, type Undoable } from "./api";
import { renew } from "./cases";
import { ended } from "./session";

/** What the crew hears of, and what is the hospital's own. */
export type Deed = Undoable | "archived" | "returned" | "joined" | "separated";

export interface LastAction {
  event: Deed;
  /** What it was done to, in the words of the list. */
  keyword: string;
  takeBack: () => Promise<void>;
}

export type UndoState = "offered" | "failed" | "too_late" | null;

const TEN_SECONDS = 10_000;

export const lastAction = signal<LastAction | null>(null);
export const undoState = signal<UndoState>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

function forgetAfter(milliseconds: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    lastAction.value = null;
    undoState.value = null;
  }, milliseconds);
}

/** `takeBack` may be called again when it has failed. */
export function offer(summary: CaseSummary, event: Deed, takeBack: () => Promise<void>): void {
  lastAction.value = { event, keyword: summary.arrival?.keyword ?? "", takeBack };
  undoState.value = "offered";
  forgetAfter(TEN_SECONDS);
}

/** Of what the crew would hear of: the server holds it back for ten seconds. */
export function offerUndo(summary: CaseSummary, event: Undoable): void {
  offer(summary, event, async () => renew(await undo(summary.mailbox, summary.case, event)));
}

const crewKnows = (event: Deed, error: unknown) =>
  error instanceof ApiError && error.status === 409 && !["archived", "returned", "joined", "separated"].includes(event);

export async function undoLast(): Promise<void> {
  const last = lastAction.value;
  if (!last || undoState.value === "too_late") return;
  try {
    await last.takeBack();
    lastAction.value = null;
    undoState.value = null;
  } catch (error) {
    if (ended(error)) return;
    undoState.value = crewKnows(last.event, error) ? "too_late" : "failed";
    forgetAfter(TEN_SECONDS);
  }
}
