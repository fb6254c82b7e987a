// The live list. A new case is put in its place; the list never moves under the pointer by itself.
import { useState } from "preact/hooks";
import { ageAndSex } from "../shared/arrival_words";
import { Icon } from "../shared/icons";
import { clockTime } from "../shared/language";
import { PriorityMark } from "../shared/priority_mark";
import type { CaseSummary } from "./api";
import { ArrivalTime } from "./arrival_time";
import { known, keyOf, sortedCases } from "./cases";
import { Flags } from "./flags";
import { addressOf, route } from "./route";
import { words } from "./words";

function StateLine({ summary }: { summary: CaseSummary }) {
  const said = words();
  const { pending, failed } = summary.deliveries;
  return (
    <span class="tags">
      {summary.state === "new" && <span class="flag solid">{said.states.new}</span>}
      <Flags summary={summary} />
      {summary.state === "seen" && <span class="calm"><Icon name="check" /> {summary.seen_at ? said.seenBy(clockTime(summary.seen_at), summary.seen_by ?? "") : said.states.seen}</span>}
      {summary.attachments > 0 && <span class="calm">{said.attachments(summary.attachments)}</span>}
      {failed > 0 ? <span class="trouble"><Icon name="warning" /> {said.failed(failed)}</span> : pending > 0 ? <span class="calm">{said.pending(pending)}</span> : null}
    </span>
  );
}

function Item({ summary }: { summary: CaseSummary }) {
  const open = route.value?.case === summary.case && route.value.mailbox === summary.mailbox;
  const priority = summary.arrival?.priority ?? "none";
  const name = summary.patient?.last_name ? [summary.patient.last_name, summary.patient.first_name].filter(Boolean).join(", ") : words().unknownName;
  const who = [ageAndSex(summary.arrival ?? {}), summary.arrival?.callsign ?? summary.sender.callsign].filter(Boolean).join(" · ");
  return (
    <li>
      <a class={`item ${priority} ${summary.state}`} href={addressOf(summary.mailbox, summary.case)} aria-current={open ? "true" : undefined}>
        <PriorityMark priority={priority} />
        <span class="what"><strong class="keyword">{summary.arrival?.keyword ?? "–"}</strong><span class="who">{name}</span><span class="who">{who}</span></span>
        <ArrivalTime summary={summary} />
        <StateLine summary={summary} />
      </a>
    </li>
  );
}

function matches(summary: CaseSummary, search: string): boolean {
  const { arrival, patient, sender } = summary;
  const all = [arrival?.keyword, arrival?.callsign, arrival?.text, patient?.last_name, patient?.first_name, sender.callsign];
  return all.some((part) => part?.toLowerCase().includes(search));
}

export function CaseList() {
  const said = words();
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  const shown = sortedCases.value.filter((summary) => wanted === "" || matches(summary, wanted));
  return (
    <nav class="list" aria-label={said.list}>
      <div class="tools"><input type="search" aria-label={said.search} placeholder={`${said.search} …`} value={search} onInput={(event) => setSearch(event.currentTarget.value)} /></div>
      {!known.value ? <p class="nothing" role="status">{said.connecting}</p>
        : sortedCases.value.length === 0 ? <div class="nothing"><p>{said.none}</p><small>{said.noneHint}</small></div>
        : shown.length === 0 ? <p class="nothing">{said.noMatch}</p>
        : <ul>{shown.map((summary) => <Item key={keyOf(summary.mailbox, summary.case)} summary={summary} />)}</ul>}
    </nav>
  );
}
