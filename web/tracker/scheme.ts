// Light by default, since the tracker is read from near; dark by choice. A setting of this browser.
import { signal } from "@preact/signals";

const STORED = "vorab-tracker-dark";

export const dark = signal(localStorage.getItem(STORED) === "yes");

export function setDark(choice: boolean): void {
  dark.value = choice;
  localStorage.setItem(STORED, choice ? "yes" : "no");
}

dark.subscribe((value) => {
  document.documentElement.dataset.theme = value ? "dark" : "light";
});
