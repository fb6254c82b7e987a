// Words of the alarms: which team was called, and whether somebody has taken the call.
import { language } from "../shared/language";
import type { Alarm, AlarmState } from "./api";

interface AlarmWords {
  title: string;
  none: string;
  failedToLoad: string;
  states: Record<Alarm["state"], string>;
  mark: Record<AlarmState, (by: string, time: string) => string>;
  events: Record<string, string>;
  calls: (to: string, server: string) => string;
  course: string;
}

const de: AlarmWords = {
  title: "Alarmierung", none: "Kein Alarm ausgelöst.", failedToLoad: "Die Alarme konnten nicht geladen werden.",
  states: { scheduled: "geplant", ringing: "ruft", accepted: "angenommen", unanswered: "nicht angenommen", failed: "gescheitert", stopped: "beendet", withdrawn: "zurückgezogen" },
  mark: {
    none: () => "", scheduled: (_by, time) => `Alarm ${time}`, ringing: (_by, time) => `Alarm läuft seit ${time}`,
    accepted: (by, time) => `Alarm angenommen ${time}${by && `, ${by}`}`,
    unanswered: (_by, time) => `Niemand hat den Alarm angenommen (${time}). Bitte anrufen!`, failed: (_by, time) => `Der Alarmserver nimmt den Ruf nicht an (${time}). Bitte anrufen!`,
  },
  events: {
    scheduled: "geplant", retimed: "neu geplant", withdrawn: "zurückgezogen", calling: "wird gerufen", started: "Ruf läuft", refused: "abgewiesen", attempt: "Versuch",
    accepted: "angenommen", ended: "beendet", unanswered: "niemand hat angenommen", failed: "gescheitert", stopped: "gestoppt",
  },
  calls: (to, server) => `${to} über ${server}`, course: "Verlauf",
};

const en: AlarmWords = {
  title: "Alarms", none: "No alarm was raised.", failedToLoad: "The alarms could not be loaded.",
  states: { scheduled: "scheduled", ringing: "ringing", accepted: "accepted", unanswered: "not accepted", failed: "failed", stopped: "stopped", withdrawn: "withdrawn" },
  mark: {
    none: () => "", scheduled: (_by, time) => `alarm at ${time}`, ringing: (_by, time) => `alarm ringing since ${time}`,
    accepted: (by, time) => `alarm accepted ${time}${by && `, ${by}`}`,
    unanswered: (_by, time) => `Nobody has accepted the alarm (${time}). Telephone!`, failed: (_by, time) => `The alarm server does not take the call (${time}). Telephone!`,
  },
  events: {
    scheduled: "scheduled", retimed: "scheduled anew", withdrawn: "withdrawn", calling: "calling", started: "call runs", refused: "refused", attempt: "attempt",
    accepted: "accepted", ended: "ended", unanswered: "nobody accepted", failed: "failed", stopped: "stopped",
  },
  calls: (to, server) => `${to} by ${server}`, course: "Course",
};

export const alarmWords = (): AlarmWords => (language.value === "de" ? de : en);
