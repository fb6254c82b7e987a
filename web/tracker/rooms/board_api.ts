// What the room of the wall displays asks of the server (schemas/tracker.openapi.yaml, tag boards).
import type { Configuration } from "../../board/configuration";
import { call, type Mailbox } from "../api";

export interface Board {
  board: string;
  mailbox: string;
  config: Configuration;
  disabled: boolean;
  seen_at: string | null;
  former: { until: string; by: string; config: Configuration }[];
}
export interface AddedBoard {
  board: Board;
  /** In this answer and nowhere else. */
  licence_key: string;
  bundle: string;
}

const boardPath = (id: string) => `/boards/${encodeURIComponent(id)}`;
export const fetchBoards = () => call<{ boards: Board[]; mailboxes: Mailbox[] }>("GET", "/boards");
export const addBoard = (mailbox: string, config: Partial<Configuration>) => call<AddedBoard>("POST", "/boards", { mailbox, config });
export const configureBoard = (id: string, change: Partial<Configuration>) => call<Board>("PATCH", boardPath(id), change);
export const stepBoard = (id: string, step: "release" | "disable" | "enable") => call<Board>("POST", `${boardPath(id)}/${step}`);
export const removeBoard = (id: string) => call<void>("DELETE", boardPath(id));
