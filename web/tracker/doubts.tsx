// All that is implausible in the record in one place near the worry: some of it stands far down the page.
import { Icon } from "../shared/icons";
import type { CaseAnswer } from "./api";
import { Stated } from "./changes";
import { doubtWords } from "./doubt_words";
import { at } from "./implausible";
import { pathWords } from "./record_labels";

export function Doubts({ answer: { record, flags = [] } }: { answer: CaseAnswer }) {
  const said = doubtWords();
  if (flags.length === 0) return null;
  return (
    <div class="doubts" role="group" aria-label={said.all(flags.length)}>
      <p><Icon name="warning" /> <strong>{said.all(flags.length)}</strong></p>
      <ul>
        {flags.map(({ pointer, flag }) => (
          <li>{!pointer.startsWith("/measurements/") && <>{pathWords(pointer)}: </>}<Stated pointer={pointer} value={at(record, pointer) ?? null} /> <span class="who">– {said.why[flag]}</span></li>
        ))}
      </ul>
    </div>
  );
}
