import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { actionWords } from "./action_words";
import { Dialog } from "./dialog";
import { type KeyName, keyNames, keysOn, onKey, setKeysOn } from "./keys";

export const helpOpen = signal(false);

/** Opened by "?", wherever one is. */
export function Help() {
  const said = actionWords();
  useEffect(() => onKey("help", () => (helpOpen.value = true)), []);
  const close = () => (helpOpen.value = false);
  if (!helpOpen.value) return null;
  return (
    <Dialog title={said.help} close={close}>
      <dl class="keys">
        {(Object.keys(keyNames) as KeyName[]).map((name) => <div><dt><kbd>{keyNames[name].toUpperCase()}</kbd></dt><dd>{said.keys[name]}</dd></div>)}
      </dl>
      <label class="switch"><input type="checkbox" checked={keysOn.value} onChange={(event) => setKeysOn(event.currentTarget.checked)} /> {said.keysOn}</label>
      <button type="button" class="primary" onClick={close}>{said.close}</button>
    </Dialog>
  );
}
