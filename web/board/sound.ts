// When the board sounds. Silence is not acknowledgement: red repeats until seen.
import { computed } from "@preact/signals";
import type { Priority } from "../shared/arrival";
import { now } from "../shared/clock";
import { audible, type Motif, playMotif } from "../shared/motifs";
import type { Configuration } from "./configuration";
import { passes } from "./configuration";
import { type Entry, unseen } from "./entries";
import { priorityOf } from "./selection";
import { settings } from "./settings";

const QUIET_BETWEEN_MS = 8_000;
const RED_REPEATS_MS = 30_000;
const LOST_FIRST_MS = 30_000;
const LOST_REPEATS_MS = 60_000;

let lastPlayed = 0;

/** "blocked": the browser waits for a click or key. */
export const soundState = computed<"on" | "off" | "blocked">(() => {
  if (!settings.value.sound) return "off";
  return audible.value ? "on" : "blocked";
});

export function play(motif: Motif): void {
  if (soundState.value !== "on") return;
  lastPlayed = Date.now();
  playMotif(motif, settings.value.volume);
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
