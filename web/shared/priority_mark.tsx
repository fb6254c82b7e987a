import type { Priority } from "./arrival";
import { arrivalWords } from "./arrival_words";

const digit: Record<Priority, string> = { sk1: "1", sk2: "2", sk3: "3", none: "–" };

/** Red filled square 1, yellow filled circle 2, green hollow rounded square 3, grey hollow square without digit. */
export function PriorityMark({ priority }: { priority: Priority }) {
  return <span class={`mark ${priority}`} role="img" aria-label={arrivalWords().priority[priority]}>{digit[priority]}</span>;
}
