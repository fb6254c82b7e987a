// Arrivals a paramedic would recognise, timed from now.
const inMinutes = (minutes) => new Date(Date.now() + minutes * 60_000 + 20_000).toISOString();

export const typicalArrivals = () => [
  [{ eta: inMinutes(-3), eta_source: "gps", priority: "sk1", keyword: "STEMI Hinterwand", age: 67, sex: "male", flags: ["stemi", "cath_lab", "physician_escort"], destination: "Herzkatheter", callsign: "RTW Musterstadt 83-2", text: "Hinterwand-STEMI, Schmerz seit 12:50, kreislaufstabil" }, { state: "new", receivedMinutesAgo: 14 }],
  [{ eta: inMinutes(4), eta_source: "gps", priority: "sk1", keyword: "Polytrauma, Verkehrsunfall Pkw gegen Lkw", age: 34, sex: "female", flags: ["intubated", "ventilated", "catecholamines", "trauma_team", "air_transport"], destination: "Schockraum 1", callsign: "Christoph 99", text: "Thorax instabil, Becken instabil, RR 80 unter Noradrenalin" }, { state: "ready", receivedMinutesAgo: 1 }],
  [{ eta: inMinutes(9), eta_source: "crew", priority: "sk1", keyword: "Schlaganfall, Lysefenster", age: 74, sex: "female", flags: ["stroke_team", "lysis_window"], destination: "CT", callsign: "RTW Musterstadt 83-1", text: "Hemiparese links, LSW 12:40" }, { state: "seen", receivedMinutesAgo: 12 }],
  [{ eta: inMinutes(3), eta_source: "crew", priority: "sk2", keyword: "Sepsis", age: 81, sex: "male", flags: ["infectious", "isolation"], callsign: "RTW Südtal 83-3", text: "Fieber 39,8, verwirrt, qSOFA 3" }, { state: "new", receivedMinutesAgo: 2 }],
  [{ eta: inMinutes(15), eta_source: "plan", priority: "sk3", keyword: "Sprunggelenk, Distorsion", age: 19, sex: "diverse", callsign: "KTW Ostdorf 85-1", text: "Sturz beim Sport" }, { state: "updated", receivedMinutesAgo: 1 }],
];

export const settledArrivals = () => [
  [{ eta: inMinutes(25), eta_source: "crew", priority: "sk3", keyword: "Übelkeit und Erbrechen", age: 45, sex: "male", callsign: "KTW 85-1" }, { state: "cancelled", receivedMinutesAgo: 10 }],
  [{ eta: inMinutes(-1), eta_source: "gps", priority: "sk2", keyword: "COPD exazerbiert", age: 59, sex: "female", flags: ["ventilated"], callsign: "RTW Ostdorf 83-1" }, { state: "arrived", receivedMinutesAgo: 20 }],
];

const injuries = ["Polytrauma", "Rauchgasinhalation", "Verbrennung 20 % KOF", "Schädel-Hirn-Trauma", "Thoraxtrauma", "Offene Unterschenkelfraktur", "Prellung", "Inhalation", "Schock", "Amputation Hand"];

/** `count` patients of one incident. */
export const massCasualty = (count = 40) =>
  Array.from({ length: count }, (_, i) => [
    {
      eta: inMinutes(1 + ((i * 7) % 50)), eta_source: i % 3 ? "crew" : "gps", priority: i < 7 ? "sk1" : i < 19 ? "sk2" : "sk3",
      keyword: injuries[i % injuries.length], age: 18 + ((i * 7) % 70), sex: ["male", "female", "diverse"][i % 3],
      flags: i % 6 === 0 ? ["intubated", "mass_casualty"] : ["mass_casualty"], callsign: `RTW Musterland 83-${i + 1}`,
    },
    { state: i < 3 ? "new" : "seen", receivedMinutesAgo: 3 },
  ]);
