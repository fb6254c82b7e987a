// Every word of the board in both languages; the compiler proves that none is missing.
import { language } from "../shared/language";
import type { Refusal } from "./session";

interface BoardWords {
  title: string;
  minutes: string;
  nowHere: string;
  overdue: string;
  dispatch: string;
  asOf: (time: string) => string;
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
  licence: string;
  licenceHint: string;
  licenceLabel: string;
  start: string;
  checking: string;
  refusal: Record<Refusal, string>;
  screen: string;
  inches: string;
  metres: string;
  rows: (big: number, one: number, two: number) => string;
  rowsFew: string;
  scheme: string;
  schemes: { auto: string; dark: string; light: string };
  sound: string;
  volume: string;
  test: string;
  motifs: { sk1: string; sk2: string; sk3: string; lost: string };
  language: string;
  close: string;
  leave: string;
  leaveSure: string;
  stay: string;
  keptHere: string;
}

const de: BoardWords = {
  title: "Ankunftstafel",
  minutes: "min",
  nowHere: "jetzt",
  overdue: "überfällig",
  dispatch: "Leitstelle",
  asOf: (time) => `Stand ${time}`,
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
  licence: "Ankunftstafel einrichten",
  licenceHint: "Der Lizenzschlüssel wird einmal eingegeben. Danach startet diese Tafel von selbst.",
  licenceLabel: "Lizenzschlüssel",
  start: "Tafel starten",
  checking: "Wird geprüft …",
  refusal: {
    form: "Der Schlüssel ist unvollständig. Er hat 20 Zeichen in vier Gruppen, zum Beispiel c2BdX-wlmny-NEiQA-t9vWT.",
    unknown: "Diesen Schlüssel gibt es nicht. Bitte jedes Zeichen prüfen: Groß- und Kleinschreibung zählen.",
    elsewhere: "Dieser Schlüssel ist schon an einem anderen Bildschirm in Betrieb. Bitte dort beenden oder von der Leitstelle freigeben lassen.",
    unreachable: "Der Server antwortet nicht. Bitte Netzwerk prüfen und noch einmal versuchen.",
    cannot_open: "Der Schlüssel wurde angenommen, aber die Tafel lässt sich damit nicht entschlüsseln. Bitte bei der Leitstelle einen neuen Schlüssel anfordern.",
    ended: "Die Anmeldung dieser Tafel ist abgelaufen oder wurde beendet. Bitte den Lizenzschlüssel neu eingeben.",
  },
  screen: "Bildschirm",
  inches: "Diagonale in Zoll",
  metres: "Abstand in Metern",
  rows: (big, one, two) => `Aus dieser Entfernung lesbar: ${big} große Zeilen, ${one} einzeilige${two ? `, ${two} in zwei Spalten` : ""}. Mehr auf weiteren Seiten.`,
  rowsFew: "Für diesen Abstand ist der Bildschirm klein.",
  scheme: "Farben",
  schemes: { auto: "hell von 7 bis 19 Uhr", dark: "dunkel", light: "hell" },
  sound: "Ton",
  volume: "Lautstärke",
  test: "Probe",
  motifs: { sk1: "Rot", sk2: "Gelb", sk3: "Grün", lost: "Verbindung" },
  language: "Sprache",
  close: "Schließen",
  leave: "Tafel abmelden",
  leaveSure: "Wirklich abmelden? Danach wird der Lizenzschlüssel wieder gebraucht.",
  stay: "Nicht abmelden",
  keptHere: "Diese Einstellungen gelten nur für diesen Bildschirm.",
};

const en: BoardWords = {
  title: "Arrival board",
  minutes: "min",
  nowHere: "now",
  overdue: "overdue",
  dispatch: "dispatch",
  asOf: (time) => `as of ${time}`,
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
  licence: "Set up the arrival board",
  licenceHint: "The licence key is typed once. After that this board starts by itself.",
  licenceLabel: "Licence key",
  start: "Start board",
  checking: "Checking …",
  refusal: {
    form: "The key is incomplete. It has 20 characters in four groups, for example c2BdX-wlmny-NEiQA-t9vWT.",
    unknown: "There is no such key. Check each character: capital and small letters differ.",
    elsewhere: "This key is already in use on another screen. End it there or ask the control centre to release it.",
    unreachable: "The server does not answer. Check the network and try again.",
    cannot_open: "The key was accepted, but it does not decrypt this board. Ask the control centre for a new key.",
    ended: "This board's session has expired or was ended. Type the licence key again.",
  },
  screen: "Screen",
  inches: "Diagonal in inches",
  metres: "Distance in metres",
  rows: (big, one, two) => `Legible at this distance: ${big} large rows, ${one} single-line${two ? `, ${two} in two columns` : ""}. More on further pages.`,
  rowsFew: "The screen is small for this distance.",
  scheme: "Colours",
  schemes: { auto: "light from 7 to 19 h", dark: "dark", light: "light" },
  sound: "Sound",
  volume: "Volume",
  test: "Test",
  motifs: { sk1: "Red", sk2: "Yellow", sk3: "Green", lost: "Connection" },
  language: "Language",
  close: "Close",
  leave: "Sign this board off",
  leaveSure: "Really sign off? The licence key will be needed again.",
  stay: "Keep signed in",
  keptHere: "These settings apply to this screen only.",
};

export const words = (): BoardWords => (language.value === "de" ? de : en);
