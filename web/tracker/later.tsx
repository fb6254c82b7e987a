// Parts that are not needed for the first list: fetched when somebody wants them.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { listWords } from "./list_words";

/** `fetchPart` is asked once for each `name`. */
export function Later<P extends object>({ name, fetchPart, props }: { name: string; fetchPart: () => Promise<{ default: ComponentType<P> }>; props: P }) {
  const [part, setPart] = useState<{ name: string; Part: ComponentType<P> } | "failed" | null>(null);
  useEffect(() => {
    let current = true;
    fetchPart().then(({ default: Part }) => current && setPart({ name, Part })).catch(() => current && setPart("failed"));
    return () => void (current = false);
  }, [name]);
  if (part === "failed") return <p class="notice" role="alert">{listWords().roomFailed}</p>;
  if (!part || part.name !== name) return <p class="nothing" role="status">{listWords().roomLoading}</p>;
  return <part.Part {...props} />;
}
