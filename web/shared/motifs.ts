// Short motifs, one per priority, made by the browser (no files). Built on 330 to 880 Hz with overtones, so that they can
// be located and are not mistaken for a bedside monitor.
import { signal } from "@preact/signals";

export type Motif = "sk1" | "sk2" | "sk3" | "lost";
type Note = readonly [startMs: number, hertz: number, lengthMs: number];

const motifs: Record<Motif, readonly Note[]> = {
  sk1: [[0, 523, 140], [180, 659, 140], [360, 784, 220], [700, 659, 140], [880, 880, 320]],
  sk2: [[0, 587, 200], [260, 587, 200], [520, 494, 320]],
  sk3: [[0, 440, 500]],
  lost: [[0, 370, 260], [340, 330, 420]],
};
const OVERTONES = [1, 0.5, 0.35, 0.2];

let context: AudioContext | null = null;
/** False while the browser waits for a click or key. */
export const audible = signal(false);

function audio(): AudioContext {
  if (!context) {
    context = new AudioContext();
    context.onstatechange = () => (audible.value = context?.state === "running");
    audible.value = context.state === "running";
  }
  return context;
}

/** To be called from a click or key; harmless otherwise. */
export async function unblockSound(): Promise<void> {
  await audio().resume();
}

export function watchForGesture(): void {
  audio();
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => void unblockSound());
}

function playNote(into: AudioContext, at: number, [, hertz, lengthMs]: Note, volume: number): void {
  const end = at + lengthMs / 1000;
  OVERTONES.forEach((share, index) => {
    const gain = into.createGain();
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(0.22 * share * volume, at + 0.015);
    gain.gain.exponentialRampToValueAtTime(0.0001, end);
    const tone = into.createOscillator();
    tone.frequency.value = hertz * (index + 1);
    tone.connect(gain).connect(into.destination);
    tone.start(at);
    tone.stop(end);
  });
}

/** `volume` from 0 to 1. The page's root says what was played last. */
export function playMotif(motif: Motif, volume: number): void {
  const into = audio();
  document.documentElement.dataset.played = motif;
  for (const note of motifs[motif]) playNote(into, into.currentTime + 0.02 + note[0] / 1000, note, volume);
}
