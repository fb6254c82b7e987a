import { type KeyName, keyNames, keysOn } from "./keys";

/** The key beside what it does; read out by aria-keyshortcuts where that matters, so hidden here. */
export const KeyHint = ({ name }: { name: KeyName }) => (keysOn.value ? <kbd aria-hidden="true">{keyNames[name].toUpperCase()}</kbd> : null);
