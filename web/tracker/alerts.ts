// Sound and desktop notification for new cases. Sounds are made when a frame arrives, since browsers slow the timers of hidden
// pages. Silence is not acknowledgement: red ones are repeated until somebody has seen them; muting is for minutes only.
import { computed, signal } from "@preact/signals";
import { arrivalWords } from "../shared/arrival_words";
import { now } from "../shared/clock";
import { instant } from "../shared/eta";
import { clockTime } from "../shared/language";
import { audible, type Motif, playMotif } from "../shared/motifs";
import type { CaseSummary } from "./api";
import { alertSettings, passes } from "./alert_settings";
import { addressOf } from "./route";
import { words } from "./words";

const MUTE_MS = 120_000;
const RED_REPEATS_MS = 30_000;
const RED_STOPS_MS = 20 * 60_000;
const QUIET_BETWEEN_MS = 8_000;
const order: Motif[] = ["sk1", "sk2", "sk3"];

export const mutedUntil = signal(0);
let lastPlayed = 0;

export type SoundState = "on" | "off" | "muted" | "blocked";
export const soundState = computed<SoundState>(() => {
  if (!alertSettings.value.sound) return "off";
  if (!audible.value) return "blocked";
  return mutedUntil.value > now.value ? "muted" : "on";
});

export function muteForMinutes(): void {
  mutedUntil.value = mutedUntil.value > now.value ? 0 : now.value + MUTE_MS;
}

export function play(motif: Motif): void {
  if (soundState.value !== "on") return;
  lastPlayed = Date.now();
  playMotif(motif, alertSettings.value.volume);
}

const motifOf = (summary: CaseSummary): Motif => (summary.arrival?.priority ?? "sk3");

/** One motif for all that came together, the most urgent one. */
function sound(fresh: CaseSummary[]): void {
  const sounding = fresh.filter((summary) => passes(alertSettings.value.soundFor, summary)).map(motifOf);
  const motif = order.find((one) => sounding.includes(one));
  if (!motif || (motif !== "sk1" && Date.now() - lastPlayed < QUIET_BETWEEN_MS)) return;
  play(motif);
}

/** Without name and keyword: the operating system keeps what it has shown. */
function notify(summary: CaseSummary): void {
  const { notify: wanted, notifyFor } = alertSettings.value;
  if (!wanted || !("Notification" in window) || Notification.permission !== "granted" || !passes(notifyFor, summary)) return;
  const eta = instant(summary.arrival?.eta);
  const shown = new Notification(words().title, {
    body: [arrivalWords().priority[summary.arrival?.priority ?? "none"], eta !== null && clockTime(eta)].filter(Boolean).join(" · "),
    tag: summary.case, icon: "favicon.svg",
  });
  shown.onclick = () => {
    focus();
    location.hash = addressOf(summary.mailbox, summary.case);
    shown.close();
  };
}

export function announce(fresh: CaseSummary[]): void {
  const unseen = fresh.filter(({ state }) => state === "new");
  if (unseen.length === 0) return;
  sound(unseen);
  unseen.forEach(notify);
}

/** With each heartbeat: red ones that nobody has seen. */
export function remind(all: Iterable<CaseSummary>): void {
  if (Date.now() - lastPlayed < RED_REPEATS_MS) return;
  const due = ({ state, arrival, received_at }: CaseSummary) =>
    state === "new" && arrival?.priority === "sk1" && now.value - (instant(arrival.eta) ?? instant(received_at) ?? 0) < RED_STOPS_MS;
  sound([...all].filter(due));
}
