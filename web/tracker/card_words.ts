// Words of the handover card, the time line, the trend and of what has changed.
import { language } from "../shared/language";

interface CardWords {
  handover: string;
  start: string;
  startHint: string;
  identification: string;
  event: string;
  priority: string;
  treatment: string;
  history: string;
  summary: string;
  questions: string;
  questionsHint: string;
  timeline: string;
  untimed: string;
  trend: string;
  trendHint: string;
  trendOf: (names: string) => string;
  trendFailed: string;
  times: string;
  steps: { announced: string; seen: string; accepted: string; arrived: string; handedOver: string };
  after: (minutes: number) => string;
  changes: (since: string) => string;
  noLonger: string;
  was: string;
  newAttachment: string;
  changesRead: string;
  protocols: string;
  protocolVersion: (version: string) => string;
  final: string;
  draft: string;
  further: string;
  noFile: string;
  liveTelemetry: string;
  scaleUnsure: string;
}

const de: CardWords = {
  handover: "Übergabe nach SINNHAFT", start: "Start", startHint: "Ruhe, keine Handlung am Patienten, alle hören zu.",
  identification: "Identifikation", event: "Notfallereignis", priority: "Notfallpriorität (ABCDE)", treatment: "Handlungen", history: "Anamnese",
  summary: "Fazit", questions: "Teamfragen", questionsHint: "Offene Fragen jetzt stellen.",
  timeline: "Zeitleiste: Medikamente und Maßnahmen", untimed: "ohne Zeit", trend: "Verlauf der Vitalwerte",
  trendHint: "Gemessene Werte ohne Bewertung. Alle Werte stehen in der Tabelle darunter.", trendOf: (names) => `Verlauf: ${names}. Die Werte stehen in der Tabelle.`,
  trendFailed: "Der Verlauf konnte nicht gezeichnet werden. Die Werte stehen in der Tabelle.",
  times: "Zeiten im Haus", steps: { announced: "angemeldet", seen: "gesehen", accepted: "angenommen", arrived: "angekommen", handedOver: "übergeben" },
  after: (minutes) => `nach ${minutes} min`,
  changes: (since) => `Neu seit Ihrem letzten Blick um ${since}`, noLonger: "nicht mehr angegeben", was: "vorher", newAttachment: "neuer Anhang", changesRead: "Gelesen",
  protocols: "Protokolle", protocolVersion: (version) => `Fassung ${version}`, final: "abgeschlossen", draft: "vorläufig", further: "weiteres Protokoll",
  liveTelemetry: "Live-Telemetrie", noFile: "Die Datei ist noch nicht eingetroffen.",
  scaleUnsure: "Skalierung unsicher: Die Angaben des Senders widersprechen sich. Am Originalgerät prüfen.",
};

const en: CardWords = {
  handover: "Handover (SINNHAFT)", start: "Start", startHint: "Quiet, hands off the patient, everyone listens.",
  identification: "Identification", event: "Emergency event", priority: "Priority (ABCDE)", treatment: "Treatment", history: "History",
  summary: "Summary", questions: "Questions of the team", questionsHint: "Ask open questions now.",
  timeline: "Time line: medication and measures", untimed: "no time", trend: "Course of the vital signs",
  trendHint: "Values as measured, not judged. All of them stand in the table below.", trendOf: (names) => `Course: ${names}. The values stand in the table.`,
  trendFailed: "The course could not be drawn. The values stand in the table.",
  times: "Times here", steps: { announced: "announced", seen: "seen", accepted: "accepted", arrived: "arrived", handedOver: "handed over" },
  after: (minutes) => `after ${minutes} min`,
  changes: (since) => `New since you last looked at ${since}`, noLonger: "no longer stated", was: "before", newAttachment: "new attachment", changesRead: "Read",
  protocols: "Protocols", protocolVersion: (version) => `Version ${version}`, final: "final", draft: "draft", further: "further protocol",
  liveTelemetry: "Live telemetry", noFile: "The file has not arrived yet.",
  scaleUnsure: "Scale unsure: what the sender states is contradictory. Check on the original device.",
};

export const cardWords = (): CardWords => (language.value === "de" ? de : en);
