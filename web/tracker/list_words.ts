// Words of the list's filters, of sound and notification, of the self-test, and the names of the rooms.
import { language } from "../shared/language";
import type { SoundState } from "./alerts";
import type { Room } from "./route";
import type { Stage } from "./stage";

interface ListWords {
  stages: Record<Stage, string>;
  filter: string;
  mailbox: string;
  allMailboxes: string;
  hidden: (count: number) => string;
  showAll: string;
  sound: Record<SoundState, string>;
  settings: string;
  soundOn: string;
  volume: string;
  test: string;
  motifs: { sk1: string; sk2: string; sk3: string };
  soundFor: string;
  notify: string;
  notifyFor: string;
  notifyHint: string;
  notifyDenied: string;
  priorities: string;
  keptHere: string;
  proof: (minutes: number) => string;
  noProof: string;
  proofFailed: (mailbox: string) => string;
  nav: string;
  current: string;
  administration: string;
  rooms: Record<Room, string>;
  roomLoading: string;
  roomFailed: string;
}

const de: ListWords = {
  stages: { new: "neu", overdue: "überfällig", expected: "erwartet", seen: "gesehen", arrived: "angekommen", cancelled: "storniert" },
  filter: "Filter", mailbox: "Postfach", allMailboxes: "alle Postfächer",
  hidden: (count) => `${count} durch Filter verborgen`, showAll: "Alle zeigen",
  sound: { on: "Ton an", off: "Ton aus", muted: "Ton kurz aus", blocked: "Ton gesperrt – einschalten" },
  settings: "Ton und Hinweise", soundOn: "Ton bei neuen Voranmeldungen; rote wiederholt, bis sie jemand gesehen hat", volume: "Lautstärke", test: "Probe",
  motifs: { sk1: "Rot", sk2: "Gelb", sk3: "Grün" },
  soundFor: "Ton nur für", notify: "Hinweis auf dem Desktop", notifyFor: "Hinweis nur für",
  notifyHint: "Der Hinweis nennt Priorität und Ankunft, keinen Namen und kein Stichwort.",
  notifyDenied: "Der Browser erlaubt keine Hinweise. Bitte in seinen Einstellungen für diese Seite erlauben.",
  priorities: "Prioritäten (keine gewählt: alle)", keptHere: "Diese Einstellungen gelten nur für diesen Browser.",
  proof: (minutes) => (minutes < 1 ? "Selbsttest gerade eben" : `Selbsttest vor ${minutes} min`), noProof: "Noch kein Selbsttest",
  proofFailed: (mailbox) => `Selbsttest gescheitert: ${mailbox}`,
  nav: "Bereiche", current: "Aktuell", administration: "Verwaltung",
  rooms: {
    archive: "Archiv", figures: "Statistik", deliveries: "Weitergabe", "self-test": "Selbsttest", alarms: "Alarmregeln", people: "Benutzer", mailboxes: "Postfächer", boards: "Tafeln", retention: "Aufbewahrung", audit: "Protokoll",
    account: "Mein Konto",
  },
  roomLoading: "Wird geladen …", roomFailed: "Dieser Bereich konnte nicht geladen werden.",
};

const en: ListWords = {
  stages: { new: "new", overdue: "overdue", expected: "expected", seen: "seen", arrived: "arrived", cancelled: "cancelled" },
  filter: "Filter", mailbox: "Mailbox", allMailboxes: "all mailboxes",
  hidden: (count) => `${count} hidden by the filter`, showAll: "Show all",
  sound: { on: "Sound on", off: "Sound off", muted: "Sound paused", blocked: "Sound blocked – enable" },
  settings: "Sound and notifications", soundOn: "Sound for new pre-notifications; red ones repeat until somebody has seen them", volume: "Volume", test: "Test",
  motifs: { sk1: "Red", sk2: "Yellow", sk3: "Green" },
  soundFor: "Sound only for", notify: "Desktop notification", notifyFor: "Notification only for",
  notifyHint: "The notification names priority and arrival, no patient and no keyword.",
  notifyDenied: "The browser does not allow notifications. Allow them for this page in its settings.",
  priorities: "Priorities (none chosen: all)", keptHere: "These settings apply to this browser only.",
  proof: (minutes) => (minutes < 1 ? "Self-test just now" : `Self-test ${minutes} min ago`), noProof: "No self-test yet",
  proofFailed: (mailbox) => `Self-test failed: ${mailbox}`,
  nav: "Rooms", current: "Current", administration: "Administration",
  rooms: {
    archive: "Archive", figures: "Statistics", deliveries: "Deliveries", "self-test": "Self-test", alarms: "Alarm rules", people: "People", mailboxes: "Mailboxes", boards: "Boards", retention: "Retention", audit: "Audit",
    account: "My account",
  },
  roomLoading: "Loading …", roomFailed: "This room could not be loaded.",
};

export const listWords = (): ListWords => (language.value === "de" ? de : en);
