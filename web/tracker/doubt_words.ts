// Words for what is implausible in a record, and for a record that is not what came.
import { language } from "../shared/language";
import type { Doubt } from "./api";

interface DoubtWords {
  mark: string;
  notDrawn: string;
  all: (count: number) => string;
  altered: string;
  alteredVersion: string;
  why: Record<Doubt, string>;
}

const de: DoubtWords = {
  mark: "unplausibel: bitte prüfen", notDrawn: "Nicht gezeichnet, weil unplausibel:",
  all: (count) => (count === 1 ? "Eine Angabe ist unplausibel: bitte prüfen" : `${count} Angaben sind unplausibel: bitte prüfen`),
  altered: "Achtung: Diese Daten wurden nach dem Empfang in der Datenbank verändert. Sie sind nicht das, was der Rettungsdienst gesendet hat. Bitte dort nachfragen und die IT verständigen.",
  alteredVersion: "nach dem Empfang verändert",
  why: {
    out_of_range: "kaum mit dem Leben vereinbar oder falsch gemessen", sum_differs: "Summe passt nicht zu den Einzelwerten", order: "früher als der Schritt davor",
    check_digit: "Prüfziffer stimmt nicht", future: "liegt in der Zukunft", contradiction: "widerspricht einer anderen Angabe",
  },
};

const en: DoubtWords = {
  mark: "implausible: please check", notDrawn: "Not drawn because implausible:",
  all: (count) => (count === 1 ? "One entry is implausible: please check" : `${count} entries are implausible: please check`),
  altered: "Careful: these data were changed in the database after they came. They are not what the crew sent. Please ask the crew, and tell your IT.",
  alteredVersion: "changed after it came",
  why: {
    out_of_range: "hardly compatible with life, or measured wrongly", sum_differs: "the sum is not that of its items", order: "earlier than the step before it",
    check_digit: "the check digit is wrong", future: "lies in the future", contradiction: "contradicts another entry",
  },
};

export const doubtWords = (): DoubtWords => (language.value === "de" ? de : en);
