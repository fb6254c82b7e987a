// German first, English complete. The choice is a setting of this browser.
import { computed, signal } from "@preact/signals";

export type Language = "de" | "en";

const STORED = "vorab-language";

function initial(): Language {
  const stored = localStorage.getItem(STORED);
  if (stored === "de" || stored === "en") return stored;
  return navigator.language.toLowerCase().startsWith("en") ? "en" : "de";
}

export const language = signal<Language>(initial());

export function setLanguage(choice: Language): void {
  language.value = choice;
  localStorage.setItem(STORED, choice);
}

language.subscribe((value) => {
  document.documentElement.lang = value;
});

const locale = computed(() => (language.value === "de" ? "de-DE" : "en-GB"));
const formats = computed(() => ({
  time: new Intl.DateTimeFormat(locale.value, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
  seconds: new Intl.DateTimeFormat(locale.value, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }),
  date: new Intl.DateTimeFormat(locale.value, { day: "2-digit", month: language.value === "de" ? "2-digit" : "short", year: "numeric" }),
  number: new Intl.NumberFormat(locale.value, { maximumFractionDigits: 3 }),
}));

type Moment = number | string;
const date = (moment: Moment) => new Date(moment);

/** 14:36 */
export const clockTime = (moment: Moment) => formats.value.time.format(date(moment));
/** 14:36:07 */
export const clockTimeSeconds = (moment: Moment) => formats.value.seconds.format(date(moment));
/** 12.03.1959, 12 Mar 1959: no order of day and month to be guessed. A plain date is taken at noon so that no time zone moves it. */
export const calendarDate = (moment: Moment) =>
  formats.value.date.format(date(typeof moment === "string" && moment.length === 10 ? `${moment}T12:00:00` : moment));
export const decimal = (value: number) => formats.value.number.format(value);

/** 14:36 today, 15.01.2026 14:36 on another day. */
export function dayAndTime(moment: Moment, today: number): string {
  const day = calendarDate(date(moment).getTime());
  return day === calendarDate(today) ? clockTime(moment) : `${day} ${clockTime(moment)}`;
}
