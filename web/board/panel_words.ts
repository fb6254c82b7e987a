// The words of the licence page and of the settings, in both languages.
import { language } from "../shared/language";
import type { Refusal } from "./session";

interface PanelWords {
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

const de: PanelWords = {
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

const en: PanelWords = {
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

export const panelWords = (): PanelWords => (language.value === "de" ? de : en);
