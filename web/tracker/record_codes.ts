// Words for the record's coded values: German, English. An unknown code shows itself.
import { language } from "../shared/language";

type Pair = readonly [de: string, en: string];

const codes: Record<string, Pair> = {
  yes: ["ja", "yes"], no: ["nein", "no"], unknown: ["unbekannt", "unknown"], known: ["bekannt", "known"], reported: ["nach Angabe", "reported"],
  male: ["männlich", "male"], female: ["weiblich", "female"], diverse: ["divers", "diverse"],
  left: ["links", "left"], right: ["rechts", "right"], both: ["beidseits", "both"], middle: ["mittel", "middle"],
  other: ["Sonstiges", "other"], normal: ["unauffällig", "normal"], none: ["keine", "none"], not_assessable: ["nicht beurteilbar", "not assessable"],
  not_examined: ["nicht untersucht", "not examined"], initial: ["Erstbefund", "initial"], course: ["Verlauf", "course"], handover: ["Übergabe", "handover"],

  primary: ["Primäreinsatz", "primary"], transfer_planned: ["Verlegung, geplant", "planned transfer"], transfer_urgent: ["Verlegung, dringend", "urgent transfer"],
  intensive_transfer: ["Intensivverlegung", "intensive care transfer"], false_alarm: ["Fehleinsatz", "false alarm"],
  home: ["Wohnung", "home"], nursing_home: ["Pflegeheim", "nursing home"], workplace: ["Arbeitsplatz", "workplace"], practice: ["Arztpraxis", "practice"],
  street: ["Straße", "street"], public_space: ["öffentlicher Raum", "public space"], hospital: ["Krankenhaus", "hospital"], mass_event: ["Großveranstaltung", "mass event"],
  education: ["Bildungseinrichtung", "education"], sports: ["Sport", "sports"], birth_house: ["Geburtshaus", "birth house"],
  treated_on_scene: ["vor Ort behandelt", "treated on scene"], transport_without_physician: ["Transport ohne Arzt", "transport without physician"],
  transport_with_physician: ["Transport mit Arzt", "transport with physician"], air_transport_with_physician: ["Lufttransport mit Arzt", "air transport with physician"],
  handed_to_other_vehicle: ["an anderes Rettungsmittel", "handed to another vehicle"], no_patient: ["kein Patient", "no patient"],
  not_transportable: ["nicht transportfähig", "not transportable"], died_on_scene: ["vor Ort verstorben", "died on scene"],
  rtw: ["RTW", "ambulance (RTW)"], nef: ["NEF", "physician car (NEF)"], ktw: ["KTW", "patient transport (KTW)"], naw: ["NAW", "physician ambulance (NAW)"],
  rth: ["RTH", "helicopter (RTH)"], ith: ["ITH", "intensive care helicopter (ITH)"], itw: ["ITW", "intensive care ambulance (ITW)"], first_responder: ["Ersthelfer", "first responder"],

  emergency_department: ["Notaufnahme", "emergency department"], stroke_unit: ["Stroke Unit", "stroke unit"], chest_pain_unit: ["Chest Pain Unit", "chest pain unit"],
  trauma_centre: ["Traumazentrum", "trauma centre"], delivery_room: ["Kreißsaal", "delivery room"], intensive_care: ["Intensivstation", "intensive care"],
  paediatrics: ["Kinderklinik", "paediatrics"], not_announced: ["nicht angemeldet", "not announced"],
  estimated: ["geschätzt", "estimated"], wake_up: ["beim Erwachen", "wake-up"], recorded: ["erhoben", "recorded"], not_recorded: ["nicht erhoben", "not recorded"],
  none_known: ["keine bekannt", "none known"], suspected: ["Verdacht", "suspected"], confirmed: ["bestätigt", "confirmed"],

  narrow: ["eng", "narrow"], wide: ["weit", "wide"], distorted: ["entrundet", "distorted"], prompt: ["prompt", "prompt"], sluggish: ["träge", "sluggish"],
  alert: ["wach", "alert"], voice: ["auf Ansprache", "responds to voice"], pain: ["auf Schmerzreiz", "responds to pain"], unresponsive: ["bewusstlos", "unresponsive"],
  sedated: ["narkotisiert", "sedated"], free: ["frei", "free"], spasm: ["Spastik", "spasm"], stridor: ["Stridor", "stridor"], rales: ["Rasselgeräusche", "rales"],
  obstructed: ["verlegt", "obstructed"], can_swallow: ["kann schlucken", "can swallow"], abnormal: ["auffällig", "abnormal"], dyspnoea: ["Dyspnoe", "dyspnoea"],
  cyanosis: ["Zyanose", "cyanosis"], gasping: ["Schnappatmung", "gasping"], ventilated: ["beatmet", "ventilated"], apnoea: ["Apnoe", "apnoea"],
  hyperventilation: ["Hyperventilation", "hyperventilation"], bleeding: ["Blutung", "bleeding"], pulse_regular: ["Puls regelmäßig", "pulse regular"],
  pulse_irregular: ["Puls unregelmäßig", "pulse irregular"], pulse_not_palpable: ["Puls nicht tastbar", "pulse not palpable"],
  capillary_refill_prolonged: ["Rekapillarisierung verlängert", "capillary refill prolonged"], oedema: ["Ödeme", "oedema"], cold_sweaty: ["kaltschweißig", "cold and sweaty"],
  decubitus: ["Dekubitus", "decubitus"], tenting: ["stehende Hautfalten", "tenting"], exanthema: ["Exanthem", "exanthema"], confused: ["verwirrt", "confused"],
  slowed: ["verlangsamt", "slowed"], suicidal: ["suizidal", "suicidal"], aggressive: ["aggressiv", "aggressive"], agitated: ["erregt", "agitated"],
  euphoric: ["euphorisch", "euphoric"], depressed: ["depressiv", "depressed"], delusional: ["wahnhaft", "delusional"], anxious: ["ängstlich", "anxious"], restless: ["unruhig", "restless"],
  sinus: ["Sinusrhythmus", "sinus rhythm"], sinus_bradycardia: ["Sinusbradykardie", "sinus bradycardia"], sinus_tachycardia: ["Sinustachykardie", "sinus tachycardia"],
  atrial_fibrillation: ["Vorhofflimmern", "atrial fibrillation"], atrial_flutter: ["Vorhofflattern", "atrial flutter"], svt: ["SVT", "SVT"], av_block: ["AV-Block", "AV block"],
  ventricular_tachycardia: ["Kammertachykardie", "ventricular tachycardia"], ventricular_fibrillation: ["Kammerflimmern", "ventricular fibrillation"], pea: ["PEA", "PEA"],
  asystole: ["Asystolie", "asystole"], pacemaker: ["Schrittmacher", "pacemaker"],

  traffic: ["Verkehr", "traffic"], work: ["Arbeit", "work"], violence: ["Gewalt", "violence"], self_harm: ["Selbstverletzung", "self-harm"],
  head: ["Kopf", "head"], face: ["Gesicht", "face"], neck: ["Hals", "neck"], cervical_spine: ["HWS", "cervical spine"], thorax: ["Thorax", "thorax"],
  abdomen: ["Abdomen", "abdomen"], thoracic_lumbar_spine: ["BWS/LWS", "thoracic/lumbar spine"], pelvis: ["Becken", "pelvis"],
  upper_extremity: ["obere Extremität", "upper extremity"], lower_extremity: ["untere Extremität", "lower extremity"], soft_tissue: ["Weichteile", "soft tissue"], skin: ["Haut", "skin"],
  light: ["leicht", "light"], moderate: ["mittel", "moderate"], severe: ["schwer", "severe"], deadly: ["tödlich", "deadly"], blunt: ["stumpf", "blunt"],
  penetrating: ["penetrierend", "penetrating"], burn: ["Verbrennung", "burn"], scald: ["Verbrühung", "scald"], chemical: ["Verätzung", "chemical"],
  amputation: ["Amputation", "amputation"], fracture_closed: ["geschlossene Fraktur", "closed fracture"], fracture_open: ["offene Fraktur", "open fracture"], wound: ["Wunde", "wound"],

  device: ["Gerät", "device"], manual: ["manuell", "manual"], calculated: ["berechnet", "calculated"], unusual: ["ungewöhnlich", "unusual"], artefact: ["Artefakt", "artefact"],
  above_range: ["über Messbereich", "above range"], below_range: ["unter Messbereich", "below range"], uncertain: ["unsicher", "uncertain"],
  eye: ["Augen", "eyes"], verbal: ["verbal", "verbal"], motor: ["Motorik", "motor"],

  iv: ["i.v.", "i.v."], io: ["i.o.", "i.o."], im: ["i.m.", "i.m."], sc: ["s.c.", "s.c."], po: ["oral", "oral"], sublingual: ["sublingual", "sublingual"],
  nasal: ["nasal", "nasal"], inhaled: ["inhalativ", "inhaled"], rectal: ["rektal", "rectal"], buccal: ["bukkal", "buccal"], topical: ["topisch", "topical"],
  crew: ["Team", "crew"], physician: ["Notarzt", "physician"], self: ["selbst", "self"],
  peripheral_vein: ["periphervenös", "peripheral vein"], central_vein: ["zentralvenös", "central vein"], intraosseous: ["intraossär", "intraosseous"],
  arterial: ["arteriell", "arterial"], port: ["Port", "port"], cleared: ["freigemacht", "cleared"], suction: ["abgesaugt", "suction"], laryngoscopy: ["Laryngoskopie", "laryngoscopy"],
  video_laryngoscopy: ["Videolaryngoskopie", "video laryngoscopy"], intubation: ["Intubation", "intubation"], supraglottic: ["supraglottisch", "supraglottic"],
  oropharyngeal_tube: ["Guedel-Tubus", "oropharyngeal tube"], nasopharyngeal_tube: ["Wendl-Tubus", "nasopharyngeal tube"], cricothyrotomy: ["Koniotomie", "cricothyrotomy"],
  chest_decompression: ["Entlastungspunktion", "chest decompression"], spontaneous: ["spontan", "spontaneous"], controlled: ["kontrolliert", "controlled"],
  assisted: ["assistiert", "assisted"], cpap: ["CPAP", "CPAP"], mechanical: ["maschinell", "mechanical"], demand_valve: ["Demand-Ventil", "demand valve"], rebreathing: ["Rückatmung", "rebreathing"],
  monophasic: ["monophasisch", "monophasic"], biphasic: ["biphasisch", "biphasic"], rosc: ["ROSC", "ROSC"], ongoing: ["laufend", "ongoing"], died: ["verstorben", "died"], not_started: ["nicht begonnen", "not started"],
  supine: ["flach", "supine"], head_up: ["Oberkörper hoch", "head up"], semi_sitting: ["halbsitzend", "semi-sitting"], sitting: ["sitzend", "sitting"], shock: ["Schocklage", "shock position"],
  recovery: ["stabile Seitenlage", "recovery position"], left_lateral: ["Linksseitenlage", "left lateral"], abdominal_relief: ["Bauchdecke entlastet", "abdominal relief"],
  legs_low: ["Beine tief", "legs low"], prone: ["Bauchlage", "prone"], collar: ["HWS-Orthese", "collar"], vacuum_mattress: ["Vakuummatratze", "vacuum mattress"],
  spine_board: ["Spineboard", "spine board"], scoop: ["Schaufeltrage", "scoop"], splint: ["Schiene", "splint"], traction_splint: ["Extensionsschiene", "traction splint"],
  pelvic_binder: ["Beckenschlinge", "pelvic binder"], extrication_device: ["Rettungskorsett", "extrication device"], pressure_dressing: ["Druckverband", "pressure dressing"],
  tourniquet: ["Tourniquet", "tourniquet"], haemostatic: ["Hämostyptikum", "haemostatic"], wound_packing: ["Wundtamponade", "wound packing"],
  better: ["besser", "better"], same: ["gleich", "same"], worse: ["schlechter", "worse"], emergency_physician: ["Notarztprotokoll", "emergency physician's protocol"],
  ambulance: ["Rettungsdienstprotokoll", "ambulance protocol"], transfer: ["Verlegungsprotokoll", "transfer protocol"],
  redirected: ["umgeleitet", "redirected"], transport_refused: ["Transport verweigert", "transport refused"], entered_in_error: ["irrtümlich erfasst", "entered in error"],
  duplicate: ["doppelt", "duplicate"], no_transport: ["kein Transport", "no transport"],
};

export function codeWord(code: string): string {
  const pair = Object.hasOwn(codes, code) ? codes[code] : undefined;
  return pair ? pair[language.value === "de" ? 0 : 1] : code;
}

/** For the test that proves completeness. */
export const coded = (code: string): boolean => code in codes;
