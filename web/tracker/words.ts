// Every word of the tracker's own; those of the record are in record_labels.ts and record_codes.ts.
import { language } from "../shared/language";
import type { Answer, CaseState, Delivery, Outcome } from "./api";

interface TrackerWords {
  title: string;
  signInTitle: string;
  username: string;
  password: string;
  signIn: string;
  signingIn: string;
  signOut: string;
  wrong: string;
  ended: string;
  unreachable: string;
  noRole: string;
  taken: string;
  waitALittle: string;
  directoryDown: string;
  providerRefused: string;
  providerDown: string;
  signInWith: (name: string) => string;
  starting: string;
  changePassword: string;
  list: string;
  search: string;
  none: string;
  noneHint: string;
  noMatch: string;
  chooseHint: string;
  backToList: string;
  notAllowed: (room: string) => string;
  connected: string;
  connecting: string;
  lost: (time: string) => string;
  lostHint: string;
  minutes: string;
  nowHere: string;
  overdue: string;
  noTime: string;
  states: Record<CaseState, string>;
  seenBy: (time: string, who: string) => string;
  markSeen: string;
  markArrived: string;
  accept: string;
  redirect: string;
  room: string;
  acceptedBy: (time: string, who: string) => string;
  nothingSaid: string;
  events: Record<Answer["event"], string>;
  told: Record<Delivery["state"], string>;
  outcome: string;
  outcomeText: string;
  tellOutcome: string;
  outcomes: Record<Outcome, string>;
  notSaved: string;
  print: string;
  loading: string;
  caseFailed: string;
  caseGone: string;
  again: string;
  unknownName: string;
  born: string;
  received: string;
  updated: (time: string) => string;
  version: (sequence: number) => string;
  sections: {
    summary: string; vitals: string; ecg: string; scores: string; medication: string; attachments: string; answers: string; deliveries: string; versions: string;
  };
  parameter: string;
  history: string;
  marked: string;
  at: string;
  sum: string;
  sumDiffers: (computed: number) => string;
  noMedication: string;
  substance: string;
  dose: string;
  form: string;
  by: string;
  chunks: (received: number, of: number) => string;
  refusedAttachment: string;
  open: string;
  ecgInfo: string;
  ecgFailed: string;
  ecgDrawing: (leads: string) => string;
  paperSpeed: string;
  gain: string;
  channel: string;
  target: string;
  state: string;
  attempts: string;
  deliveryStates: Record<Delivery["state"], string>;
  next: (time: string) => string;
  noDeliveries: string;
  failed: (count: number) => string;
  pending: (count: number) => string;
  attachments: (count: number) => string;
  kinds: Record<string, string>;
  language: string;
  scheme: string;
  yes: string;
  no: string;
}

const de: TrackerWords = {
  title: "Voranmeldungen", signInTitle: "Anmelden", username: "Benutzername", password: "Passwort", signIn: "Anmelden",
  signingIn: "Wird angemeldet …", signOut: "Abmelden",
  wrong: "Benutzername oder Passwort stimmen nicht. Bitte beides prüfen, auch die Feststelltaste.",
  ended: "Die Anmeldung ist abgelaufen. Bitte erneut anmelden.",
  unreachable: "Der Server antwortet nicht. Es wird weiter versucht. Bitte bis dahin Telefon nutzen.",
  noRole: "Dieses Konto darf sich hier nicht anmelden: Es gehört zu keiner der dafür eingetragenen Gruppen.",
  taken: "Dieser Benutzername gehört hier schon zu einem anderen Konto. Bitte an die Verwaltung wenden.",
  waitALittle: "Zu viele Versuche. Bitte etwas warten.",
  directoryDown: "Das Verzeichnis der Klinik antwortet nicht. Konten, die hier geführt werden, funktionieren weiter.",
  providerRefused: "Die Anmeldung wurde abgebrochen oder ist abgelaufen. Bitte noch einmal versuchen.",
  providerDown: "Der Anmeldedienst der Klinik antwortet nicht. Konten mit Passwort funktionieren weiter.",
  signInWith: (name) => `Anmelden mit ${name}`,
  starting: "Verbinde …",
  changePassword: "Dieses Passwort wurde von der Verwaltung vergeben. Bitte zuerst ein eigenes wählen.",
  list: "Angekündigte Patienten", search: "Suchen", none: "Keine Voranmeldungen", noneHint: "Neue erscheinen hier von selbst.",
  noMatch: "Nichts gefunden.", chooseHint: "Voranmeldung aus der Liste wählen.", backToList: "← Liste",
  notAllowed: (room) => `Für „${room}“ fehlt Ihnen die Rolle. Bitte an die Verwaltung wenden.`, connected: "Verbunden", connecting: "Verbinde …",
  lost: (time) => `Keine Verbindung seit ${time}. Angezeigte Daten sind veraltet.`, lostHint: "Bitte Telefon nutzen.",
  minutes: "min", nowHere: "jetzt", overdue: "überfällig", noTime: "ohne Zeit",
  states: { new: "NEU", seen: "gesehen", arrived: "angekommen", cancelled: "storniert" },
  seenBy: (time, who) => `gesehen ${time}, ${who}`,
  markSeen: "Gesehen", markArrived: "Angekommen",
  accept: "Annehmen", redirect: "Ziel ändern", room: "Raum, z. B. Schockraum 2",
  acceptedBy: (time, who) => `angenommen ${time}, ${who}`,
  nothingSaid: "Dem Rettungsdienst wurde noch nichts mitgeteilt.",
  events: { seen: "gesehen", accepted: "angenommen", destination: "Ziel", arrived: "angekommen", outcome: "Verlauf" },
  told: { pending: "wird übermittelt", sending: "wird übermittelt", delivered: "übermittelt", rejected: "nicht übermittelt", parked: "angehalten", discarded: "verworfen" },
  outcome: "Verlauf", outcomeText: "Rückmeldung an den Rettungsdienst", tellOutcome: "Rückmelden",
  outcomes: {
    discharged: "entlassen", ward: "Normalstation", intermediate_care: "Überwachungsstation", intensive_care: "Intensivstation",
    operating_theatre: "OP", catheter_laboratory: "Herzkatheter", transferred: "verlegt", died: "verstorben", other: "anderes",
  },
  notSaved: "Nicht gespeichert. Bitte erneut versuchen. Der Rettungsdienst weiß noch nichts davon.",
  print: "Drucken", loading: "Akte wird geladen …", caseFailed: "Die Akte konnte nicht geladen werden.",
  caseGone: "Diese Akte gibt es nicht, oder sie ist für Sie nicht freigegeben.", again: "Erneut versuchen",
  unknownName: "Name unbekannt", born: "geb.", received: "Eingang", updated: (time) => `Stand ${time}`,
  version: (sequence) => `Fassung ${sequence}`,
  sections: {
    summary: "Voranmeldung", vitals: "Vitalwerte", ecg: "EKG", scores: "Scores", medication: "Medikation", attachments: "Anhänge",
    answers: "Antworten an den Rettungsdienst", deliveries: "Weitergabe im Haus", versions: "Fassungen",
  },
  parameter: "Messgröße", history: "Verlauf", marked: "vom Rettungsdienst markiert", at: "Zeit", sum: "Summe",
  sumDiffers: (computed) => `Einzelwerte ergeben ${computed}`,
  noMedication: "Keine Medikamente gegeben", substance: "Wirkstoff", dose: "Dosis", form: "Gabe", by: "durch",
  chunks: (received, of) => `${received} von ${of} Teilen eingetroffen`,
  refusedAttachment: "Die Datei passt nicht zu dem, was angekündigt war, und kann nicht geöffnet werden. Bei der Besatzung nachfragen.",
  open: "In neuem Fenster öffnen",
  ecgInfo: "Anzeige zur Information, Befundung am zugelassenen Gerät.", ecgFailed: "Das EKG konnte nicht gezeichnet werden.",
  ecgDrawing: (leads) => `EKG auf Millimeterpapier, Ableitungen ${leads}`, paperSpeed: "Vorschub", gain: "Verstärkung",
  channel: "Kanal", target: "Ziel", state: "Stand", attempts: "Versuche",
  deliveryStates: { pending: "wartet", sending: "wird gesendet", delivered: "zugestellt", rejected: "abgelehnt", parked: "angehalten", discarded: "verworfen" },
  next: (time) => `nächster Versuch ${time}`, noDeliveries: "Keine Weitergabe eingerichtet.",
  failed: (count) => `${count} Weitergabe${count === 1 ? "" : "n"} gescheitert`,
  pending: (count) => `${count} Weitergabe${count === 1 ? "" : "n"} offen`,
  attachments: (count) => `${count} ${count === 1 ? "Anhang" : "Anhänge"}`,
  kinds: {
    pre_notification: "Voranmeldung", update: "Aktualisierung", protocol: "Protokoll", vitals: "Vitalwerte", position: "Position",
    assignment: "Zuweisung", cancellation: "Stornierung", test: "Test", photo: "Foto", video: "Video", ecg_raw: "EKG", ecg_fhir: "EKG (FHIR)",
    ecg_pdf: "EKG (PDF)", protocol_pdf: "Protokoll", signature: "Unterschrift", mind: "MIND-Datei",
  },
  language: "Sprache", scheme: "Dunkel", yes: "ja", no: "nein",
};

const en: TrackerWords = {
  title: "Pre-notifications", signInTitle: "Sign in", username: "User name", password: "Password", signIn: "Sign in",
  signingIn: "Signing in …", signOut: "Sign out",
  wrong: "User name or password is wrong. Check both, and the caps lock key.",
  ended: "Your session has ended. Please sign in again.",
  unreachable: "The server does not answer. Trying again. Use the phone until then.",
  noRole: "This account may not sign in here: it is in none of the groups that may.",
  taken: "This user name already belongs to another account here. Please ask the administration.",
  waitALittle: "Too many attempts. Wait a little.",
  directoryDown: "The hospital's directory does not answer. Accounts that are kept here still work.",
  providerRefused: "The sign-in was cancelled or has expired. Please try once more.",
  providerDown: "The hospital's sign-in service does not answer. Accounts with a password still work.",
  signInWith: (name) => `Sign in with ${name}`,
  starting: "Connecting …",
  changePassword: "This password was set by the administration. Choose one of your own first.",
  list: "Announced patients", search: "Search", none: "No pre-notifications", noneHint: "New ones appear here by themselves.",
  noMatch: "Nothing found.", chooseHint: "Choose a pre-notification from the list.", backToList: "← List",
  notAllowed: (room) => `You lack the role for “${room}”. Ask the administration.`, connected: "Connected", connecting: "Connecting …",
  lost: (time) => `No connection since ${time}. Data shown is out of date.`, lostHint: "Use the phone.",
  minutes: "min", nowHere: "now", overdue: "overdue", noTime: "no time",
  states: { new: "NEW", seen: "seen", arrived: "arrived", cancelled: "cancelled" },
  seenBy: (time, who) => `seen ${time}, ${who}`,
  markSeen: "Seen", markArrived: "Arrived",
  accept: "Accept", redirect: "Change room", room: "Room, e.g. resuscitation room 2",
  acceptedBy: (time, who) => `accepted ${time}, ${who}`,
  nothingSaid: "The crew has not been told anything yet.",
  events: { seen: "seen", accepted: "accepted", destination: "room", arrived: "arrived", outcome: "outcome" },
  told: { pending: "on its way", sending: "on its way", delivered: "told", rejected: "not told", parked: "parked", discarded: "discarded" },
  outcome: "Outcome", outcomeText: "Feedback to the crew", tellOutcome: "Tell the crew",
  outcomes: {
    discharged: "discharged", ward: "ward", intermediate_care: "intermediate care", intensive_care: "intensive care",
    operating_theatre: "operating theatre", catheter_laboratory: "catheter laboratory", transferred: "transferred", died: "died", other: "other",
  },
  notSaved: "Not saved. Please try again. The crew has not been told.",
  print: "Print", loading: "Loading the case …", caseFailed: "The case could not be loaded.",
  caseGone: "There is no such case, or you have no access to it.", again: "Try again",
  unknownName: "Name unknown", born: "born", received: "Received", updated: (time) => `As of ${time}`,
  version: (sequence) => `Version ${sequence}`,
  sections: {
    summary: "Pre-notification", vitals: "Vital signs", ecg: "ECG", scores: "Scores", medication: "Medication", attachments: "Attachments",
    answers: "Answers to the crew", deliveries: "Passed on in the hospital", versions: "Versions",
  },
  parameter: "Parameter", history: "Course", marked: "marked by the crew", at: "Time", sum: "Sum",
  sumDiffers: (computed) => `items add up to ${computed}`,
  noMedication: "No medication given", substance: "Substance", dose: "Dose", form: "Route", by: "by",
  chunks: (received, of) => `${received} of ${of} parts have arrived`,
  refusedAttachment: "The file is not what was announced and cannot be opened. Ask the crew.",
  open: "Open in a new window",
  ecgInfo: "Shown for information; report on the approved device.", ecgFailed: "The ECG could not be drawn.",
  ecgDrawing: (leads) => `ECG on millimetre paper, leads ${leads}`, paperSpeed: "Speed", gain: "Gain",
  channel: "Channel", target: "Target", state: "State", attempts: "Attempts",
  deliveryStates: { pending: "waiting", sending: "being sent", delivered: "delivered", rejected: "rejected", parked: "parked", discarded: "discarded" },
  next: (time) => `next attempt ${time}`, noDeliveries: "Nothing is configured to be passed on.",
  failed: (count) => `${count} deliver${count === 1 ? "y" : "ies"} failed`,
  pending: (count) => `${count} deliver${count === 1 ? "y" : "ies"} pending`,
  attachments: (count) => `${count} attachment${count === 1 ? "" : "s"}`,
  kinds: {
    pre_notification: "Pre-notification", update: "Update", protocol: "Protocol", vitals: "Vital signs", position: "Position",
    assignment: "Assignment", cancellation: "Cancellation", test: "Test", photo: "Photo", video: "Video", ecg_raw: "ECG", ecg_fhir: "ECG (FHIR)",
    ecg_pdf: "ECG (PDF)", protocol_pdf: "Protocol", signature: "Signature", mind: "MIND file",
  },
  language: "Language", scheme: "Dark", yes: "yes", no: "no",
};

export const words = (): TrackerWords => (language.value === "de" ? de : en);
