// Off the list and back on it. Whoever archives a patient who is still on the way is asked once more: everybody's list loses the case.
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../shared/icons";
import { archiveCase, type CaseSummary, returnCase } from "./api";
import { keyOf, put, takeAway } from "./cases";
import { Refusal, useDeed } from "./deed";
import { deedWords } from "./deed_words";
import { Keyed } from "./keyed";
import { may } from "./rights";
import type { Standing } from "./standing";
import { offer } from "./undo";

async function archived({ mailbox, case: id }: CaseSummary): Promise<void> {
  await archiveCase(mailbox, id);
  takeAway(keyOf(mailbox, id));
}

async function returned({ mailbox, case: id }: CaseSummary): Promise<void> {
  put(await returnCase(mailbox, id));
}

function Asked({ busy, archive, cancel }: { busy: boolean; archive: () => void; cancel: () => void }) {
  const said = deedWords();
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <div class="asked" role="group" aria-label={said.archive}>
      <p>{said.stillComing}</p>
      <button type="button" ref={first} onClick={cancel}>{said.cancel}</button>
      <button type="button" disabled={busy} onClick={archive}>{said.archiveAnyway}</button>
    </div>
  );
}

export function Filing({ summary, standing }: { summary: CaseSummary; standing: Standing }) {
  const said = deedWords();
  const { busy, failure, run } = useDeed();
  const [asked, setAsked] = useState(false);
  if (standing === "part") return null;
  const archive = async () => {
    setAsked(false);
    if (await run(() => archived(summary))) offer(summary, "archived", () => returned(summary));
  };
  const back = async () => {
    if (await run(() => returned(summary))) offer(summary, "returned", () => archived(summary));
  };
  const coming = summary.state === "new" || summary.state === "seen";
  const press = () => (coming ? setAsked(true) : void archive());
  return (
    <>
      {standing === "archived" && <span class="calm"><Icon name="check" /> {said.archived}</span>}
      {may("archive.write") && standing === "archived" && <Keyed name="archive" label={said.putBack} busy={busy} press={() => void back()} />}
      {may("archive.write") && standing === "listed" && !asked && <Keyed name="archive" label={said.archive} busy={busy} press={press} />}
      {asked && standing === "listed" && <Asked busy={busy} archive={() => void archive()} cancel={() => setAsked(false)} />}
      <Refusal failure={failure} />
    </>
  );
}
