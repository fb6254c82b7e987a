// Words about what the hospital information system brings, in both languages.
import { language } from "../../shared/language";
import type { Counts } from "./admission_api";

interface AdmissionWords {
  title: string; encrypted: string; plain: string; connections: (count: number) => string; messages: (count: number) => string; turnedAway: (count: number) => string;
  counts: Record<keyof Counts, string>;
  faults: Record<string, string>;
  refused: string; heads: string[]; none: string; show: string; bytes: (count: number) => string;
}

const de: AdmissionWords = {
  title: "Vom KIS (ADT)", encrypted: "TLS", plain: "unverschlüsselt", connections: (count) => `${count} verbunden`, messages: (count) => `${count} Nachrichten`,
  turnedAway: (count) => `${count} abgewiesen`,
  counts: { stored: "gespeichert", repeated: "wiederholt", left_alone: "nicht für uns", refused: "abgelehnt", moved_stays: "Aufenthalte mit anderem Patienten" },
  faults: {
    bytes_between: "Bytes zwischen den Rahmen", restarted: "Rahmen neu begonnen", truncated: "Rahmen abgebrochen", too_large: "Rahmen zu groß", empty: "Rahmen leer",
    unclosed: "Rahmen ohne Abschluss",
  },
  refused: "Was nicht angenommen wurde", heads: ["Eingang", "Empfänger", "Grund", "Größe"], none: "Nichts.", show: "Zeigen", bytes: (count) => `${count} Bytes`,
};

const en: AdmissionWords = {
  title: "From the HIS (ADT)", encrypted: "TLS", plain: "not encrypted", connections: (count) => `${count} connected`, messages: (count) => `${count} messages`,
  turnedAway: (count) => `${count} turned away`,
  counts: { stored: "stored", repeated: "repeated", left_alone: "not for us", refused: "refused", moved_stays: "stays with another patient" },
  faults: {
    bytes_between: "bytes between frames", restarted: "frame begun anew", truncated: "frame broken off", too_large: "frame too large", empty: "empty frame",
    unclosed: "frame not closed",
  },
  refused: "What was not taken", heads: ["Received", "Listener", "Reason", "Size"], none: "Nothing.", show: "Show", bytes: (count) => `${count} bytes`,
};

export const admissionWords = (): AdmissionWords => (language.value === "de" ? de : en);
