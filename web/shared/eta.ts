// How long until a patient is at the door, in whole minutes: a time of arrival is known to a minute or two,
// and ticking seconds would be motion without meaning.
const MINUTE = 60_000;

export type Countdown =
  | { kind: "unknown" }
  | { kind: "coming"; minutes: number }
  | { kind: "now" }
  | { kind: "overdue"; minutes: number };

/** `eta` and `now` in milliseconds since the epoch. Rounds towards "sooner". */
export function countdown(eta: number | null, now: number): Countdown {
  if (eta === null) return { kind: "unknown" };
  const left = eta - now;
  if (left >= MINUTE) return { kind: "coming", minutes: Math.floor(left / MINUTE) };
  if (left > -MINUTE) return { kind: "now" };
  return { kind: "overdue", minutes: Math.floor(-left / MINUTE) };
}

/** Milliseconds since the epoch, or null where the text is no time. */
export function instant(text: string | null | undefined): number | null {
  if (!text) return null;
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : time;
}

/** Whole minutes since `then`, never negative. */
export function minutesSince(then: number, now: number): number {
  return Math.max(0, Math.floor((now - then) / MINUTE));
}
