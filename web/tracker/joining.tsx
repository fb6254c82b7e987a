// Two vehicles, one patient: the button that joins, and what a joint case is made of. Nothing is copied, so separating gives back what was.
import { useRef, useState } from "preact/hooks";
import { now } from "../shared/clock";
import { dayAndTime } from "../shared/language";
import { type CaseAnswer, type CaseAttachment, type CaseSummary, joinCases, separateCase } from "./api";
import { changedUnlisted, keyOf, put, takeAway } from "./cases";
import { Refusal, useDeed } from "./deed";
import { deedWords } from "./deed_words";
import { Section } from "./details";
import { Keyed } from "./keyed";
import { Later } from "./later";
import { addressOf } from "./route";
import { mayWrite } from "./standing";
import { offer } from "./undo";
import { words } from "./words";

/** `part` becomes a part of `main`, with the parts it has. */
async function joined(mailbox: string, main: string, part: string): Promise<void> {
  put(await joinCases(mailbox, main, part));
  takeAway(keyOf(mailbox, part));
  changedUnlisted.value++;
}

async function separated(mailbox: string, part: string): Promise<void> {
  put(await separateCase(mailbox, part));
  changedUnlisted.value++;
}

/** As it was before: parts that the part had brought along are its own again. */
async function takeApart({ mailbox, case: part, parts = [] }: CaseSummary): Promise<void> {
  await separated(mailbox, part);
  for (const { case: one } of parts) {
    await separated(mailbox, one);
    await joined(mailbox, part, one);
  }
}

export function JoinButton({ summary }: { summary: CaseSummary }) {
  const said = deedWords();
  const { busy, failure, run } = useDeed();
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    opener.current?.focus();
  };
  const choose = async (part: CaseSummary) => {
    close();
    if (await run(() => joined(summary.mailbox, summary.case, part.case))) offer(part, "joined", () => takeApart(part));
  };
  return (
    <>
      <Keyed name="join" label={`${said.join} …`} button={opener} opensDialog busy={busy} press={() => setOpen(true)} />
      {open && <Later name="join" fetchPart={() => import("./join_dialog")} props={{ summary, choose: (part) => void choose(part), close }} />}
      <Refusal failure={failure} />
    </>
  );
}

function Separate({ part, main, from = "" }: { part: CaseSummary; main: string; from?: string }) {
  const said = deedWords();
  const { busy, failure, run } = useDeed();
  const press = async () => {
    if (await run(() => separated(part.mailbox, part.case))) offer(part, "separated", () => joined(part.mailbox, main, part.case));
  };
  if (!mayWrite("part")) return null;
  return (
    <>
      <button type="button" disabled={busy} onClick={() => void press()}>{said.separate}{from && <span class="hidden-visually"> {from}</span>}</button>
      <Refusal failure={failure} />
    </>
  );
}

export const callsignOf = ({ arrival, sender }: CaseSummary) => arrival?.callsign ?? sender.callsign;

function Vehicle({ part, main }: { part: CaseSummary; main: string }) {
  const callsign = callsignOf(part);
  const { state, sender, arrival, received_at, attachments } = part;
  const more = [arrival?.keyword, sender.organisation, `${words().received} ${dayAndTime(received_at, now.peek())}`, attachments > 0 && words().attachments(attachments)];
  return (
    <li>
      <p><strong>{callsign}</strong> {state === "cancelled" && <span class="flag">{words().states.cancelled}</span>} <span class="who">{more.filter(Boolean).join(" · ")}</span></p>
      <a class="button" href={addressOf(part.mailbox, part.case)}>{deedWords().ownCase}<span class="hidden-visually"> {callsign}</span></a>
      <Separate part={part} main={main} from={callsign} />
    </li>
  );
}

/** On a part's own page: the way to the whole. */
export function PartNotice({ answer: { summary, joined_to } }: { answer: CaseAnswer }) {
  const said = deedWords();
  if (!joined_to) return null;
  return (
    <div class="notice calm-notice" role="note">
      <p>{said.isPart}</p>
      <a class="button" href={addressOf(summary.mailbox, joined_to)}>{said.toWhole}</a> <Separate part={summary} main={joined_to} />
    </div>
  );
}

/** The vehicles of a joint case; nothing for a case that stands for itself. */
export function Vehicles({ answer }: { answer: CaseAnswer }) {
  const said = deedWords();
  const { summary, parts = [] } = answer;
  if (parts.length === 0) return null;
  return (
    <Section title={said.vehicles(parts.length + 1)} id="vehicles">
      <ul class="plain vehicles">
        <li><p><strong>{callsignOf(summary)}</strong> <span class="who">{summary.sender.organisation}</span></p></li>
        {parts.map(({ summary: part }) => <Vehicle key={part.case} part={part} main={summary.case} />)}
      </ul>
    </Section>
  );
}

/** Of all vehicles, each with where it came from. */
export const allAttachments = ({ attachments, parts = [] }: CaseAnswer): CaseAttachment[] => [
  ...attachments,
  ...parts.flatMap((part) => part.attachments.map((one) => ({ ...one, from: { case: part.summary.case, callsign: callsignOf(part.summary) } }))),
];
