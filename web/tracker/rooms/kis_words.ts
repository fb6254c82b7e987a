// Words of KIS import.
import { language } from "../../shared/language";
import type { Candidate, Matches, MatchField } from "./kis_api";

interface KisWords {
  title: string;
  advice: Record<Matches["advice"], string>;
  sent: string;
  his: string;
  verdict: string;
  fields: Record<MatchField["field"], string>;
  verdicts: Record<MatchField["verdict"], string>;
  levels: Record<Candidate["level"], string>;
  visit: string;
  visitStates: Record<NonNullable<Candidate["visit"]>["state"], string>;
  warnings: Record<string, string>;
  compared: string;
  comparedDespite: string;
  link: string;
  unlink: string;
  linkedWith: string;
  unknownPerson: string;
  sayUnknown: string;
  search: string;
  searchNow: string;
  conflict: string;
  notDone: string;
}

const de: KisWords = {
  title: "KIS-Übernahme",
  advice: { clear: "Der erste Vorschlag passt deutlich am besten. Bitte Name und Geburtsdatum vergleichen.", choose: "Mehrere kommen in Frage. Bitte genau vergleichen.", none: "Kein passender Patient gefunden." },
  sent: "Rettungsdienst", his: "KIS", verdict: "Vergleich",
  fields: { insurant_number: "Versichertennummer", last_name: "Name", first_name: "Vorname", birth_date: "Geburtsdatum", sex: "Geschlecht", address: "Anschrift" },
  verdicts: { equal: "gleich", similar: "ähnlich", part: "teilweise", swapped: "vertauscht", different: "verschieden", missing: "fehlt" },
  levels: { strong: "passt", likely: "wahrscheinlich", possible: "möglich", weak: "schwach" },
  visit: "Fall", visitStates: { expected: "erwartet", present: "aufgenommen", discharged: "entlassen", cancelled: "storniert" },
  warnings: {
    insurant_number_contradicts: "Die Versichertennummern widersprechen sich.", name_contradicts: "Die Namen widersprechen sich.", birth_date_contradicts: "Die Geburtsdaten widersprechen sich.",
    sex_contradicts: "Das Geschlecht widerspricht sich.", insurant_number_wrong: "Die Prüfziffer der Versichertennummer ist falsch; sie wurde nicht verwendet.",
    twin: "Gleicher Name und Geburtstag, anderer Vorname: Zwilling?", patient_merged: "Diese Patientennummer wurde im KIS zusammengeführt.", visit_cancelled: "Der Fall ist storniert.",
    visit_ended: "Der Fall ist beendet.", not_the_time: "Die Aufnahme passt zeitlich nicht zur Ankunft.", too_little: "Es ist zu wenig bekannt.",
    linked_elsewhere: "Dieser Fall ist schon mit einer anderen Voranmeldung verknüpft.", patient_gone: "Der Patient ist im KIS nicht mehr vorhanden.",
  },
  compared: "Ich habe Name und Geburtsdatum verglichen.", comparedDespite: "Ich habe Name und Geburtsdatum verglichen und verknüpfe trotz der Warnungen.",
  link: "Verknüpfen", unlink: "Verknüpfung zurücknehmen", linkedWith: "Verknüpft mit Patient", unknownPerson: "Unbekannte Person: kein passender Patient", sayUnknown: "Kein passender Patient",
  search: "Patienten-, Fall- oder Versichertennummer, Anfang des Namens", searchNow: "Im KIS suchen",
  conflict: "Nicht verknüpft: Es hat sich inzwischen etwas geändert, oder der Vergleich warnt. Bitte neu ansehen.", notDone: "Nicht gespeichert. Bitte erneut versuchen.",
};

const en: KisWords = {
  title: "HIS import",
  advice: { clear: "The first suggestion fits clearly best. Compare name and date of birth.", choose: "Several are possible. Compare closely.", none: "No fitting patient was found." },
  sent: "Ambulance", his: "HIS", verdict: "Comparison",
  fields: { insurant_number: "Insurance number", last_name: "Name", first_name: "First name", birth_date: "Date of birth", sex: "Sex", address: "Address" },
  verdicts: { equal: "equal", similar: "similar", part: "in part", swapped: "swapped", different: "different", missing: "missing" },
  levels: { strong: "fits", likely: "likely", possible: "possible", weak: "weak" },
  visit: "Visit", visitStates: { expected: "expected", present: "admitted", discharged: "discharged", cancelled: "cancelled" },
  warnings: {
    insurant_number_contradicts: "The insurance numbers contradict each other.", name_contradicts: "The names contradict each other.", birth_date_contradicts: "The dates of birth contradict each other.",
    sex_contradicts: "The sex contradicts.", insurant_number_wrong: "The check digit of the insurance number is wrong; it was not used.",
    twin: "Same name and birthday, another first name: a twin?", patient_merged: "This patient number was merged in the HIS.", visit_cancelled: "The visit is cancelled.",
    visit_ended: "The visit has ended.", not_the_time: "The admission does not fit the time of arrival.", too_little: "Too little is known.",
    linked_elsewhere: "This visit is already linked with another pre-notification.", patient_gone: "The patient is no longer in the HIS.",
  },
  compared: "I have compared name and date of birth.", comparedDespite: "I have compared name and date of birth, and link despite the warnings.",
  link: "Link", unlink: "Take the link back", linkedWith: "Linked with patient", unknownPerson: "Unknown person: no fitting patient", sayUnknown: "No fitting patient",
  search: "Patient, visit or insurance number, beginning of the name", searchNow: "Search the HIS",
  conflict: "Not linked: something has changed meanwhile, or the comparison warns. Look again.", notDone: "Not saved. Please try again.",
};

export const kisWords = (): KisWords => (language.value === "de" ? de : en);
