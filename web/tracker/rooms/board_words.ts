// Words of the room of the wall displays.
import type { Configuration } from "../../board/configuration";
import { language } from "../../shared/language";

type Member = Exclude<keyof Configuration, "filter" | "sound_filter">;

interface BoardWords {
  boards: string; hint: string; heads: string[]; add: string; none: string; members: Record<Member, string>; orders: Record<Configuration["sort_order"], string>;
  filter: string; soundFilter: string; everything: string; keywords: string; onBoard: (count: number) => string;
  inUse: (time: string) => string; inNoBrowser: string; disabled: string;
  replace: string; replaceSure: string; replaceHint: string; disable: string; disableSure: string; enable: string; remove: string; removeSure: string;
  former: string; until: (time: string, who: string) => string; bringBack: string;
  keyTitle: string; keyOnce: string; keyHow: (address: string) => string; copy: string; copied: string; bundle: string; bundleHint: string; noted: string;
  noBoardKey: string; gone: string;
}

const de: BoardWords = {
  boards: "Tafeln", hint: "Jede Tafel hat einen Lizenzschlüssel, der in einem Browser zugleich gilt. Änderungen zeigt eine offene Tafel sofort.",
  heads: ["Tafel", "Zeigt", "Zustand", "Handlung"], add: "Neue Tafel", none: "Noch keine Tafel.",
  members: {
    description: "Beschreibung", control_centre: "Leitstelle oder Haus", connection_lost_text: "Text bei Verbindungsverlust", callsign: "Rufname zeigen", announcement_text: "Ankündigungstext zeigen",
    entries: "Höchstens Einträge", expiry_minutes: "Verschwindet nach Minuten", sort_order: "Reihenfolge",
  },
  orders: { eta: "nach Ankunft", priority: "nach Priorität", received: "nach Eingang" },
  filter: "Zeigt nur", soundFilter: "Ton nur für", everything: "alles", keywords: "Stichwörter, mit Komma (leer: alle)", onBoard: (count) => `höchstens ${count}`,
  inUse: (time) => `in Betrieb, zuletzt ${time}`, inNoBrowser: "in keinem Browser", disabled: "gesperrt",
  replace: "Browser ersetzen", replaceSure: "Wirklich ersetzen", replaceHint: "Die Tafel, die jetzt läuft, geht aus; danach kann der Schlüssel an einem anderen Bildschirm eingegeben werden.",
  disable: "Sperren", disableSure: "Wirklich sperren", enable: "Freigeben", remove: "Löschen", removeSure: "Endgültig löschen",
  former: "Frühere Stände", until: (time, who) => `bis ${time}, geändert von ${who}`, bringBack: "Wiederherstellen",
  keyTitle: "Lizenzschlüssel", keyOnce: "Der Schlüssel wird nur jetzt gezeigt und nirgends gespeichert.", keyHow: (address) => `Am Bildschirm ${address} öffnen und den Schlüssel eingeben.`,
  copy: "Kopieren", copied: "Kopiert", bundle: "Datei für das Gateway", bundleHint: "Nur nötig, wenn das Gateway diese Tafel ausliefern soll. Der Schlüssel steht nicht darin.", noted: "Notiert, schließen",
  noBoardKey: "Dieses Postfach hat noch keinen Tafelschlüssel. Auf dem Server: vorab-hospital --config DATEI board-key create POSTFACH", gone: "Diese Tafel gibt es nicht mehr, oder ihr Zustand hat sich geändert.",
};

const en: BoardWords = {
  boards: "Boards", hint: "Each board has a licence key that holds in one browser at a time. An open board shows changes at once.",
  heads: ["Board", "Shows", "State", "Action"], add: "New board", none: "No board yet.",
  members: {
    description: "Description", control_centre: "Control centre or house", connection_lost_text: "Text while the connection is lost", callsign: "Show the callsign", announcement_text: "Show the announcement",
    entries: "Entries at most", expiry_minutes: "Gone after minutes", sort_order: "Order",
  },
  orders: { eta: "by arrival", priority: "by priority", received: "by receipt" },
  filter: "Shows only", soundFilter: "Sound only for", everything: "everything", keywords: "Keywords, with commas (empty: all)", onBoard: (count) => `${count} at most`,
  inUse: (time) => `in use, last seen ${time}`, inNoBrowser: "in no browser", disabled: "disabled",
  replace: "Replace browser", replaceSure: "Really replace", replaceHint: "The board that runs now goes off; then the key can be entered at another screen.",
  disable: "Disable", disableSure: "Really disable", enable: "Enable", remove: "Delete", removeSure: "Delete for good",
  former: "Former states", until: (time, who) => `until ${time}, changed by ${who}`, bringBack: "Bring back",
  keyTitle: "Licence key", keyOnce: "The key is shown only now and stored nowhere.", keyHow: (address) => `Open ${address} at the screen and enter the key.`,
  copy: "Copy", copied: "Copied", bundle: "File for the gateway", bundleHint: "Needed only where the gateway is to serve this board. The key is not in it.", noted: "Noted, close",
  noBoardKey: "This mailbox has no board key yet. On the server: vorab-hospital --config FILE board-key create MAILBOX", gone: "This board is gone, or its state has changed.",
};

export const boardWords = (): BoardWords => (language.value === "de" ? de : en);
