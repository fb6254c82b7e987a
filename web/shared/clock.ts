// The server's time, not the screen's: wall displays are often minutes off.
import { computed, signal } from "@preact/signals";

let offset = 0;

/** Milliseconds since the epoch by the server's clock; changes once a second. */
export const now = signal(Date.now());

/** The same in steps of five seconds: enough for whole minutes, and far fewer renderings. */
export const calmNow = computed(() => Math.floor(now.value / 5000) * 5000);

function tick(): void {
  now.value = Date.now() + offset;
}

/** Takes over the time of a frame that has just arrived (RFC 3339). */
export function setServerTime(serverTime: string): void {
  const time = Date.parse(serverTime);
  if (Number.isNaN(time)) return;
  offset = time - Date.now();
  tick();
}

setInterval(tick, 1000);
