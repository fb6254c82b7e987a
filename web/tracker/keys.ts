// Single keys for what is done a hundred times a shift. They can be switched off (WCAG 2.1.4), never act while somebody
// types, and never together with Ctrl, Alt or the like.
import { signal } from "@preact/signals";

export const keyNames = { seen: "s", accept: "a", arrived: "d", handOver: "u", outcome: "o", join: "v", archive: "x", undo: "z", print: "p", next: "j", previous: "k", search: "/", mute: "m", help: "?" } as const;
export type KeyName = keyof typeof keyNames;

const STORED = "vorab-tracker-keys";
export const keysOn = signal(localStorage.getItem(STORED) !== "no");

export function setKeysOn(on: boolean): void {
  keysOn.value = on;
  localStorage.setItem(STORED, on ? "yes" : "no");
}

const actions = new Map<string, () => void>();

/** Until the returned function is called, the key does this. The last one who asks has the key. */
export function onKey(name: KeyName, action: () => void): () => void {
  const key = keyNames[name];
  actions.set(key, action);
  return () => void (actions.get(key) === action && actions.delete(key));
}

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) && (target as HTMLInputElement).type !== "checkbox";

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || typing(event.target)) return;
  if (document.querySelector("dialog[open]") || (!keysOn.value && event.key !== "?")) return;
  const action = actions.get(event.key.toLowerCase());
  if (!action) return;
  event.preventDefault();
  action();
});
