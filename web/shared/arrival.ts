// The arrival: what a wall display may show (schemas/arrival.schema.json).

export const flagOrder = [
  "cpr", "intubated", "ventilated", "catecholamines", "infectious", "isolation", "pregnant", "child", "stemi", "lysis_window",
  "mass_casualty", "burn", "resuscitation_room", "trauma_team", "stroke_team", "cath_lab", "ecmo", "physician_escort",
  "air_transport", "bariatric", "violence", "work_accident",
] as const;
export type Flag = (typeof flagOrder)[number];

export type Priority = "sk1" | "sk2" | "sk3" | "none";
export type EtaSource = "gps" | "crew" | "plan";
export type Sex = "male" | "female" | "diverse" | "unknown";

export interface Arrival {
  eta?: string | null;
  eta_source?: EtaSource | null;
  priority?: Exclude<Priority, "none"> | null;
  keyword?: string | null;
  code?: string | null;
  age?: number | null;
  sex?: Sex | null;
  flags?: Flag[] | null;
  text?: string | null;
  destination?: string | null;
  callsign?: string | null;
}

function text(value: unknown, longest: number): string | undefined {
  return typeof value === "string" && value !== "" ? value.slice(0, longest) : undefined;
}

function oneOf<const T extends string>(value: unknown, allowed: readonly T[]): T | undefined {
  return allowed.includes(value as T) ? (value as T) : undefined;
}

/** Takes the known members of their right type. A display must rather show the rest than nothing at all,
 *  so a wrong member is left out; only what is no object throws. */
export function readArrival(json: string): Arrival {
  const value: unknown = JSON.parse(json);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("the arrival is no object");
  const from = value as Record<string, unknown>;
  return {
    eta: text(from.eta, 35),
    eta_source: oneOf(from.eta_source, ["gps", "crew", "plan"]),
    priority: oneOf(from.priority, ["sk1", "sk2", "sk3"]),
    keyword: text(from.keyword, 40),
    code: text(from.code, 12),
    age: typeof from.age === "number" ? from.age : undefined,
    sex: oneOf(from.sex, ["male", "female", "diverse", "unknown"]),
    flags: sortedFlags(Array.isArray(from.flags) ? from.flags : []),
    text: text(from.text, 120),
    destination: text(from.destination, 40),
    callsign: text(from.callsign, 40),
  };
}

/** The most pressing flag first, whatever order the sender chose. */
export function sortedFlags(flags: readonly unknown[] | null | undefined): Flag[] {
  return flagOrder.filter((flag) => flags?.includes(flag));
}
