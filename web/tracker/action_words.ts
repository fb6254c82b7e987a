// Words of the actions, of undoing them, and of the keys.
import { language } from "../shared/language";
import type { KeyName } from "./keys";
import type { Deed } from "./undo";

interface ActionWords {
  handOver: string;
  handedOver: (time: string, who: string) => string;
  readBack: string;
  readBackDone: string;
  undo: string;
  undoTooLate: string;
  undoFailed: string;
  done: Record<Deed, string>;
  help: string;
  keys: Record<KeyName, string>;
  keysOn: string;
  close: string;
}

const de: ActionWords = {
  handOver: "Übergeben", handedOver: (time, who) => `übergeben ${time}, ${who}`,
  readBack: "Read-back: das Team hat die Übergabe wiederholt", readBackDone: "Read-back erfolgt",
  undo: "Rückgängig", undoTooLate: "kann nicht mehr zurückgenommen werden: Der Rettungsdienst weiß es schon.",
  undoFailed: "nicht zurückgenommen. Bitte noch einmal versuchen.",
  done: {
    seen: "ist als gesehen markiert.", accepted: "ist angenommen.", destination: "hat ein neues Ziel.", arrived: "ist als angekommen markiert.",
    handed_over: "ist übergeben.", outcome: "hat eine Rückmeldung.",
    archived: "liegt im Archiv.", returned: "steht wieder auf der Liste.", joined: "ist zusammengeführt.", separated: "ist getrennt.",
  },
  help: "Tasten",
  keys: {
    seen: "offene Akte: gesehen", accept: "offene Akte: annehmen, Raum eingeben", arrived: "offene Akte: angekommen (da)", handOver: "offene Akte: übergeben",
    outcome: "offene Akte: Rückmeldung eingeben", join: "offene Akte: weiteres Fahrzeug", archive: "offene Akte: archivieren, oder zurück in die Liste",
    undo: "letzte Handlung zurücknehmen (10 s)", print: "eine Seite drucken", next: "nächste Akte der Liste", previous: "vorige Akte der Liste", search: "suchen",
    mute: "Ton zwei Minuten aus", help: "diese Hilfe",
  },
  keysOn: "Einzelne Tasten lösen Handlungen aus", close: "Schließen",
};

const en: ActionWords = {
  handOver: "Handed over", handedOver: (time, who) => `handed over ${time}, ${who}`,
  readBack: "Read-back: the team has repeated the handover", readBackDone: "Read back",
  undo: "Undo", undoTooLate: "can no longer be taken back: the crew knows already.", undoFailed: "was not taken back. Please try again.",
  done: {
    seen: "is marked as seen.", accepted: "is accepted.", destination: "has a new room.", arrived: "is marked as arrived.",
    handed_over: "is handed over.", outcome: "has an outcome.",
    archived: "is in the archive.", returned: "is back on the list.", joined: "is joined.", separated: "is separated.",
  },
  help: "Keys",
  keys: {
    seen: "open case: seen", accept: "open case: accept, type the room", arrived: "open case: arrived", handOver: "open case: handed over",
    outcome: "open case: enter the outcome", join: "open case: further vehicle", archive: "open case: archive, or put back on the list",
    undo: "take back the last action (10 s)", print: "print one page", next: "next case of the list", previous: "previous case of the list", search: "search",
    mute: "sound off for two minutes", help: "this help",
  },
  keysOn: "Single keys trigger actions", close: "Close",
};

export const actionWords = (): ActionWords => (language.value === "de" ? de : en);
