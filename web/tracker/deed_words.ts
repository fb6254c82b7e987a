// Words of what is done with a whole case: archive, return, two vehicles for one patient; and of a write that was refused.
import { language } from "../shared/language";

interface DeedWords {
  forbidden: string;
  gone: string;
  conflict: string;
  notDone: string;
  archive: string;
  archiveAnyway: string;
  stillComing: string;
  archived: string;
  putBack: string;
  cancel: string;
  document: string;
  newWindow: string;
  archivedOutOfReach: string;
  join: string;
  joinHint: string;
  joinThis: string;
  likely: string;
  others: string;
  noOthers: string;
  vehicles: (count: number) => string;
  isPart: string;
  toWhole: string;
  ownCase: string;
  separate: string;
  from: (callsign: string) => string;
  reasons: { sameName: string; otherName: string; sameBirth: string; otherBirth: string; sameAge: string; otherSex: string; sameKeyword: string; apart: (minutes: number) => string };
}

const de: DeedWords = {
  forbidden: "Dafür fehlt Ihnen die Rolle. Es wurde nichts geändert. Bitte an die Verwaltung wenden.",
  gone: "Diese Akte gibt es nicht mehr, oder sie ist für Sie nicht freigegeben. Es wurde nichts geändert.",
  conflict: "Nicht gespeichert: Jemand anders hat die Akte inzwischen geändert. Bitte noch einmal ansehen, dann entscheiden.",
  notDone: "Nicht gespeichert. Bitte erneut versuchen.",
  archive: "Archivieren", archiveAnyway: "Trotzdem archivieren",
  stillComing: "Der Patient ist noch nicht angekommen. Im Archiv steht die Voranmeldung für niemanden mehr auf der Liste.",
  archived: "Diese Akte liegt im Archiv.", putBack: "Zurück in die Liste", cancel: "Abbrechen",
  document: "PDF", newWindow: "der ganzen Akte, in neuem Fenster",
  archivedOutOfReach: "Diese Akte liegt im Archiv. Dafür fehlt Ihnen die Rolle.",
  join: "Weiteres Fahrzeug",
  joinHint: "Bringen zwei Fahrzeuge denselben Patienten? Die gewählte Akte wird ein Teil dieser Akte, die Liste zeigt beide als eine. Es geht nichts verloren, und trennen lässt es sich jederzeit.",
  joinThis: "Zusammenführen", likely: "Passt vielleicht", others: "Weitere offene Akten", noOthers: "In diesem Postfach ist keine andere Akte offen.",
  vehicles: (count) => `Ein Patient, ${count} Fahrzeuge`, isPart: "Diese Akte ist Teil einer gemeinsamen Akte: Ein anderes Fahrzeug bringt denselben Patienten.",
  toWhole: "Zur gemeinsamen Akte", ownCase: "Eigene Akte", separate: "Trennen", from: (callsign) => `von ${callsign}`,
  reasons: {
    sameName: "gleicher Name", otherName: "anderer Name", sameBirth: "gleiches Geburtsdatum", otherBirth: "anderes Geburtsdatum", sameAge: "etwa gleiches Alter", otherSex: "anderes Geschlecht",
    sameKeyword: "gleiches Stichwort", apart: (minutes) => (minutes === 0 ? "gleiche Ankunftszeit" : `Ankunft ${minutes} min auseinander`),
  },
};

const en: DeedWords = {
  forbidden: "You lack the role for this. Nothing was changed. Ask the administration.",
  gone: "There is no such case any more, or you have no access to it. Nothing was changed.",
  conflict: "Not saved: somebody else has changed the case meanwhile. Look again, then decide.",
  notDone: "Not saved. Please try again.",
  archive: "Archive", archiveAnyway: "Archive anyway",
  stillComing: "The patient has not arrived yet. Once archived, the pre-notification is on nobody's list any more.",
  archived: "This case is in the archive.", putBack: "Back to the list", cancel: "Cancel",
  document: "PDF", newWindow: "of the whole case, in a new window",
  archivedOutOfReach: "This case is in the archive. You lack the role for it.",
  join: "Further vehicle",
  joinHint: "Do two vehicles bring the same patient? The case you choose becomes a part of this one, and the list shows both as one. Nothing is lost, and they can be separated at any time.",
  joinThis: "Join", likely: "May fit", others: "Other open cases", noOthers: "No other case of this mailbox is open.",
  vehicles: (count) => `One patient, ${count} vehicles`, isPart: "This case is part of a joint case: another vehicle brings the same patient.",
  toWhole: "To the joint case", ownCase: "Case of its own", separate: "Separate", from: (callsign) => `by ${callsign}`,
  reasons: {
    sameName: "same name", otherName: "different name", sameBirth: "same date of birth", otherBirth: "different date of birth", sameAge: "about the same age", otherSex: "different sex",
    sameKeyword: "same keyword", apart: (minutes) => (minutes === 0 ? "same time of arrival" : `arrivals ${minutes} min apart`),
  },
};

export const deedWords = (): DeedWords => (language.value === "de" ? de : en);
