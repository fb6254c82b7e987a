// What opens below its word in the header: closes with Escape, by following a link in it, and when the focus goes elsewhere.
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";

export function Fold({ name, word, current = false, children }: { name: string; word: ComponentChildren; current?: boolean; children: ComponentChildren }) {
  const fold = useRef<HTMLDetailsElement>(null);
  const close = () => fold.current?.removeAttribute("open");
  const escape = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !fold.current?.open) return;
    event.stopPropagation();
    close();
    fold.current.querySelector("summary")?.focus();
  };
  const left = (event: FocusEvent) => !fold.current?.contains(event.relatedTarget as Node | null) && close();
  return (
    <details ref={fold} class={`fold ${name}`} onKeyDown={escape} onFocusOut={left}>
      <summary aria-current={current ? "true" : undefined}>{word}</summary>
      <div tabIndex={-1} onClick={(event) => (event.target as Element).closest("a") && close()}>{children}</div>
    </details>
  );
}
