// A write that a person asked for, on the case page and in the rooms.
import { useState } from "preact/hooks";
import { Icon } from "../shared/icons";
import { ApiError } from "./api";
import { deedWords } from "./deed_words";
import { ended } from "./session";

/** A write that a person asked for: busy meanwhile, and its failure in words. */
export function useDeed(): { busy: boolean; failure: unknown; run: (deed: () => Promise<void>) => Promise<boolean>; forget: () => void } {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const run = async (deed: () => Promise<void>) => {
    setBusy(true);
    setFailure(null);
    try {
      await deed();
      return true;
    } catch (error) {
      if (!ended(error)) setFailure(error);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, failure, run, forget: () => setFailure(null) };
}

/** Why nothing was changed, and what to do now. `otherwise` is said where the server gave no reason of its own. */
export function Refusal({ failure, otherwise }: { failure: unknown; otherwise?: string }) {
  if (failure === null) return null;
  const said = deedWords();
  const status = failure instanceof ApiError ? failure.status : 0;
  const text = { 403: said.forbidden, 404: said.gone, 409: said.conflict }[status] ?? otherwise ?? said.notDone;
  return <p class="notice" role="alert"><Icon name="warning" /> {text}</p>;
}
