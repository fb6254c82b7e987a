// What retention and audit ask of the server (schemas/tracker.openapi.yaml, tags retention and audit).
import { call } from "../api";

export interface DeletionClass {
  class: string;
  mailbox: string | null;
  start: string;
  period: string;
  deletes_before: string;
  last_run_at: string | null;
  last_run_deleted: number;
  next_run_at: string | null;
  held: number;
}
export interface DeletionOrder {
  order: string;
  mailbox: string;
  case: string;
  reason: string;
  state: "ordered" | "confirmed" | "withdrawn" | "carried_out";
  held: boolean;
  ordered_at: string;
  ordered_by: string;
  confirmed_at: string | null;
  confirmed_by: string | null;
  due_at: string;
  latest_at: string;
}
export interface LegalHold {
  hold: string;
  mailbox: string;
  case: string;
  reason: string;
  placed_at: string;
  placed_by: string;
  released_at: string | null;
  released_by: string | null;
}
export interface DeletionRecord {
  record: number;
  at: string;
  class: string;
  reason: string;
  case: string | null;
  count: number;
  ordered_by: string | null;
  confirmed_by: string | null;
  completed_at: string | null;
}
export interface AuditEntry {
  entry: number;
  at: string;
  event: string;
  problem: string | null;
  user: string | null;
  case: string | null;
  peer: string | null;
  browser: string | null;
  target: string | null;
  number: number | null;
}
export interface Verification {
  intact: boolean;
  checked: number;
  not_yet_sealed: number;
  broken_at: number | null;
  what: string | null;
}

const query = (members: Record<string, string>) => {
  const given = Object.entries(members).filter(([, value]) => value !== "");
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
};

export const fetchClasses = () => call<{ classes: DeletionClass[] }>("GET", "/retention/classes");
export const fetchOrders = () => call<{ orders: DeletionOrder[] }>("GET", "/retention/orders");
export const fetchHolds = () => call<{ holds: LegalHold[] }>("GET", "/retention/holds");
export const fetchRecords = (mailbox: string) => call<{ records: DeletionRecord[] }>("GET", `/retention/records${query({ mailbox })}`);
export const orderDeletion = (mailbox: string, id: string, reason: string) => call<DeletionOrder>("POST", "/retention/orders", { mailbox, case: id, reason });
export const settleOrder = ({ mailbox, order }: DeletionOrder, step: "confirm" | "withdraw") => call<DeletionOrder>("POST", `/retention/orders/${encodeURIComponent(mailbox)}/${order}/${step}`);
export const holdCase = (mailbox: string, id: string, reason: string) => call<LegalHold>("POST", "/retention/holds", { mailbox, case: id, reason });
export const releaseCase = ({ mailbox, hold }: LegalHold) => call<LegalHold>("POST", `/retention/holds/${encodeURIComponent(mailbox)}/${hold}/release`);

export type AuditQuery = { mailbox: string; from: string; until: string; event: string; user: string; case: string; before: string };
export const fetchAudit = (wanted: AuditQuery) => call<{ entries: AuditEntry[] }>("GET", `/audit${query(wanted)}`);
export const auditExportUrl = (wanted: Pick<AuditQuery, "mailbox" | "from" | "until">) => `/api/v1/audit/export${query({ ...wanted, format: "csv" })}`;
export const verifyAudit = (mailbox: string) => call<Verification>("GET", `/audit/verification${query({ mailbox })}`);
