// Words of retention and of the audit.
import { language } from "../../shared/language";
import type { DeletionOrder } from "./retention_api";

interface RetentionWords {
  none: string; server: string; classes: string; classHeads: string[]; classNames: Record<string, string>; starts: Record<string, string>; deleted: (count: number) => string;
  orders: string; orderHeads: string[]; orderStates: Record<DeletionOrder["state"], string>; orderHint: string; isHeld: string; confirmedBy: (who: string) => string; confirm: string; withdraw: string;
  holds: string; holdHeads: string[]; release: string; records: string; recordHeads: string[]; reasons: Record<string, string>; deletionReasons: readonly string[]; holdReasons: readonly string[];
  caseId: string; what: string; order: string; hold: string; place: string; conflict: string; noSuchCase: string;
  event: string; entries: string; auditHeads: string[]; verify: string; verifying: string; exportLog: string; intact: (checked: number) => string; broken: (at: number, what: string) => string;
}

const deletionReasons = ["objection", "erasure", "purpose_ended", "wrong_patient", "wrong_hospital", "authority", "test_data"] as const;
const holdReasons = ["litigation", "complaint", "authority", "quality_review"] as const;

const de: RetentionWords = {
  none: "Keine.", server: "Server", classes: "Löschklassen", classHeads: ["Was", "Frist", "Löscht, was älter ist als", "Letzter Lauf", "Nächster Lauf", "Gesperrt"],
  classNames: { board: "Tafel", medical: "Patientendaten", deletion_order: "Löschauftrag", usage_data: "Nutzungsdaten", technical_logs: "technische Protokolle" },
  starts: { received: "ab Eingang", last_change: "ab letzter Änderung", ordered: "ab Auftrag", written: "ab Eintrag", expired: "ab Ablauf" }, deleted: (count) => `${count} gelöscht`,
  orders: "Löschaufträge", orderHeads: ["Akte", "Grund", "Stand", "Auftrag", "Ausführung", "Handlung"],
  orderStates: { ordered: "beauftragt", confirmed: "bestätigt", withdrawn: "zurückgezogen", carried_out: "ausgeführt" },
  orderHint: "Ein Löschauftrag wird ausgeführt, sobald ihn eine zweite Person bestätigt hat, sonst nach der Wartefrist. Eine Löschsperre hält ihn auf.",
  isHeld: "gesperrt", confirmedBy: (who) => `bestätigt von ${who}`, confirm: "Bestätigen", withdraw: "Zurückziehen",
  holds: "Löschsperren", holdHeads: ["Akte", "Grund", "Gesetzt", "Aufgehoben"], release: "Aufheben", records: "Löschnachweise", recordHeads: ["Wann", "Klasse", "Grund", "Akte", "Anzahl", "Personen"],
  reasons: {
    objection: "Widerspruch (Art. 21)", erasure: "Löschverlangen (Art. 17)", purpose_ended: "Zweck entfallen", wrong_patient: "falscher Patient", wrong_hospital: "falsches Krankenhaus",
    authority: "Behörde", test_data: "Testdaten", litigation: "Rechtsstreit", complaint: "Beschwerde", quality_review: "Qualitätsprüfung", period: "Frist",
  },
  deletionReasons, holdReasons, caseId: "Fallkennung (32 Zeichen)", what: "Was und warum", order: "Löschen", hold: "Löschen sperren", place: "Beauftragen",
  conflict: "Nicht möglich: schon vorhanden oder erledigt, oder dieselbe Person hat es beauftragt.", noSuchCase: "Diese Akte gibt es nicht.",
  event: "Ereignis", entries: "Einträge", auditHeads: ["Wann", "Ereignis", "Wer", "Akte oder Ziel", "Von wo"], verify: "Protokoll prüfen", verifying: "Wird geprüft …", exportLog: "Ausgabe (CSV)",
  intact: (checked) => `Unverändert, ${checked} Einträge geprüft`, broken: (at, what) => `Verändert ab Eintrag ${at} (${what})`,
};

const en: RetentionWords = {
  none: "None.", server: "Server", classes: "Deletion classes", classHeads: ["What", "Period", "Deletes what is older than", "Last run", "Next run", "Held"],
  classNames: { board: "board", medical: "medical data", deletion_order: "deletion order", usage_data: "usage data", technical_logs: "technical logs" },
  starts: { received: "from receipt", last_change: "from the last change", ordered: "from the order", written: "from writing", expired: "from expiry" }, deleted: (count) => `${count} deleted`,
  orders: "Deletion orders", orderHeads: ["Case", "Reason", "State", "Ordered", "Carried out", "Action"],
  orderStates: { ordered: "ordered", confirmed: "confirmed", withdrawn: "withdrawn", carried_out: "carried out" },
  orderHint: "A deletion order is carried out once a second person has confirmed it, otherwise after the waiting period. A hold stops it.",
  isHeld: "held", confirmedBy: (who) => `confirmed by ${who}`, confirm: "Confirm", withdraw: "Withdraw",
  holds: "Holds", holdHeads: ["Case", "Reason", "Placed", "Released"], release: "Release", records: "Deletion records", recordHeads: ["When", "Class", "Reason", "Case", "Count", "Persons"],
  reasons: {
    objection: "objection (Art. 21)", erasure: "erasure (Art. 17)", purpose_ended: "purpose ended", wrong_patient: "wrong patient", wrong_hospital: "wrong hospital",
    authority: "authority", test_data: "test data", litigation: "litigation", complaint: "complaint", quality_review: "quality review", period: "period",
  },
  deletionReasons, holdReasons, caseId: "Case id (32 characters)", what: "What and why", order: "Delete", hold: "Hold", place: "Place",
  conflict: "Not possible: there already, settled already, or ordered by the same person.", noSuchCase: "There is no such case.",
  event: "Event", entries: "Entries", auditHeads: ["When", "Event", "Who", "Case or target", "From where"], verify: "Verify the log", verifying: "Verifying …", exportLog: "Export (CSV)",
  intact: (checked) => `As written, ${checked} entries checked`, broken: (at, what) => `Changed from entry ${at} on (${what})`,
};

export const retentionWords = (): RetentionWords => (language.value === "de" ? de : en);
