// The flags of an arrival in full. A wall display has room for the short ones only (shared/arrival_words.ts).
import type { Flag } from "../shared/arrival";
import { language } from "../shared/language";

type FlagWords = Record<Flag, string>;

const de: FlagWords = {
  cpr: "Reanimation", intubated: "intubiert", ventilated: "beatmet", catecholamines: "Katecholamine",
  infectious: "infektiös", isolation: "Isolation", pregnant: "schwanger", child: "Kind", stemi: "STEMI",
  lysis_window: "Lysefenster", mass_casualty: "Massenanfall", burn: "Verbrennung", resuscitation_room: "Schockraum",
  trauma_team: "Traumateam", stroke_team: "Stroke-Team", cath_lab: "Herzkatheter", ecmo: "ECMO",
  physician_escort: "Notarztbegleitung", air_transport: "Lufttransport", bariatric: "Schwerlast", violence: "Gewalt",
  work_accident: "Arbeitsunfall",
};

const en: FlagWords = {
  cpr: "CPR", intubated: "intubated", ventilated: "ventilated", catecholamines: "catecholamines",
  infectious: "infectious", isolation: "isolation", pregnant: "pregnant", child: "child", stemi: "STEMI",
  lysis_window: "lysis window", mass_casualty: "mass casualty", burn: "burn", resuscitation_room: "resuscitation room",
  trauma_team: "trauma team", stroke_team: "stroke team", cath_lab: "cath lab", ecmo: "ECMO",
  physician_escort: "physician on board", air_transport: "by air", bariatric: "bariatric", violence: "violence",
  work_accident: "work accident",
};

export const flagWords = (): FlagWords => (language.value === "de" ? de : en);
