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
  /** What the roles add up to; absent where an older server does not tell. */
  rights?: Right[];
}

export type Right =
  | "cases.read" | "cases.write" | "archive.read" | "archive.write" | "links.read" | "links.write" | "figures.read" | "people.read" | "people.write"
  | "boards.read" | "boards.write" | "deliveries.read" | "deliveries.write" | "self_test.read" | "alarms.read";

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
  /** Absent where an older server does not tell. */
  arrived_at?: string | null;
  handed_over_at?: string | null;
  handed_over_by?: string | null;
  read_back?: boolean;
  /** Of all alarms of the case the one that needs a person most. */
  alarm: { state: AlarmState; by: string | null; at: string | null };
  deliveries: { pending: number; delivered: number; failed: number };
  attachments: number;
  /** On the live list until then. */
  live_until?: string;
  /** The other vehicles that bring this patient, where cases were joined. */
  parts?: { case: string; organisation: string; callsign: string }[];
}

export type AlarmState = "none" | "scheduled" | "ringing" | "accepted" | "unanswered" | "failed";

/** What can be taken back within ten seconds. */
export type Undoable = "seen" | "accepted" | "destination" | "arrived" | "handed_over" | "outcome";

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
  /** Set by this page where it came with another vehicle's case of the same patient. */
  from?: { case: string; callsign: string };
}

export interface Delivery {
  channel: string;
  target: string;
  state: "pending" | "sending" | "delivered" | "rejected" | "parked" | "discarded";
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

/** Whether what the server keeps is what came; `changed`: somebody changed it in the database. */
export type Integrity = "as_received" | "changed" | "not_comparable";

export interface Version {
  transmission: string;
  sequence: number;
  kind: string;
  received_at: string;
  integrity: Integrity;
}

/** The record as sent (schemas/record.schema.json); read member by member, since a newer server may send more. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [member: string]: Json;
}

export type Doubt = "out_of_range" | "sum_differs" | "order" | "check_digit" | "future" | "contradiction";

export interface Flag {
  pointer: string;
  flag: Doubt;
}

export interface CaseAnswer {
  summary: CaseSummary;
  record: JsonObject;
  integrity: Integrity;
  versions: Version[];
  attachments: CaseAttachment[];
  deliveries: Delivery[];
  answers: Answer[];
  /** What is implausible in the record: it is shown as sent, with the mark. */
  flags?: Flag[];
  last_look_at?: string | null;
  joined_to?: string | null;
  /** A window of the monitor's maker, where the hospital has configured one. */
  telemetry?: { vendor: string; url: string } | null;
  /** The other vehicles' cases of the same patient. */
  parts?: CaseAnswer[];
}

export interface Proof {
  mailbox: string;
  ok: boolean;
  last_proof: string | null;
}

export interface Changes {
  since: string | null;
  until: string;
  changes: { pointer: string; change: "added" | "changed" | "removed"; before: Json; after: Json }[];
  transmissions: string[];
  attachments: string[];
}

export interface Alarm {
  rule: string;
  state: Exclude<AlarmState, "none"> | "stopped" | "withdrawn";
  server: string;
  to: string;
  priority: string;
  raised_at: string;
  due_at: string | null;
  by: string | null;
  at: string | null;
  course: { at: string; event: string; step: number; to: string; who: string | null; detail: string | null; text: string | null }[];
}

export const { call, trust } = callsTo("/api/v1");

/** From now on writes carry this session's token. */
export function trustSession(session: SessionAnswer): SessionAnswer {
  trust(session.csrf);
  return session;
}

const begun = (answer: Promise<SessionAnswer>): Promise<SessionAnswer> => answer.then(trustSession);

export const casePath = (mailbox: string, id: string) => `/mailboxes/${encodeURIComponent(mailbox)}/cases/${encodeURIComponent(id)}`;

export const waysToSignIn = () => call<{ openid: { name: string; url: string } | null }>("GET", "/session/ways");
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
export const handOver = (mailbox: string, id: string, readBack: boolean) => say(mailbox, id, "handed-over", { read_back: readBack });
export const undo = (mailbox: string, id: string, event: Undoable) => say(mailbox, id, "undo", { event });
export const fetchChanges = (mailbox: string, id: string, since: string | null) =>
  call<Changes>("GET", `${casePath(mailbox, id)}/changes${since === null ? "" : `?since=${encodeURIComponent(since)}`}`);
export const noteLook = (mailbox: string, id: string, until: string) => call<void>("POST", `${casePath(mailbox, id)}/looked`, { until });
export const fetchAlarms = (mailbox: string, id: string) => call<{ alarms: Alarm[] }>("GET", `${casePath(mailbox, id)}/alarms`);
export const archiveCase = (mailbox: string, id: string) => say(mailbox, id, "archive");
export const returnCase = (mailbox: string, id: string) => say(mailbox, id, "return");
export const joinCases = (mailbox: string, id: string, part: string) => say(mailbox, id, "join", { part });
/** A part stands for itself again; of a case that has parts, all do. */
export const separateCase = (mailbox: string, id: string) => call<CaseSummary>("DELETE", `${casePath(mailbox, id)}/join`);

export const attachmentUrl = (mailbox: string, id: string, attachment: string) =>
  `/api/v1${casePath(mailbox, id)}/attachments/${encodeURIComponent(attachment)}`;
export const documentUrl = (mailbox: string, id: string) => `/api/v1${casePath(mailbox, id)}/document.pdf`;
