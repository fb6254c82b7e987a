// The gateway's calls for this page (gateway/admin/web.cpp).
import { callsTo } from "../shared/calls";

export { ApiError } from "../shared/calls";

export interface Session {
  username: string;
  organisation: string;
  must_change_password: boolean;
  csrf: string;
}

export interface Mailbox {
  id: string;
  name: string;
  hospital: string;
  reachable: boolean;
}

export interface Device {
  id: string;
  label: string | null;
  disabled: boolean;
  scopes: string;
  by_key: boolean;
  mailboxes: string[];
}

export interface AuditEvent {
  at: string;
  event: string;
  problem: string | null;
  device: string | null;
  mailbox: string | null;
  author: string | null;
}

export interface Secret {
  id: string;
  secret: string;
}

const { call, trust } = callsTo("/admin/api");

async function begun(answer: Promise<Session>): Promise<Session> {
  const session = await answer;
  trust(session.csrf);
  return session;
}

const device = (id: string) => `/devices/${encodeURIComponent(id)}`;

export const currentSession = () => begun(call("GET", "/session"));
export const signIn = (username: string, password: string) => begun(call("POST", "/session", { username, password }));
export const signOut = () => call<void>("DELETE", "/session");
export const changePassword = (current: string, fresh: string) => call<void>("POST", "/password", { current, new: fresh });
export const fetchDevices = () => call<{ devices: Device[]; mailboxes: Mailbox[] }>("GET", "/devices");
export const fetchAudit = () => call<{ events: AuditEvent[] }>("GET", "/audit");
export const addDevice = (label: string) => call<Secret>("POST", "/devices", { label });
export const newSecret = (id: string) => call<Secret>("POST", `${device(id)}/secret`);
export const setDisabled = (id: string, disabled: boolean) => call<void>("POST", `${device(id)}/${disabled ? "disable" : "enable"}`);
export const setAssigned = (id: string, mailbox: string, assigned: boolean) =>
  call<void>(assigned ? "PUT" : "DELETE", `${device(id)}/mailboxes/${encodeURIComponent(mailbox)}`);
