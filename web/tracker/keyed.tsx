// A button that its single key presses as well.
import { type Ref } from "preact";
import { useEffect } from "preact/hooks";
import { KeyHint } from "./key_hint";
import { keyNames, type KeyName, onKey } from "./keys";

interface ButtonProps {
  name: KeyName;
  label: string;
  primary?: boolean;
  busy?: boolean;
  opensDialog?: boolean;
  button?: Ref<HTMLButtonElement>;
  press: () => void;
}

export function Keyed({ name, label, primary = false, busy = false, opensDialog = false, button, press }: ButtonProps) {
  useEffect(() => (busy ? undefined : onKey(name, press)));
  return (
    <button ref={button} type="button" class={primary ? "primary" : ""} disabled={busy} aria-haspopup={opensDialog ? "dialog" : undefined} aria-keyshortcuts={keyNames[name]} onClick={press}>
      {label} <KeyHint name={name} />
    </button>
  );
}
