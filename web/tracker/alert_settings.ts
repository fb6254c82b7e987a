// Which cases sound and which show a notification of the desktop: settings of this browser, nothing about a patient.
import { signal } from "@preact/signals";
import type { Priority } from "../shared/arrival";
import type { CaseSummary } from "./api";

/** Empty lists let everything pass. */
export interface AlertFilter {
  priorities: Priority[];
  mailboxes: string[];
}

export interface AlertSettings {
  sound: boolean;
  volume: number;
  soundFor: AlertFilter;
  notify: boolean;
  notifyFor: AlertFilter;
}

const STORED = "vorab-tracker-alerts";
const standard: AlertSettings = {
  sound: true, volume: 0.7, soundFor: { priorities: [], mailboxes: [] }, notify: false, notifyFor: { priorities: [], mailboxes: [] },
};

function stored(): AlertSettings {
  try {
    return { ...standard, ...(JSON.parse(localStorage.getItem(STORED) ?? "{}") as Partial<AlertSettings>) };
  } catch {
    return standard;
  }
}

export const alertSettings = signal<AlertSettings>(stored());

export function changeAlerts(change: Partial<AlertSettings>): void {
  alertSettings.value = { ...alertSettings.value, ...change };
  localStorage.setItem(STORED, JSON.stringify(alertSettings.value));
}

export function passes({ priorities, mailboxes }: AlertFilter, summary: CaseSummary): boolean {
  if (priorities.length > 0 && !priorities.includes(summary.arrival?.priority ?? "none")) return false;
  return mailboxes.length === 0 || mailboxes.includes(summary.mailbox);
}
