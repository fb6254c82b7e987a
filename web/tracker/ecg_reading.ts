// An ECG as it came, checked as far as drawing needs it: raw (schemas/ecg.schema.json) or FHIR.
import type { Ecg } from "./ecg_drawing";
import { readFhirEcg } from "./ecg_fhir";
import type { Recording } from "./ecg_recording";

function readRaw(value: Record<string, unknown>): Recording {
  const { rate, uv_per_lsb, leads, recorded_at, device } = value;
  if (typeof rate !== "number" || rate <= 0 || typeof uv_per_lsb !== "number" || typeof leads !== "object" || !leads) throw new Error("no ECG");
  return { rate, uvPerLsb: uv_per_lsb, leads: leads as Ecg["leads"], recordedAt: String(recorded_at), device: typeof device === "string" ? device : "", unsure: false };
}

export const readEcg = (value: Record<string, unknown>): Recording => ("resourceType" in value ? readFhirEcg(value) : readRaw(value));
