// What the server tells of its listeners for the hospital information system.
import { call } from "../api";

export interface Listener {
  name: string;
  port: number;
  tls: boolean;
  connections: number;
  messages: number;
  refused_connections: number;
  failed_handshakes: number;
  framing_faults: Record<string, number>;
}
export interface Counts {
  stored: number;
  repeated: number;
  left_alone: number;
  refused: number;
  moved_stays: number;
}
export interface Refused {
  id: number;
  at: string;
  listener: string;
  reason: string;
  size: number;
}
export const fetchAdmissions = () => call<{ listeners: Listener[]; counts: Counts; refused: Refused[] }>("GET", "/admissions");
export const fetchBytes = (id: number) => call<Refused & { text: string }>("GET", `/admissions/refused/${id}`);
