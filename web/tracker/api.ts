// The hospital server's API as schemas/tracker.openapi.yaml describes it.
import type { Arrival, Sex } from "../shared/arrival";
import { callsTo } from "../shared/calls";

export { ApiError } from "../shared/calls";

export interface Mailbox {
  id: string;
  name: string;
}

export interface User {
  username: string;
  first_name: string;
  last_name: string;
  roles: string[];
  mailboxes: Mailbox[];
}

export interface SessionAnswer {
  user: User;
  csrf: string;
  must_change_password: boolean;
}

export type CaseState = "new" | "seen" | "arrived" | "cancelled";

export interface CaseSummary {
  case: string;
  mailbox: string;
  state: CaseState;
  sequence: number;
  received_at: string;
  updated_at: string;
  arrival: Arrival | null;
  sender: { organisation: string; callsign: string };
  patient: { last_name: string | null; first_name: string | null; birth_date: string | null; sex: Sex | null } | null;
  seen_at: string | null;
  seen_by: string | null;
  accepted_at: string | null;
  accepted_by: string | null;
  destination: string | null;
  deliveries: { pending: number; delivered: number; failed: number };
  attachments: number;
}

export interface CaseAttachment {
  id: string;
  kind: string;
  media_type: string;
  name: string;
  size: number;
  complete: boolean;
  /** Its bytes are not what its record says: it cannot be opened. */
  refused: boolean;
  received_chunks: number;
  chunks: number;
}

export interface Delivery {
  channel: string;
  target: string;
  state: "pending" | "sending" | "delivered" | "rejected" | "parked";
  attempts: number;
  last_error: string | null;
  next_attempt_at: string | null;
  delivered_at: string | null;
}

export const outcomes = [
  "discharged", "ward", "intermediate_care", "intensive_care", "operating_theatre", "catheter_laboratory", "transferred", "died", "other",
] as const;
export type Outcome = (typeof outcomes)[number];

/** What was said to the crew. */
export interface Answer {
  answer: string;
  event: "seen" | "accepted" | "destination" | "arrived" | "outcome";
  at: string;
  by: string;
  destination: string | null;
  text: string | null;
  outcome: Outcome | null;
  told: Delivery["state"] | null;
}

export interface Version {
  transmission: string;
  sequence: number;
  kind: string;
  received_at: string;
}

/** The record as sent (schemas/record.schema.json); read member by member, since a newer server may send more. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [member: string]: Json;
}

export interface CaseAnswer {
  summary: CaseSummary;
  record: JsonObject;
  versions: Version[];
  attachments: CaseAttachment[];
  deliveries: Delivery[];
  answers: Answer[];
}

const { call, trust } = callsTo("/api/v1");

async function begun(answer: Promise<SessionAnswer>): Promise<SessionAnswer> {
  const session = await answer;
  trust(session.csrf);
  return session;
}

const casePath = (mailbox: string, id: string) => `/mailboxes/${encodeURIComponent(mailbox)}/cases/${encodeURIComponent(id)}`;

export const currentSession = () => begun(call("GET", "/session"));
export const signIn = (username: string, password: string) => begun(call("POST", "/session", { username, password }));
export const signOut = () => call<void>("DELETE", "/session");
export const fetchCase = (mailbox: string, id: string) => call<CaseAnswer>("GET", casePath(mailbox, id));
const say = (mailbox: string, id: string, what: string, body?: object) =>
  call<CaseSummary>("POST", `${casePath(mailbox, id)}/${what}`, body);
export const accept = (mailbox: string, id: string, destination: string) => say(mailbox, id, "accept", destination ? { destination } : {});
export const redirect = (mailbox: string, id: string, destination: string, after: string | undefined) =>
  say(mailbox, id, "destination", { destination, ...(after && { after }) });
export const tellOutcome = (mailbox: string, id: string, outcome: Outcome, text: string, after: string | undefined) =>
  say(mailbox, id, "outcome", { outcome, ...(text && { text }), ...(after && { after }) });
export const markSeen = (mailbox: string, id: string) => call<CaseSummary>("POST", `${casePath(mailbox, id)}/seen`);
export const markArrived = (mailbox: string, id: string) => call<CaseSummary>("POST", `${casePath(mailbox, id)}/arrived`);

export const attachmentUrl = (mailbox: string, id: string, attachment: string) =>
  `/api/v1${casePath(mailbox, id)}/attachments/${encodeURIComponent(attachment)}`;
