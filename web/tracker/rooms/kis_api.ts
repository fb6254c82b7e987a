// What matching and linking ask of the server (schemas/tracker.openapi.yaml, tag matching).
import { call, casePath, type Json } from "../api";

export interface Link {
  link: number;
  state: "linked" | "unknown_person";
  patient: { number: string; authority?: string } | null;
  visit: string | null;
  by: string;
  at: string;
  warnings: string[];
}
export interface MatchField {
  field: "insurant_number" | "last_name" | "first_name" | "birth_date" | "sex" | "address";
  verdict: "equal" | "similar" | "part" | "swapped" | "different" | "missing";
  sent: string | null;
  his: string | null;
}
export interface Candidate {
  patient: { number: string; authority: string; last_name: string | null; first_name: string | null; birth_date: string | null; sex: string | null };
  visit: { number: string; class: string; ward: string | null; admitted_at: string | null; discharged_at: string | null; state: "expected" | "present" | "discharged" | "cancelled" } | null;
  level: "strong" | "likely" | "possible" | "weak";
  score: number;
  warnings: string[];
  fields: MatchField[];
}
export interface Matches {
  link: Link | null;
  advice: "clear" | "choose" | "none";
  candidates: Candidate[];
}

export const fetchMatches = (mailbox: string, id: string) => call<Matches>("GET", `${casePath(mailbox, id)}/matches`);
export const searchMatches = (mailbox: string, id: string, search: string) => call<Matches>("POST", `${casePath(mailbox, id)}/matches`, { search });
export const linkCase = (mailbox: string, id: string, link: { [member: string]: Json }) => call<Link>("PUT", `${casePath(mailbox, id)}/link`, link);
export const unlinkCase = (mailbox: string, id: string) => call<void>("DELETE", `${casePath(mailbox, id)}/link`);
