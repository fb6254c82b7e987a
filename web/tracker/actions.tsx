// What staff do with a case: one key or one click each. The crew hears it when the ten seconds of undo are over.
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../shared/icons";
import { clockTime } from "../shared/language";
import { actionWords } from "./action_words";
import { accept, type Answer, type CaseSummary, documentUrl, handOver, markArrived, markSeen, redirect, type Undoable } from "./api";
import { renew } from "./cases";
import { Refusal, useDeed } from "./deed";
import { deedWords } from "./deed_words";
import { Filing } from "./filing";
import { readBackTicked } from "./handover_card";
import { KeyHint } from "./key_hint";
import { Keyed } from "./keyed";
import { keyNames, onKey } from "./keys";
import { JoinButton } from "./joining";
import { mayWrite, type Standing } from "./standing";
import { offerUndo } from "./undo";
import { words } from "./words";

type Act = (event: Undoable, call: () => Promise<CaseSummary>) => Promise<boolean>;

function useAct(): { act: Act; busy: boolean; failure: unknown } {
  const { busy, failure, run } = useDeed();
  const act: Act = (event, call) => run(async () => {
    const changed = await call();
    renew(changed);
    if (changed.handed_over_at !== undefined) offerUndo(changed, event);
  });
  return { act, busy, failure };
}

function Done({ summary }: { summary: CaseSummary }) {
  const said = words();
  const { seen_at, seen_by, accepted_at, accepted_by, destination, handed_over_at, handed_over_by } = summary;
  return (
    <>
      {seen_at && <span class="calm"><Icon name="check" /> {said.seenBy(clockTime(seen_at), seen_by ?? "")}</span>}
      {accepted_at && <span class="calm"><Icon name="check" /> {said.acceptedBy(clockTime(accepted_at), accepted_by ?? "")}{destination && ` → ${destination}`}</span>}
      {handed_over_at && <span class="calm"><Icon name="check" /> {actionWords().handedOver(clockTime(handed_over_at), handed_over_by ?? "")}</span>}
    </>
  );
}

function Room({ summary, answers, act, busy }: { summary: CaseSummary; answers: Answer[]; act: Act; busy: boolean }) {
  const said = words();
  const [place, setPlace] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const room = place.trim();
  const accepted = summary.accepted_at !== null;
  const known = answers.findLast((answer) => answer.destination)?.answer;
  useEffect(() => onKey("accept", () => input.current?.focus()), []);
  const send = async () => {
    const { mailbox, case: id } = summary;
    await act(accepted ? "destination" : "accepted", () => (accepted ? redirect(mailbox, id, room, known) : accept(mailbox, id, room)));
    setPlace("");
  };
  return (
    <form class="room" onSubmit={(event) => { event.preventDefault(); void send(); }}>
      <input ref={input} name="destination" maxLength={40} placeholder={said.room} aria-label={said.room} value={place} onInput={(event) => setPlace(event.currentTarget.value)} />
      <button type="submit" disabled={busy || (accepted && !room)} aria-keyshortcuts={keyNames.accept}>{accepted ? said.redirect : said.accept} <KeyHint name="accept" /></button>
    </form>
  );
}

/** What the crew hears of. */
function ToTheCrew({ summary, answers, act, busy }: { summary: CaseSummary; answers: Answer[]; act: Act; busy: boolean }) {
  const said = words();
  const { mailbox, case: id, state } = summary;
  const coming = state === "new" || state === "seen";
  // A server that does not know of a handover (undefined) is not asked for one.
  const here = state === "arrived" && summary.handed_over_at === null;
  return (
    <>
      {state === "new" && <Keyed name="seen" label={said.markSeen} primary busy={busy} press={() => void act("seen", () => markSeen(mailbox, id))} />}
      {coming && <Room summary={summary} answers={answers} act={act} busy={busy} />}
      {coming && <Keyed name="arrived" label={said.markArrived} busy={busy} press={() => void act("arrived", () => markArrived(mailbox, id))} />}
      {here && <Keyed name="handOver" label={actionWords().handOver} primary busy={busy} press={() => void act("handed_over", () => handOver(mailbox, id, readBackTicked.value))} />}
    </>
  );
}

export function Actions({ summary, answers, standing }: { summary: CaseSummary; answers: Answer[]; standing: Standing }) {
  const said = words();
  const own = deedWords();
  const { act, busy, failure } = useAct();
  const changeable = standing === "listed" && mayWrite(standing);
  return (
    <div class="actions">
      {changeable && <ToTheCrew summary={summary} answers={answers} act={act} busy={busy} />}
      {changeable && <JoinButton summary={summary} />}
      <Keyed name="print" label={said.print} press={() => print()} />
      <a class="button" href={documentUrl(summary.mailbox, summary.case)} target="_blank" rel="noopener">{own.document}<span class="hidden-visually"> {own.newWindow}</span></a>
      <Filing summary={summary} standing={standing} />
      <Done summary={summary} />
      <Refusal failure={failure} otherwise={said.notSaved} />
    </div>
  );
}
