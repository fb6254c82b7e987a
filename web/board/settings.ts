// What belongs to this screen and nobody else: kept in the browser only, and nothing about a patient.
import { computed, signal } from "@preact/signals";
import { now } from "../shared/clock";

export interface Settings {
  scheme: "auto" | "dark" | "light";
  sound: boolean;
  /** 0 to 1. */
  volume: number;
  /** Diagonal of the screen. */
  inches: number;
  /** From the eye to the screen. */
  metres: number;
}

const STORED = "vorab-board-settings";
const standard: Settings = { scheme: "dark", sound: true, volume: 0.7, inches: 55, metres: 5 };

function stored(): Settings {
  try {
    return { ...standard, ...(JSON.parse(localStorage.getItem(STORED) ?? "{}") as Partial<Settings>) };
  } catch {
    return standard;
  }
}

export const settings = signal<Settings>(stored());
/** Whether the dialog is on the screen. */
export const settingsOpen = signal(false);

export function changeSettings(change: Partial<Settings>): void {
  settings.value = { ...settings.value, ...change };
  localStorage.setItem(STORED, JSON.stringify(settings.value));
}

const hour = computed(() => new Date(now.value).getHours());

/** From 20 to 6 o'clock bright areas are lowered; text keeps its contrast. */
export const night = computed(() => hour.value >= 20 || hour.value < 6);

export const theme = computed<"dark" | "light">(() => {
  const { scheme } = settings.value;
  if (scheme !== "auto") return scheme;
  return hour.value >= 7 && hour.value < 19 ? "light" : "dark";
});
