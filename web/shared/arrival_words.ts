// Words for an arrival, used on the board and in the tracker.
import type { EtaSource, Flag, Priority, Sex } from "./arrival";
import { language } from "./language";

interface ArrivalWords {
  /** At most nine letters: a wall display has no room for more. */
  flagShort: Record<Flag, string>;
  priority: Record<Priority, string>;
  source: Record<EtaSource, string>;
  sexShort: Record<Sex, string>;
  years: (age: number) => string;
}

const de: ArrivalWords = {
  flagShort: {
    cpr: "REA", intubated: "INT", ventilated: "BEATMET", catecholamines: "KATECHOL", infectious: "INFEKT", isolation: "ISO",
    pregnant: "SCHWANGER", child: "KIND", stemi: "STEMI", lysis_window: "LYSE", mass_casualty: "MANV", burn: "BRAND",
    resuscitation_room: "SR", trauma_team: "TRAUMA", stroke_team: "STROKE", cath_lab: "HKL", ecmo: "ECMO",
    physician_escort: "NA", air_transport: "LUFT", bariatric: "XXL", violence: "GEWALT", work_accident: "BG",
  },
  priority: { sk1: "Priorität 1, rot", sk2: "Priorität 2, gelb", sk3: "Priorität 3, grün", none: "ohne Priorität" },
  source: { gps: "GPS", crew: "Team", plan: "Plan" },
  sexShort: { male: "m", female: "w", diverse: "div.", unknown: "" },
  years: (age) => (age >= 90 ? "90+ J." : `${age} J.`),
};

const en: ArrivalWords = {
  flagShort: {
    cpr: "CPR", intubated: "INT", ventilated: "VENT", catecholamines: "PRESSORS", infectious: "INFECT", isolation: "ISO",
    pregnant: "PREGNANT", child: "CHILD", stemi: "STEMI", lysis_window: "LYSIS", mass_casualty: "MCI", burn: "BURN",
    resuscitation_room: "RESUS", trauma_team: "TRAUMA", stroke_team: "STROKE", cath_lab: "CATH", ecmo: "ECMO",
    physician_escort: "PHYS", air_transport: "AIR", bariatric: "BARIATRIC", violence: "VIOLENCE", work_accident: "WORK",
  },
  priority: { sk1: "priority 1, red", sk2: "priority 2, yellow", sk3: "priority 3, green", none: "no priority" },
  source: { gps: "GPS", crew: "crew", plan: "plan" },
  sexShort: { male: "m", female: "f", diverse: "div.", unknown: "" },
  years: (age) => (age >= 90 ? "90+ y" : `${age} y`),
};

export const arrivalWords = (): ArrivalWords => (language.value === "de" ? de : en);

/** "67 J. m"; the age always with its unit. */
export function ageAndSex(arrival: { age?: number | null; sex?: Sex | null }): string {
  const words = arrivalWords();
  const age = typeof arrival.age === "number" ? words.years(arrival.age) : "";
  return [age, arrival.sex ? words.sexShort[arrival.sex] : ""].filter(Boolean).join(" ");
}
