// Short motifs, one per priority, made by the browser (no files). Built on 330 to 880 Hz with overtones, so that they can
// be located and are not mistaken for a bedside monitor. Silence is not acknowledgement: red repeats until seen.
import { computed, signal } from "@preact/signals";
import type { Priority } from "../shared/arrival";
import { now } from "../shared/clock";
import type { Configuration } from "./configuration";
import { passes } from "./configuration";
import { type Entry, unseen } from "./entries";
import { priorityOf } from "./selection";
import { settings } from "./settings";

export type Motif = "sk1" | "sk2" | "sk3" | "lost";
type Note = readonly [startMs: number, hertz: number, lengthMs: number];

const motifs: Record<Motif, readonly Note[]> = {
  sk1: [[0, 523, 140], [180, 659, 140], [360, 784, 220], [700, 659, 140], [880, 880, 320]],
  sk2: [[0, 587, 200], [260, 587, 200], [520, 494, 320]],
  sk3: [[0, 440, 500]],
  lost: [[0, 370, 260], [340, 330, 420]],
};
const OVERTONES = [1, 0.5, 0.35, 0.2];
const QUIET_BETWEEN_MS = 8_000;
const RED_REPEATS_MS = 30_000;
const LOST_FIRST_MS = 30_000;
const LOST_REPEATS_MS = 60_000;

let context: AudioContext | null = null;
const running = signal(false);
let lastPlayed = 0;

function audio(): AudioContext {
  if (!context) {
    context = new AudioContext();
    context.onstatechange = () => (running.value = context?.state === "running");
    running.value = context.state === "running";
  }
  return context;
}

/** "blocked": the browser waits for a click or key. */
export const soundState = computed<"on" | "off" | "blocked">(() => {
  if (!settings.value.sound) return "off";
  return running.value ? "on" : "blocked";
});

/** To be called from a click or key; harmless otherwise. */
export async function unblockSound(): Promise<void> {
  await audio().resume();
}

export function watchForGesture(): void {
  audio();
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => void unblockSound());
}

function playNote(into: AudioContext, at: number, [, hertz, lengthMs]: Note): void {
  const end = at + lengthMs / 1000;
  OVERTONES.forEach((share, index) => {
    const gain = into.createGain();
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(0.22 * share * settings.value.volume, at + 0.015);
    gain.gain.exponentialRampToValueAtTime(0.0001, end);
    const tone = into.createOscillator();
    tone.frequency.value = hertz * (index + 1);
    tone.connect(gain).connect(into.destination);
    tone.start(at);
    tone.stop(end);
  });
}

export function play(motif: Motif): void {
  if (soundState.value !== "on") return;
  const into = audio();
  lastPlayed = Date.now();
  document.documentElement.dataset.played = motif;
  for (const note of motifs[motif]) playNote(into, into.currentTime + 0.02 + note[0] / 1000, note);
}

const loudest: Priority[] = ["sk1", "sk2", "sk3"];

/** For entries that just came or changed: one motif, the most urgent one, and never forty in a row. */
export function announce(changed: Entry[], config: Configuration): void {
  const sounding = changed.filter((entry) => unseen(entry) && entry.arrival && passes(config.sound_filter, entry.arrival));
  const priority = loudest.find((candidate) => sounding.some((entry) => priorityOf(entry) === candidate));
  if (!priority || priority === "none") return;
  if (priority !== "sk1" && Date.now() - lastPlayed < QUIET_BETWEEN_MS) return;
  play(priority);
}

/** Once a second: repeats for red ones nobody has seen, and for a lost connection. */
export function remind(entries: Iterable<Entry>, config: Configuration, lostSince: number | null): void {
  const silentFor = Date.now() - lastPlayed;
  if (lostSince !== null) {
    if (Date.now() - lostSince > LOST_FIRST_MS && silentFor > LOST_REPEATS_MS) play("lost");
    return;
  }
  if (silentFor < RED_REPEATS_MS) return;
  announce([...entries].filter((entry) => priorityOf(entry) === "sk1" && !overdueForLong(entry)), config);
}

/** A red one that never came must not sound for hours. */
function overdueForLong(entry: Entry): boolean {
  return now.value - (entry.eta ?? entry.receivedAt) > 20 * 60_000;
}
