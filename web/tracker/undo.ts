// What this person did last, for the ten seconds in which it can be taken back.
import { signal } from "@preact/signals";
import { ApiError, type CaseSummary, undo as takeBack, type Undoable } from "./api";
import { put } from "./cases";
import { ended } from "./session";

export interface LastAction {
  mailbox: string;
  case: string;
  event: Undoable;
  /** What it was done to, in the words of the list. */
  keyword: string;
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

export function offerUndo(summary: CaseSummary, event: Undoable): void {
  lastAction.value = { mailbox: summary.mailbox, case: summary.case, event, keyword: summary.arrival?.keyword ?? "" };
  undoState.value = "offered";
  forgetAfter(TEN_SECONDS);
}

export async function undoLast(): Promise<void> {
  const last = lastAction.value;
  if (!last || undoState.value === "too_late") return;
  try {
    put(await takeBack(last.mailbox, last.case, last.event));
    lastAction.value = null;
    undoState.value = null;
  } catch (error) {
    if (ended(error)) return;
    undoState.value = error instanceof ApiError && error.status === 409 ? "too_late" : "failed";
    forgetAfter(TEN_SECONDS);
  }
}
