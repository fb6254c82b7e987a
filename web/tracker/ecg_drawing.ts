// A 6- or 12-lead ECG on millimetre paper, drawn on a canvas: calibration pulse, lead names, a dashed line where a lead is missing.
// Samples are steps at a fixed rate (schemas/ecg.schema.json); where one is no number, the trace goes on with the next.
export type Lead = "I" | "II" | "III" | "aVR" | "aVL" | "aVF" | "V1" | "V2" | "V3" | "V4" | "V5" | "V6";

export interface Ecg {
  rate: number;
  uvPerLsb: number;
  leads: Partial<Record<Lead, readonly number[]>>;
}

export interface View {
  mmPerSec: 25 | 50;
  mmPerMv: 5 | 10 | 20;
  pxPerMm: number;
  dark: boolean;
}

const TWELVE: Lead[][] = [["I", "aVR", "V1", "V4"], ["II", "aVL", "V2", "V5"], ["III", "aVF", "V3", "V6"], ["II"]];
const SIX: Lead[][] = [["I", "aVR"], ["II", "aVL"], ["III", "aVF"], ["II"]];
const PAPER = {
  light: { bg: "#fffdfa", minor: "#f7d5d0", major: "#e59a92", ink: "#101418" },
  dark: { bg: "#14181c", minor: "#2b2224", major: "#57383b", ink: "#e8f1e9" },
};
const ROW_MM = 25;
const PULSE_MM = 5;
const MARGIN_MM = 5;
const FEWEST_PX_FOR_SMALL_BOXES = 2.5;

/** Seconds on the sheet: as recorded, ten at most. */
export function seconds(ecg: Ecg): number {
  return Math.min(10, Math.max(...Object.values(ecg.leads).map((lead) => lead.length)) / ecg.rate);
}

/** Size of the sheet in millimetres. */
export function sheet(view: Pick<View, "mmPerSec">, secs: number): { w: number; h: number } {
  return { w: MARGIN_MM * 2 + PULSE_MM + secs * view.mmPerSec, h: MARGIN_MM * 2 + ROW_MM * 4 };
}

function grid(g: CanvasRenderingContext2D, w: number, h: number, mm: number, paper: typeof PAPER.light): void {
  g.fillStyle = paper.bg;
  g.fillRect(0, 0, w * mm, h * mm);
  for (const [step, colour, width] of [[1, paper.minor, 0.5], [5, paper.major, 1]] as const) {
    if (step === 1 && mm < FEWEST_PX_FOR_SMALL_BOXES) continue;
    g.strokeStyle = colour;
    g.lineWidth = width;
    g.beginPath();
    for (let x = 0; x <= w; x += step) {
      const at = Math.round(x * mm) + 0.5;
      g.moveTo(at, 0);
      g.lineTo(at, h * mm);
    }
    for (let y = 0; y <= h; y += step) {
      const at = Math.round(y * mm) + 0.5;
      g.moveTo(0, at);
      g.lineTo(w * mm, at);
    }
    g.stroke();
  }
}

interface Place {
  x: number;
  y: number;
  pxPerSample: number;
  pxPerStep: number;
}

/** Lowest and highest sample of every pixel column, so that no R spike is lost when several samples share one. */
function trace(g: CanvasRenderingContext2D, samples: readonly number[], { x, y, pxPerSample, pxPerStep }: Place): void {
  g.beginPath();
  let column = -1;
  let low = 0;
  let high = 0;
  const flush = () => {
    if (column < 0) return;
    g.lineTo(x + column, y - high * pxPerStep);
    g.lineTo(x + column, y - low * pxPerStep);
  };
  samples.forEach((sample, index) => {
    const at = pxPerSample >= 1 ? index * pxPerSample : Math.floor(index * pxPerSample);
    if (Number.isNaN(sample)) return;
    if (at !== column) {
      flush();
      column = at;
      low = high = sample;
    }
    low = Math.min(low, sample);
    high = Math.max(high, sample);
  });
  flush();
  g.stroke();
}

/** One millivolt high. */
function pulse(g: CanvasRenderingContext2D, x: number, y: number, mm: number, mmPerMv: number): void {
  g.beginPath();
  for (const [dx, dy] of [[0, 0], [1, 0], [1, mmPerMv], [4, mmPerMv], [4, 0], [5, 0]] as const) g.lineTo(x + dx * mm, y - dy * mm);
  g.stroke();
}

function missing(g: CanvasRenderingContext2D, x: number, y: number, width: number): void {
  g.save();
  g.setLineDash([4, 4]);
  g.beginPath();
  g.moveTo(x, y);
  g.lineTo(x + width, y);
  g.stroke();
  g.restore();
}

function strip(g: CanvasRenderingContext2D, ecg: Ecg, row: Lead[], y: number, view: View, secs: number): void {
  const mm = view.pxPerMm;
  const pxPerSample = (view.mmPerSec * mm) / ecg.rate;
  const pxPerStep = (ecg.uvPerLsb / 1000) * view.mmPerMv * mm;
  const each = Math.floor((secs * ecg.rate) / row.length);
  row.forEach((lead, index) => {
    const x = (MARGIN_MM + PULSE_MM) * mm + index * each * pxPerSample;
    const width = each * pxPerSample;
    const samples = ecg.leads[lead];
    g.save();
    g.beginPath();
    g.rect(x, y - ROW_MM * mm, width, 2 * ROW_MM * mm);
    g.clip();
    if (samples) trace(g, samples.slice(index * each, (index + 1) * each), { x, y, pxPerSample, pxPerStep });
    else missing(g, x, y, width);
    g.restore();
    g.fillText(lead, x + mm, y - (ROW_MM / 2 - 4) * mm);
  });
}

/** `pxPerMm` is in CSS pixels; the canvas is drawn at the screen's own resolution. */
export function drawEcg(canvas: HTMLCanvasElement, ecg: Ecg, view: View): void {
  const secs = seconds(ecg);
  const { w, h } = sheet(view, secs);
  const mm = view.pxPerMm;
  const ratio = window.devicePixelRatio || 1;
  const paper = view.dark ? PAPER.dark : PAPER.light;
  canvas.width = Math.round(w * mm * ratio);
  canvas.height = Math.round(h * mm * ratio);
  canvas.style.width = `${w * mm}px`;
  canvas.style.height = `${h * mm}px`;
  const g = canvas.getContext("2d");
  if (!g) return;
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  grid(g, w, h, mm, paper);
  g.strokeStyle = g.fillStyle = paper.ink;
  g.lineWidth = Math.max(1, mm * 0.3);
  g.lineJoin = "round";
  g.font = `600 ${Math.max(11, 3 * mm)}px system-ui, sans-serif`;
  const rows = ecg.leads.V1 ? TWELVE : SIX;
  rows.forEach((row, index) => {
    const y = (MARGIN_MM + ROW_MM * (index + 0.5)) * mm;
    pulse(g, MARGIN_MM * mm, y, mm, view.mmPerMv);
    strip(g, ecg, row, y, view, secs);
  });
  g.fillText(`${view.mmPerSec} mm/s   ${view.mmPerMv} mm/mV`, MARGIN_MM * mm, (h - 1) * mm);
}
