// Every word of the wall display in both languages; the compiler proves that none is missing. Those of the settings and of the
// licence page stand in panel_words.ts.
import { language } from "../shared/language";

interface BoardWords {
  title: string;
  minutes: string;
  nowHere: string;
  overdue: string;
  dispatch: string;
  old: (minutes: number) => string;
  alarm: { unanswered: string; failed: string };
  proof: (minutes: number) => string;
  received: (time: string) => string;
  isNew: string;
  changed: string;
  seen: string;
  ready: string;
  arrived: string;
  cancelled: string;
  unreadable: string;
  unreadableHint: string;
  noKeyword: string;
  empty: string;
  emptyHint: string;
  connected: string;
  connecting: string;
  lostSince: (time: string) => string;
  neverConnected: string;
  lostEmpty: string;
  lostEmptyHint: string;
  retry: (attempt: number) => string;
  page: (page: number, of: number) => string;
  beyond: (count: number) => string;
  soundOn: string;
  soundOff: string;
  soundBlocked: string;
  settings: string;
}

const de: BoardWords = {
  title: "Ankunftstafel",
  minutes: "min",
  nowHere: "jetzt",
  overdue: "überfällig",
  dispatch: "Leitst.",
  old: (minutes) => `${minutes} min alt`,
  alarm: { unanswered: "ALARM OFFEN", failed: "ALARM GESTÖRT" },
  proof: (minutes) => `Probe vor ${minutes} min`,
  received: (time) => `gemeldet ${time}`,
  isNew: "NEU",
  changed: "GEÄNDERT",
  seen: "gesehen",
  ready: "bereit",
  arrived: "ANGEKOMMEN",
  cancelled: "STORNIERT",
  unreadable: "Voranmeldung nicht lesbar",
  unreadableHint: "Bitte Tracker oder Telefon nutzen",
  noKeyword: "Ohne Stichwort",
  empty: "Keine Voranmeldungen",
  emptyHint: "Verbunden und bereit",
  connected: "Verbunden",
  connecting: "Verbinde …",
  lostSince: (time) => `KEINE VERBINDUNG seit ${time}`,
  neverConnected: "KEINE VERBINDUNG",
  lostEmpty: "Keine Daten",
  lostEmptyHint: "Diese Tafel weiß nicht, wer kommt. Bitte Telefon nutzen.",
  retry: (attempt) => `Daten veraltet · ${attempt}. Versuch`,
  page: (page, of) => `Seite ${page}/${of}`,
  beyond: (count) => `${count} weitere nicht gezeigt`,
  soundOn: "Ton an",
  soundOff: "Ton aus",
  soundBlocked: "Ton gesperrt – einschalten",
  settings: "Einstellungen",
};

const en: BoardWords = {
  title: "Arrival board",
  minutes: "min",
  nowHere: "now",
  overdue: "overdue",
  dispatch: "dispatch",
  old: (minutes) => `${minutes} min old`,
  alarm: { unanswered: "UNANSWERED", failed: "ALARM FAILED" },
  proof: (minutes) => `tested ${minutes} min ago`,
  received: (time) => `received ${time}`,
  isNew: "NEW",
  changed: "CHANGED",
  seen: "seen",
  ready: "ready",
  arrived: "ARRIVED",
  cancelled: "CANCELLED",
  unreadable: "Pre-notification cannot be read",
  unreadableHint: "Use the tracker or the phone",
  noKeyword: "No keyword",
  empty: "No pre-notifications",
  emptyHint: "Connected and ready",
  connected: "Connected",
  connecting: "Connecting …",
  lostSince: (time) => `NO CONNECTION since ${time}`,
  neverConnected: "NO CONNECTION",
  lostEmpty: "No data",
  lostEmptyHint: "This board does not know who is coming. Use the phone.",
  retry: (attempt) => `Data out of date · attempt ${attempt}`,
  page: (page, of) => `Page ${page}/${of}`,
  beyond: (count) => `${count} more not shown`,
  soundOn: "Sound on",
  soundOff: "Sound off",
  soundBlocked: "Sound blocked – enable",
  settings: "Settings",
};

export const words = (): BoardWords => (language.value === "de" ? de : en);
