// An ECG as FHIR Observation with SampledData, one component per lead (IEEE 11073 MDC codes), several chunks of a lead in their
// order. R4 says `period`, R5 `interval` with its unit; E, U and L stand for samples that are none.
import type { Ecg, Lead } from "./ecg_drawing";
import type { Recording } from "./ecg_recording";

const leadOf: Record<string, Lead> = {
  "131329": "I", "131330": "II", "131389": "III", "131390": "aVR", "131391": "aVL", "131392": "aVF",
  "131331": "V1", "131332": "V2", "131333": "V3", "131334": "V4", "131335": "V5", "131336": "V6",
};
const byName: Record<string, Lead> = Object.fromEntries(Object.values(leadOf).map((lead) => [lead.toLowerCase(), lead]));
const microvolts: Record<string, number> = { uV: 1, "µV": 1, mV: 1000, V: 1_000_000 };
const perSecond: Record<string, number> = { ms: 1000, us: 1_000_000, s: 1 };
/** No healthy or sick heart keeps a lead this far from zero: then origin and factor were meant the other way round. */
const FURTHEST_MEDIAN_UV = 1500;

interface SampledData {
  origin?: { value?: number; code?: string; unit?: string };
  period?: number;
  interval?: number;
  intervalUnit?: string;
  factor?: number;
  data?: string;
}

interface Component {
  code?: { coding?: { code?: string }[]; text?: string };
  valueSampledData?: SampledData;
}

function nameOf({ code }: Component): Lead | undefined {
  const coded = code?.coding?.map((one) => leadOf[one.code ?? ""]).find(Boolean);
  return coded ?? byName[(code?.text ?? "").replace(/^lead\s+/i, "").toLowerCase()];
}

function rateOf({ period, interval, intervalUnit = "ms" }: SampledData): number {
  const step = interval ?? period;
  const rate = step ? (perSecond[interval === undefined ? "ms" : intervalUnit] ?? 0) / step : 0;
  if (!(rate >= 50 && rate <= 2000)) throw new Error("no sampling rate");
  return rate;
}

const median = (values: readonly number[]) => values.filter((value) => !Number.isNaN(value)).toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** Microvolts. By the standard value = data * factor + origin; its own example means (data - origin) * factor. */
function samplesOf({ origin = {}, factor = 1, data = "" }: SampledData): { values: number[]; unsure: boolean } {
  const unit = microvolts[origin.code ?? origin.unit ?? "uV"] ?? 1;
  const raw = data.trim().split(/\s+/).map((word) => (/^[EUL]$/.test(word) ? NaN : Number(word)));
  const zero = origin.value ?? 0;
  const bySpecification = raw.map((value) => (value * factor + zero) * unit);
  if (Math.abs(median(bySpecification)) <= FURTHEST_MEDIAN_UV) return { values: bySpecification, unsure: false };
  return { values: raw.map((value) => (value - zero) * factor * unit), unsure: true };
}

/** Throws where there is no ECG in it. */
export function readFhirEcg(value: Record<string, unknown>): Recording {
  const components = (Array.isArray(value.component) ? value.component : []) as Component[];
  const leads: Partial<Record<Lead, number[]>> = {};
  const rates = new Set<number>();
  let unsure = false;
  for (const component of components) {
    const [lead, sampled] = [nameOf(component), component.valueSampledData];
    if (!lead || !sampled) continue;
    rates.add(rateOf(sampled));
    const samples = samplesOf(sampled);
    unsure ||= samples.unsure;
    leads[lead] = [...(leads[lead] ?? []), ...samples.values];
  }
  const [rate] = rates;
  if (value.resourceType !== "Observation" || rate === undefined || rates.size !== 1) throw new Error("no ECG");
  const ecg: Ecg = { rate, uvPerLsb: 1, leads };
  const device = value.device as { display?: unknown } | undefined;
  return { ...ecg, recordedAt: String(value.effectiveDateTime ?? ""), device: typeof device?.display === "string" ? device.display : "", unsure };
}
