import { useEffect } from "preact/hooks";
import { actionWords } from "./action_words";
import { onKey } from "./keys";
import { KeyHint } from "./key_hint";
import { lastAction, undoLast, undoState } from "./undo";

/** "Marked as seen · Undo", for ten seconds at the lower edge, whatever case is open. */
export function UndoBar() {
  const said = actionWords();
  const last = lastAction.value;
  useEffect(() => onKey("undo", () => void undoLast()), []);
  const text = last && (undoState.value === "too_late" ? said.undoTooLate : undoState.value === "failed" ? said.undoFailed : said.done[last.event]);
  return (
    <div class="undo" role="status">
      {last && (
        <p>
          <strong>{last.keyword}</strong> {text}{" "}
          {undoState.value !== "too_late" && <button type="button" onClick={() => void undoLast()}>{said.undo} <KeyHint name="undo" /></button>}
        </p>
      )}
    </div>
  );
}
