// Search and filter above the list. New ones cannot be filtered away by accident: how many are hidden is always said.
import { useEffect, useRef } from "preact/hooks";
import type { Mailbox } from "./api";
import { sortedCases } from "./cases";
import { changeFilter, listFilter, search, showEverything, shownCases, stageCounts, toggleStage } from "./list_filter";
import { listWords } from "./list_words";
import { onKey } from "./keys";
import { stages } from "./stage";
import { words } from "./words";

export function ListTools({ mailboxes }: { mailboxes: Mailbox[] }) {
  const said = listWords();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => onKey("search", () => field.current?.focus()), []);
  const { hidden, mailbox } = listFilter.value;
  const missing = sortedCases.value.length - shownCases.value.length;
  return (
    <div class="tools">
      <input ref={field} type="search" aria-label={words().search} placeholder={`${words().search} …`} value={search.value} onInput={(event) => (search.value = event.currentTarget.value)} />
      {mailboxes.length > 1 && (
        <select aria-label={said.mailbox} value={mailbox} onChange={(event) => changeFilter({ mailbox: event.currentTarget.value })}>
          <option value="">{said.allMailboxes}</option>
          {mailboxes.map(({ id, name }) => <option value={id}>{name}</option>)}
        </select>
      )}
      <div class="chips" role="group" aria-label={said.filter}>
        {stages.filter((stage) => stageCounts.value[stage] > 0 || hidden.includes(stage)).map((stage) => (
          <button type="button" class={`chip ${stage}`} aria-pressed={!hidden.includes(stage)} onClick={() => toggleStage(stage)}>{said.stages[stage]} {stageCounts.value[stage]}</button>
        ))}
      </div>
      {missing > 0 && <p class="hidden-count" role="status">{said.hidden(missing)} <button type="button" class="link" onClick={showEverything}>{said.showAll}</button></p>}
    </div>
  );
}
