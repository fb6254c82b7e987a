// The live list. A new case is put in its place; the list never moves under the pointer by itself.
import { useEffect, useMemo, useState } from "preact/hooks";
import { ageAndSex } from "../shared/arrival_words";
import { calmNow } from "../shared/clock";
import { Icon } from "../shared/icons";
import { clockTime, language } from "../shared/language";
import { PriorityMark } from "../shared/priority_mark";
import { AlarmMark } from "./alarms";
import type { CaseSummary, Mailbox } from "./api";
import { ArrivalTime } from "./arrival_time";
import { known, keyOf, sortedCases } from "./cases";
import { Flags } from "./flags";
import { onKey } from "./keys";
import { shownCases } from "./list_filter";
import { ListTools } from "./list_tools";
import { listWords } from "./list_words";
import { addressOf, type Route, route } from "./route";
import { type Stage, stageOf } from "./stage";
import { words } from "./words";

function StateLine({ summary, stage }: { summary: CaseSummary; stage: Stage }) {
  const said = words();
  const { pending, failed } = summary.deliveries;
  const destination = summary.destination ? ` → ${summary.destination}` : "";
  return (
    <span class="tags">
      {stage === "new" && <span class="flag solid">{said.states.new}</span>}
      <Flags summary={summary} />
      {stage === "expected" && <span class="calm"><Icon name="check" /> {listWords().stages.expected}{destination}</span>}
      {(stage === "seen" || stage === "overdue") && <span class="calm"><Icon name="check" /> {summary.seen_at ? said.seenBy(clockTime(summary.seen_at), summary.seen_by ?? "") : said.states.seen}</span>}
      <AlarmMark summary={summary} />
      {summary.attachments > 0 && <span class="calm">{said.attachments(summary.attachments)}</span>}
      {failed > 0 ? <span class="trouble"><Icon name="warning" /> {said.failed(failed)}</span> : pending > 0 ? <span class="calm">{said.pending(pending)}</span> : null}
    </span>
  );
}

function Body({ summary, stage, open }: { summary: CaseSummary; stage: Stage; open: boolean }) {
  const priority = summary.arrival?.priority ?? "none";
  const name = summary.patient?.last_name ? [summary.patient.last_name, summary.patient.first_name].filter(Boolean).join(", ") : words().unknownName;
  const callsigns = [summary.arrival?.callsign ?? summary.sender.callsign, ...(summary.parts ?? []).map(({ callsign }) => callsign)];
  const person = ageAndSex(summary.arrival ?? {});
  return (
    <a class={`item ${priority} ${summary.state} ${stage}`} href={addressOf(summary.mailbox, summary.case)} aria-current={open ? "true" : undefined}>
      <PriorityMark priority={priority} />
      <span class="what"><strong class="keyword">{summary.arrival?.keyword ?? "–"}</strong><span class="who">{name}</span><span class="who">{person}{callsigns.map((callsign, index) => <>{index > 0 ? " + " : person && " · "}<span class="callsign">{callsign}</span></>)}</span></span>
      <ArrivalTime summary={summary} />
      <StateLine summary={summary} stage={stage} />
    </a>
  );
}

/** Drawn anew only when something of its own has changed: with hundreds of cases each change is one case's. */
function Item({ summary, open }: { summary: CaseSummary; open: boolean }) {
  const stage = stageOf(summary, calmNow.value);
  return useMemo(() => <li><Body summary={summary} stage={stage} open={open} /></li>, [summary, stage, open, language.value]);
}

const isOpen = (summary: CaseSummary, now: Route | null) => now?.case === summary.case && now.mailbox === summary.mailbox;

function step(by: 1 | -1): void {
  const all = shownCases.value;
  const at = all.findIndex((summary) => isOpen(summary, route.value));
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
  if (!next) return;
  location.hash = addressOf(next.mailbox, next.case);
  document.querySelector(`.item[href="${addressOf(next.mailbox, next.case)}"]`)?.scrollIntoView({ block: "nearest" });
}

/** A screenful at once, the rest between frames: hundreds of cases must not keep the first ones waiting. */
const AT_ONCE = 40;

function useDrawn(wanted: number): number {
  const [drawn, setDrawn] = useState(AT_ONCE);
  useEffect(() => {
    if (drawn >= wanted) return undefined;
    const timer = setTimeout(() => setDrawn(drawn + AT_ONCE));
    return () => clearTimeout(timer);
  }, [drawn >= wanted, drawn]);
  return drawn;
}

export function CaseList({ mailboxes }: { mailboxes: Mailbox[] }) {
  const said = words();
  useEffect(() => {
    const [next, previous] = [onKey("next", () => step(1)), onKey("previous", () => step(-1))];
    return () => (next(), previous());
  }, []);
  const shown = shownCases.value;
  const drawn = useDrawn(shown.length);
  return (
    <nav class="list" aria-label={said.list}>
      <ListTools mailboxes={mailboxes} />
      {!known.value ? <p class="nothing" role="status">{said.connecting}</p>
        : sortedCases.value.length === 0 ? <div class="nothing"><p>{said.none}</p><small>{said.noneHint}</small></div>
        : shown.length === 0 ? <p class="nothing">{said.noMatch}</p>
        : <ul>{shown.slice(0, drawn).map((summary) => <Item key={keyOf(summary.mailbox, summary.case)} summary={summary} open={isOpen(summary, route.value)} />)}</ul>}
    </nav>
  );
}
