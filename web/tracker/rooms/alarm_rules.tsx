// The alarm rules, read by trying them: what would a case like this raise, when, whom, with which text? Nobody is called.
import { useState } from "preact/hooks";
import { flagOrder } from "../../shared/arrival";
import { arrivalWords } from "../../shared/arrival_words";
import { clockTime } from "../../shared/language";
import { flagWords } from "../flag_words";
import { words } from "../words";
import { useDeed } from "../deed";
import { dryRun, type Verdict } from "./room_api";
import type { RoomProps } from "./room_props";
import { roomWords } from "./room_words";

function One({ verdict }: { verdict: Verdict }) {
  const said = roomWords();
  const { rule, raised, why, server, due_at, priority, text, chain } = verdict;
  return (
    <li class={`verdict ${raised ? "raised" : ""}`}>
      <h3>{rule} <span class={raised ? "flag solid" : "calm"}>{raised ? said.wouldRaise : said.wouldNot}</span></h3>
      <p class="who">{why}</p>
      {raised && (
        <>
          <p>{[server, priority, due_at && clockTime(due_at)].filter(Boolean).join(" · ")}</p>
          {text && <p class="handset">{text}</p>}
          <ol class="items">{chain.map(({ to, wait_seconds, last_resort }) => <li>{to} <small>{last_resort ? said.lastResort : said.waits(wait_seconds)}</small></li>)}</ol>
        </>
      )}
    </li>
  );
}

export default function AlarmRules({ user }: RoomProps) {
  const said = roomWords();
  const { busy, failure, run } = useDeed();
  const [verdicts, setVerdicts] = useState<Verdict[] | null>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const value = (name: string) => String(form.get(name) ?? "").trim();
    const arrival = {
      ...(value("priority") && { priority: value("priority") }), ...(value("keyword") && { keyword: value("keyword") }), ...(value("age") && { age: Number(value("age")) }),
      flags: form.getAll("flags").map(String), eta: new Date(Date.now() + Number(value("minutes") || 15) * 60_000).toISOString(),
    };
    void run(async () => setVerdicts((await dryRun(value("mailbox"), arrival)).verdicts));
  };
  return (
    <>
      <p class="hint">{said.dryRunHint}</p>
      <form class="grid-form" onSubmit={submit}>
        <label class="field">{said.mailbox} <select name="mailbox">{user.mailboxes.map(({ id, name }) => <option value={id}>{name}</option>)}</select></label>
        <label class="field">{said.searchFields.keyword} <input name="keyword" maxLength={40} /></label>
        <label class="field">{said.priority} <select name="priority">{(["sk1", "sk2", "sk3"] as const).map((one) => <option value={one}>{arrivalWords().priority[one]}</option>)}<option value="">{arrivalWords().priority.none}</option></select></label>
        <label class="field">{said.age} <input name="age" type="number" min="0" max="130" /></label>
        <label class="field">{said.minutesAway} <input name="minutes" type="number" min="0" max="180" value="15" /></label>
        <label class="field">{said.flags} <select name="flags" multiple size={4}>{flagOrder.map((flag) => <option value={flag}>{flagWords()[flag]}</option>)}</select></label>
        <button type="submit" class="primary" disabled={busy}>{said.tryRules}</button>
      </form>
      {failure !== null && <p class="notice" role="alert">{said.failed}</p>}
      {verdicts && (verdicts.length === 0 ? <p class="nothing">{said.noRules}</p> : <ul class="plain" aria-label={words().state}>{verdicts.map((verdict) => <One verdict={verdict} />)}</ul>)}
    </>
  );
}
