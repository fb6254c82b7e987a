// Words of the rooms beside the live list, in both languages.
import { language } from "../../shared/language";
import { en } from "./room_words_en";
import type { RoomWords } from "./room_words_of";

const de: RoomWords = {
  loading: "Wird geladen …", failed: "Der Server hat nicht geantwortet.", notDone: "Nicht gespeichert. Bitte erneut versuchen.", refresh: "Aktualisieren", save: "Speichern",
  cancel: "Abbrechen", change: "Ändern", mailbox: "Postfach", mailboxes: "Postfächer",
  searchFields: {
    last_name: "Name", first_name: "Vorname", birth_date: "Geburtsdatum", received_from: "Eingang ab", received_to: "Eingang bis", keyword: "Stichwort", vehicle: "Rettungsmittel",
    case: "Fallkennung (ab 8 Zeichen)",
  },
  match: { equal: "", begins: "beginnt so", sounds: "klingt ähnlich" },
  putBack: "Zurück in die Liste", nothingFound: "Nichts gefunden.", found: "Gefundene Akten", foundHeads: ["Priorität", "Name", "Geboren", "Stichwort", "Eingang", "Rettungsmittel", "Handlung"], next: "Weitere",
  breaker: { closed: "antwortet", open: "antwortet nicht", probing: "wird geprüft" },
  since: (time) => `seit ${time}`, waiting: (count) => `${count} warten`, rejected: (count) => `${count} abgelehnt`, oldest: (minutes) => `ältester ${minutes} min`,
  outboxStates: { stuck: "braucht eine Entscheidung", open: "unterwegs", delivered: "zugestellt", discarded: "verworfen" },
  outboxHeads: ["Ziel", "Stand", "Geschrieben", "Versuche", "Entscheidung"], nothingWaits: "Nichts.", reason: "Begründung (ohne Patientendaten)", resend: "Erneut senden", discard: "Verwerfen",
  decided: { resend: "erneut gesendet", discard: "verworfen" },
  steps: { seal: "verschließen", open: "öffnen", validate: "prüfen", store: "speichern", board: "Tafel", alarm: "Alarm (Probe)", hl7: "HL7 (Probe)" },
  failedHere: "hier gescheitert", lastRun: "letzter Lauf", selfTestHint: (minutes) => `Alle ${minutes} min geht ein künstlicher Fall den ganzen Weg, ohne jemanden zu rufen und ohne in der Liste zu stehen.`,
  dryRunHint: "Welche Alarme löst ein solcher Fall aus, wann, bei wem und mit welchem Text? Es wird niemand gerufen. Die Regeln stehen in der Konfiguration des Servers.",
  wouldRaise: "löst aus", wouldNot: "löst nicht aus", lastResort: "wenn niemand angenommen hat", waits: (seconds) => `danach ${seconds} s warten`, priority: "Priorität", age: "Alter in Jahren",
  minutesAway: "Minuten bis zur Ankunft", flags: "Merkmale", tryRules: "Probe ohne Ruf", noRules: "Es sind keine Regeln eingerichtet.",
  ownPassword: "Eigenes Passwort", current: "Bisheriges Passwort", fresh: "Neues Passwort", freshAgain: "Neues Passwort wiederholen", passwordHint: "Mindestens 12 Zeichen; nicht der eigene Name, kein häufiges Passwort. Alle anderen Anmeldungen enden.",
  passwordsDiffer: "Die beiden neuen Passwörter sind verschieden.", passwordChanged: "Das Passwort ist geändert.", changePassword: "Passwort ändern",
  foreignAccount: "Dieses Konto gehört zum Verzeichnis der Klinik; das Passwort wird dort geändert.", tooManyTries: "Zu viele Versuche. Bitte etwas warten.",
  currentWrong: "Das bisherige Passwort stimmt nicht.", newWeak: "Das neue Passwort ist zu kurz, zu häufig oder der eigene Name.",
  sessions: "Angemeldet an", lastUsed: "zuletzt", thisBrowser: "dieser Browser", endSession: "Dort abmelden",
  people: "Benutzer", peopleHeads: ["Name", "Rollen", "Postfächer", "Stand", "Handlung"], newPerson: "Neuer Benutzer", username: "Benutzername", firstName: "Vorname", lastName: "Nachname", roles: "Rollen (zählen zusammen)",
  roleNames: { standard: "Standard", archive: "Archiv", kis: "KIS", statistics: "Statistik", admin: "Verwaltung" },
  roleMay: {
    standard: "darf Voranmeldungen sehen und bearbeiten", archive: "darf Archiviertes suchen und zurückholen", kis: "darf Akten mit dem KIS verknüpfen", statistics: "darf Zahlen ohne Patienten sehen",
    admin: "darf Benutzer verwalten",
  },
  sources: { directory: "Verzeichnis", openid: "Klinik-Konto" },
  firstPassword: "Erstes Passwort (wird bei der ersten Anmeldung ersetzt)", newFirstPassword: "Neues erstes Passwort (leer: bleibt)", firstPasswordOpen: "erstes Passwort noch nicht ersetzt", notSignedIn: "nicht angemeldet",
  disabled: "gesperrt", disable: "Sperren", enable: "Entsperren", remove: "Löschen", removeSure: "Wirklich löschen", openSessions: (count) => `${count} angemeldet`,
  lastAdminOrTaken: "Nicht möglich: Der Name ist vergeben, oder es wäre die letzte Verwaltung.", notAccepted: "Der Server nimmt das so nicht an. Bitte Angaben und Passwort prüfen.",
  tables: { hour: "Ankündigungen je Stunde", day: "Ankündigungen je Tag", priority: "Priorität", keyword: "Stichwort", sender: "Rettungsdienst", eta: "Angekündigte und wirkliche Ankunft" },
  figureKeys: { none: "ohne", other: "übrige", early_10: "über 10 min früher", early_5: "5 bis 10 min früher", on_time: "auf 5 min genau", late_5: "5 bis 10 min später", late_10: "10 bis 20 min später", late_20: "über 20 min später" },
  total: (count) => `gesamt ${count}`, most: (count) => `höchste Säule ${count}`, timings: "Zeiten", timingHeads: ["Was", "Anzahl", "Median", "9 von 10 unter"],
  timingNames: { seen: "bis gesehen", accepted: "bis angenommen", eta: "wirkliche minus angekündigte Ankunft", delivery: "Weitergabe an" },
  completeness: "Vollständigkeit je Rettungsdienst", sender: "Rettungsdienst", cases: "Fälle",
  members: { name: "Name", birth_date: "Geburtsdatum", insurance: "Versicherung", eta: "Ankunft", priority: "Priorität", keyword: "Stichwort", vital_signs: "Vitalwerte", protocol: "Protokoll" },
  from: "von", to: "bis", figuresHint: (smallest) => `Anzahlen unter ${smallest} werden nicht genannt, damit niemand erkennbar ist.`,
};

export const roomWords = (): RoomWords => (language.value === "de" ? de : en);
