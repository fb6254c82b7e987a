// Labels of the record's members: German, English. A member without a label shows its own name, so that nothing is hidden.
import { language } from "../shared/language";

type Pair = readonly [de: string, en: string];

const labels: Record<string, Pair> = {
  patient: ["Patient", "Patient"], insurance: ["Versicherung", "Insurance"], mission: ["Einsatz", "Mission"], times: ["Zeiten", "Times"],
  crew: ["Besatzung", "Crew"], callback: ["Rückruf", "Call back"], pre_notification: ["Angaben zur Voranmeldung", "Details of the pre-notification"],
  questionnaire: ["Abfrage", "Questionnaire"], history: ["Vorgeschichte", "History"], findings: ["Befunde", "Findings"],
  injuries: ["Verletzungen", "Injuries"], measurements: ["Messwerte", "Measurements"], scores: ["Scores", "Scores"],
  medication: ["Medikation", "Medication"], measures: ["Maßnahmen", "Measures"], handover: ["Übergabe", "Handover"],
  protocols: ["Protokolle", "Protocols"], mind: ["MIND-Datensatz", "MIND data set"], remarks: ["Bemerkungen", "Remarks"],
  position: ["Position", "Position"], assignment: ["Zuweisung", "Assignment"], cancellation: ["Stornierung", "Cancellation"],
  telemetry: ["Telemetrie", "Telemetry"], arrival: ["Ankunft", "Arrival"],

  eta: ["erwartet", "Expected at"], eta_source: ["Quelle der Ankunftszeit", "Source of the time"], priority: ["Priorität", "Priority"], flags: ["Merkmale", "Flags"],
  age: ["Alter", "Age"], destination: ["Ziel", "Destination"], callsign: ["Rufname", "Callsign"],

  identity: ["Identität", "Identity"], family_name: ["Name", "Family name"], given_name: ["Vorname", "Given name"],
  name_affix: ["Namenszusatz", "Name affix"], birth_date: ["Geburtsdatum", "Date of birth"],
  birth_date_estimated: ["Geburtsdatum geschätzt", "Date of birth estimated"], age_years: ["Alter in Jahren", "Age in years"],
  age_months: ["Alter in Monaten", "Age in months"], sex: ["Geschlecht", "Sex"], street: ["Straße", "Street"],
  house_number: ["Hausnummer", "House number"], postal_code: ["Postleitzahl", "Postal code"], city: ["Ort", "City"], country: ["Land", "Country"],
  company: ["Krankenkasse", "Insurer"], company_id: ["Kassennummer", "Insurer id"], insurant_number: ["Versichertennummer", "Insurant number"],
  status: ["Status", "Status"], private: ["privat versichert", "Privately insured"], exempt: ["zuzahlungsbefreit", "Exempt from co-payment"],
  read_from_card: ["von der Karte gelesen", "Read from card"],

  number: ["Nummer", "Number"], date: ["Datum", "Date"], keyword: ["Stichwort", "Keyword"], type: ["Art", "Type"],
  site_type: ["Einsatzort", "Site"], transport_from: ["Transport von", "Transport from"], transport_to: ["Transport nach", "Transport to"],
  care: ["Versorgung", "Care"], resources: ["Rettungsmittel", "Vehicles"], signal_transport: ["mit Sondersignal", "Lights and siren"],

  alarm: ["Alarm", "Alarm"], status_1: ["Status 1, frei über Funk", "Status 1, free via radio"], status_2: ["Status 2, frei auf Wache", "Status 2, free at station"],
  status_3: ["Status 3, auf Anfahrt", "Status 3, on the way"], status_4: ["Status 4, am Einsatzort", "Status 4, on scene"],
  status_7: ["Status 7, Patient aufgenommen", "Status 7, patient on board"], status_8: ["Status 8, am Ziel", "Status 8, at destination"],
  at_patient: ["beim Patienten", "At the patient"], physician_alarm: ["Alarm Notarzt", "Physician alarmed"],
  physician_at_patient: ["Notarzt beim Patienten", "Physician at the patient"], handed_over: ["übergeben", "Handed over"],

  vehicle_callsign: ["Rufname", "Callsign"], vehicle_type: ["Fahrzeug", "Vehicle"], vehicle_phone: ["Telefon Fahrzeug", "Vehicle phone"],
  driver: ["Fahrer", "Driver"], attendant: ["Beifahrer", "Attendant"], trainees: ["Praktikanten", "Trainees"], physician: ["Notarzt", "Physician"],
  qualification: ["Qualifikation", "Qualification"], vehicle: ["Fahrzeug", "Vehicle"], control_centre: ["Leitstelle", "Control centre"],
  relatives: ["Angehörige", "Relatives"], relatives_name: ["Angehörige, Name", "Relatives, name"],

  diagnosis: ["Diagnose", "Diagnosis"], diagnosis_code: ["Code", "Code"], diagnosis_catalogue: ["Katalog", "Catalogue"], text: ["Text", "Text"],
  announced_to: ["angemeldet bei", "Announced to"], announced_at: ["angemeldet um", "Announced at"], spoken_with: ["gesprochen mit", "Spoken with"],
  estimated_arrival: ["Ankunft laut Team", "Arrival by crew"], calculated_arrival: ["Ankunft berechnet", "Arrival calculated"],

  onset_at: ["Ereigniszeitpunkt", "Onset at"], onset: ["Beginn", "Onset"], last_seen_well_at: ["zuletzt gesund gesehen", "Last seen well at"],
  last_seen_well: ["Angabe dazu", "Last seen well"], pre_mrs: ["Vorzustand (mRS)", "Prior state (mRS)"],
  anticoagulants: ["Antikoagulanzien", "Anticoagulants"], taken: ["eingenommen", "Taken"], substances: ["Wirkstoffe", "Substances"],
  last_taken_at: ["letzte Einnahme", "Last taken at"], pain: ["Schmerz", "Pain"], nrs: ["Stärke (NRS)", "Severity (NRS)"],
  nrs_status: ["Erhebung", "Assessment"], location: ["Ort", "Location"], radiation: ["Ausstrahlung", "Radiation"],
  character: ["Charakter", "Character"], since: ["seit", "Since"], stemi: ["STEMI", "STEMI"],
  infarction: ["früherer Herzinfarkt", "Previous infarction"], bypass: ["Bypass", "Bypass"], catheter: ["früherer Herzkatheter", "Previous catheter"],
  catecholamines: ["Katecholamine", "Catecholamines"], intubation: ["Intubation", "Intubation"], resuscitation: ["Reanimation", "Resuscitation"],
  rosc_at: ["ROSC um", "ROSC at"], infection: ["Infektion", "Infection"], pathogens: ["Erreger", "Pathogens"], isolation: ["Isolation", "Isolation"],
  pregnant: ["schwanger", "Pregnant"], week_of_pregnancy: ["Schwangerschaftswoche", "Week of pregnancy"], be_fast: ["BE-FAST", "BE-FAST"],
  balance: ["Gleichgewicht", "Balance"], eyes: ["Augen", "Eyes"], face: ["Gesicht", "Face"], arm: ["Arm", "Arm"], speech: ["Sprache", "Speech"],
  side: ["Seite", "Side"], first_responder: ["Ersthelfer", "First responder"], present: ["vorhanden", "Present"], organisation: ["Organisation", "Organisation"],
  bystander_cpr: ["Laienreanimation", "Bystander CPR"], collapse_witnessed: ["Kollaps beobachtet", "Collapse witnessed"],

  illnesses: ["Vorerkrankungen", "Illnesses"], illness: ["Erkrankung", "Illness"], regular_medication: ["Dauermedikation", "Regular medication"],
  allergies: ["Allergien", "Allergies"], last_meal_at: ["letzte Mahlzeit", "Last meal at"],

  at: ["Zeit", "Time"], phase: ["Abschnitt", "Phase"], consciousness: ["Bewusstsein", "Consciousness"], airway: ["Atemweg", "Airway"],
  breathing: ["Atmung", "Breathing"], breathing_text: ["Atmung, Text", "Breathing, text"], circulation: ["Kreislauf", "Circulation"],
  capillary_refill_s: ["Rekapillarisierung in s", "Capillary refill in s"], skin: ["Haut", "Skin"], skin_text: ["Haut, Text", "Skin, text"],
  psyche: ["Psyche", "Psyche"], psyche_text: ["Psyche, Text", "Psyche, text"], pupils: ["Pupillen", "Pupils"], left: ["links", "Left"], right: ["rechts", "Right"],
  size: ["Weite", "Size"], size_mm: ["Weite in mm", "Size in mm"], light_reaction: ["Lichtreaktion", "Light reaction"], ecg: ["EKG-Befund", "ECG finding"],
  rhythm: ["Rhythmus", "Rhythm"], leads: ["Ableitungen", "Leads"],

  related_to: ["im Zusammenhang mit", "Related to"], pattern: ["Muster", "Pattern"], mechanism: ["Mechanismus", "Mechanism"], course: ["Hergang", "Course"],
  burn_body_surface_percent: ["verbrannte Körperoberfläche in %", "Burnt body surface in %"], inhalation_injury: ["Inhalationstrauma", "Inhalation injury"],
  sites: ["Lokalisation", "Sites"], region: ["Region", "Region"], severity: ["Schwere", "Severity"], kind: ["Art", "Kind"],

  code: ["Code", "Code"], name: ["Name", "Name"], value: ["Wert", "Value"], unit: ["Einheit", "Unit"], method: ["Verfahren", "Method"], flag: ["Markierung", "Mark"],

  gcs: ["Glasgow Coma Scale", "Glasgow Coma Scale"], eye: ["Augen", "Eyes"], verbal: ["Verbal", "Verbal"], motor: ["Motorik", "Motor"],
  not_testable: ["nicht prüfbar", "Not testable"], sum: ["Summe", "Sum"], pees: ["PEES", "PEES"], eyes_open: ["Augen geöffnet", "Eyes open"],
  gaze_deviation: ["Blickwendung", "Gaze deviation"], one_sided_stiffness: ["einseitig steifer Arm oder Bein", "One-sided stiffness"],
  one_sided_twitching: ["einseitige Zuckungen", "One-sided twitching"], automatisms_confusion: ["Automatismen mit Verwirrtheit", "Automatisms with confusion"],
  seizure_over_30_s: ["Anfall über 30 s", "Seizure over 30 s"], impaired_over_3_min: ["Bewusstseinsstörung über 3 min", "Impaired over 3 min"],
  tongue_bite: ["Zungenbiss", "Tongue bite"], known_epilepsy: ["Epilepsie bekannt", "Known epilepsy"], four_i_ss: ["4I-SS", "4I-SS"],
  vigilance: ["Vigilanz", "Vigilance"], gaze_head: ["Kopf- und Blickwendung", "Head and gaze deviation"], hemiparesis: ["Hemiparese", "Hemiparesis"],
  snihss_ems: ["sNIHSS-EMS", "sNIHSS-EMS"], leg: ["Bein", "Leg"], arm_left: ["Arm links", "Left arm"], arm_right: ["Arm rechts", "Right arm"],
  leg_left: ["Bein links", "Left leg"], leg_right: ["Bein rechts", "Right leg"], sensation: ["Sensibilität", "Sensation"], language: ["Aphasie", "Language"],
  dysarthria: ["verwaschene Sprache", "Dysarthria"], naca: ["NACA", "NACA"], apgar: ["Apgar", "Apgar"], minute: ["Minute", "Minute"],
  appearance: ["Aussehen", "Appearance"], pulse: ["Puls", "Pulse"], grimace: ["Reflexe", "Grimace"], activity: ["Muskeltonus", "Activity"], respiration: ["Atmung", "Respiration"],

  none_given: ["keine Medikation", "No medication"], given: ["gegeben", "Given"], form: ["Gabe", "Route"], dose: ["Dosis", "Dose"],
  rate_ml_per_h: ["Flussrate in ml/h", "Rate in ml/h"], concentration: ["Konzentration", "Concentration"], ended_at: ["beendet", "Ended at"], by: ["durch", "By"],

  accesses: ["Zugänge", "Accesses"], site: ["Stelle", "Site"], gauge: ["Größe", "Gauge"], count: ["Anzahl", "Count"], airway_at: ["Atemweg, Zeit", "Airway at"],
  tube_size_mm: ["Tubus in mm", "Tube in mm"], tube_depth_cm: ["Tubustiefe in cm", "Tube depth in cm"], ventilation: ["Beatmung", "Ventilation"],
  modes: ["Form", "Modes"], oxygen_l_per_min: ["Sauerstoff in l/min", "Oxygen in l/min"], fio2_percent: ["FiO₂ in %", "FiO₂ in %"],
  peep_mbar: ["PEEP in mbar", "PEEP in mbar"], tidal_volume_ml: ["Tidalvolumen in ml", "Tidal volume in ml"], rate_per_min: ["Frequenz je min", "Rate per min"],
  defibrillation: ["Defibrillation", "Defibrillation"], waveform: ["Impulsform", "Waveform"], shocks: ["Schocks", "Shocks"], joule: ["Joule", "Joule"],
  cardioversion: ["Kardioversion", "Cardioversion"], shock_count: ["Anzahl Schocks", "Number of shocks"], pacer: ["Schrittmacher", "Pacer"],
  current_ma: ["Stromstärke in mA", "Current in mA"], started_at: ["begonnen", "Started at"], mechanical_device: ["mechanische Hilfe", "Mechanical device"],
  outcome: ["Ergebnis", "Outcome"], positioning: ["Lagerung", "Positioning"], immobilisation: ["Ruhigstellung", "Immobilisation"],
  bleeding_control: ["Blutstillung", "Bleeding control"], warming: ["Wärmeerhalt", "Warming"], cooling: ["Kühlung", "Cooling"],
  blood_glucose_treated: ["Blutzucker behandelt", "Blood glucose treated"], omitted: ["bewusst unterlassen", "Deliberately omitted"], other: ["Sonstiges", "Other"],

  place: ["Ort", "Place"], condition: ["Zustand", "Condition"], received_by: ["übernommen von", "Received by"], signature: ["Unterschrift", "Signature"],
  signed_by: ["unterschrieben von", "Signed by"], signed_at: ["unterschrieben um", "Signed at"], valuables: ["Wertsachen", "Valuables"], escort: ["Begleitung", "Escort"],
  version: ["Fassung", "Version"], final: ["abgeschlossen", "Final"], created_at: ["erstellt", "Created at"], author: ["Verfasser", "Author"],
  values: ["Werte", "Values"], element: ["Element", "Element"], attachment: ["Anhang", "Attachment"],
  latitude: ["Breite", "Latitude"], longitude: ["Länge", "Longitude"], accuracy_m: ["Genauigkeit in m", "Accuracy in m"], speed_km_per_h: ["km/h", "km/h"],
  department: ["Fachabteilung", "Department"], assigned_at: ["zugewiesen um", "Assigned at"], system: ["System", "System"], reason: ["Grund", "Reason"],
  new_destination: ["neues Ziel", "New destination"], vendor: ["Hersteller", "Vendor"],
};

export function label(member: string): string {
  const pair = labels[member];
  return pair ? pair[language.value === "de" ? 0 : 1] : member.replace(/_/g, " ");
}

/** For the test that proves completeness. */
export const labelled = (member: string): boolean => member in labels;
