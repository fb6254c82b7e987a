// What the rooms beside the live list ask of the server (schemas/tracker.openapi.yaml).
import { call, type CaseSummary, type SessionAnswer } from "../api";

export interface Search {
  last_name?: string;
  first_name?: string;
  birth_date?: string;
  received_from?: string;
  received_to?: string;
  case?: string;
  vehicle?: string;
  keyword?: string;
  limit?: number;
  after?: string;
}
export interface Found {
  summary: CaseSummary;
  match: "equal" | "begins" | "sounds";
}
export const searchArchive = (search: Search) => call<{ cases: Found[]; next: string | null }>("POST", "/archive/search", search);

export type TableName = "hour" | "day" | "priority" | "keyword" | "sender" | "eta";
export interface Figures {
  mailbox: string;
  from: string;
  to: string;
  time_zone: string;
  smallest: number;
  tables: { name: TableName; total: number | null; rows: { key: string; count: number | null }[] }[];
  timings: { name: "seen" | "accepted" | "eta" | "delivery"; key: string; count: number | null; median_seconds: number | null; p90_seconds: number | null }[];
  completeness: { sender: string; cases: number; percent: Record<string, number> }[];
}
const figuresQuery = (mailbox: string, from: string, to: string) => `?${new URLSearchParams({ mailbox, from, to })}`;
export const fetchFigures = (mailbox: string, from: string, to: string) => call<Figures>("GET", `/figures${figuresQuery(mailbox, from, to)}`);
export const figuresCsvUrl = (mailbox: string, from: string, to: string) => `/api/v1/figures/csv${figuresQuery(mailbox, from, to)}`;

export interface OutboxDelivery {
  mailbox: string;
  id: number;
  channel: string;
  target: string;
  case: string;
  state: "pending" | "sending" | "delivered" | "rejected" | "discarded";
  attempts: number;
  last_reason: string | null;
  created_at: string;
  age_seconds: number;
  next_attempt_at: string | null;
  settled_at: string | null;
  decision: { what: "resend" | "discard"; by: string; at: string; reason: string } | null;
}
export interface DeliveryTarget {
  mailbox: string;
  channel: string;
  target: string;
  breaker: "closed" | "open" | "probing";
  failing_since: string | null;
  next_probe_at: string | null;
  pending: number;
  sending: number;
  rejected: number;
  oldest_open_seconds: number | null;
}
export type OutboxState = "open" | "stuck" | "delivered" | "discarded";
export const fetchOutbox = (state: OutboxState) => call<{ deliveries: OutboxDelivery[]; next: string | null }>("GET", `/deliveries?state=${state}&limit=200`);
export const fetchTargets = () => call<{ targets: DeliveryTarget[] }>("GET", "/deliveries/targets");
export const decide = ({ mailbox, id }: OutboxDelivery, what: "resend" | "discard", reason: string) =>
  call<OutboxDelivery>("POST", `/mailboxes/${encodeURIComponent(mailbox)}/deliveries/${id}/${what}`, { reason });

export interface SelfTest {
  mailbox: string;
  ok: boolean;
  last_proof: string | null;
  last_run: string | null;
  failed_step: string | null;
  steps: { step: string; ok: boolean }[];
}
export const fetchSelfTest = () => call<{ every_seconds: number; mailboxes: SelfTest[] }>("GET", "/self-test");

export interface Verdict {
  rule: string;
  raised: boolean;
  why: string;
  server: string | null;
  due_at: string | null;
  priority: string | null;
  text: string | null;
  chain: { to: string; wait_seconds: number; last_resort: boolean }[];
}
export const dryRun = (mailbox: string, arrival: object) => call<{ verdicts: Verdict[] }>("POST", "/alarms/dry-run", { mailbox, arrival });

export const roles = ["standard", "archive", "kis", "statistics", "admin"] as const;
export type RoleName = (typeof roles)[number];
export interface Person {
  username: string;
  first_name: string;
  last_name: string;
  roles: RoleName[];
  mailboxes: string[];
  source: string;
  disabled: boolean;
  must_change_password: boolean;
  last_used_at: string | null;
  sessions: number;
}
export type PersonChange = Partial<Pick<Person, "first_name" | "last_name" | "roles" | "mailboxes" | "disabled">>;
const personPath = (username: string) => `/people/${encodeURIComponent(username)}`;
export const fetchPeople = () => call<{ people: Person[]; mailboxes: { id: string; name: string }[] }>("GET", "/people");
export const addPerson = (person: object) => call<Person>("POST", "/people", person);
export const changePerson = (username: string, change: PersonChange) => call<Person>("PATCH", personPath(username), change);
export const removePerson = (username: string) => call<void>("DELETE", personPath(username));
export const resetPassword = (username: string, password: string) => call<void>("PUT", `${personPath(username)}/password`, { password });

export const changePassword = (current: string, fresh: string) =>
  call<SessionAnswer>("PUT", "/session/password", { current_password: current, new_password: fresh });
export interface OpenSession {
  session: string;
  current: boolean;
  peer: string;
  browser: string;
  created_at: string;
  used_at: string;
}
export const fetchSessions = () => call<{ sessions: OpenSession[] }>("GET", "/sessions");
export const endSession = (id: string) => call<void>("DELETE", `/sessions/${encodeURIComponent(id)}`);
