// The items that a board is configured by, and what they were before.
import { now } from "../../shared/clock";
import { arrivalWords } from "../../shared/arrival_words";
import { dayAndTime } from "../../shared/language";
import type { Configuration, Filter } from "../../board/configuration";
import type { Board } from "./board_api";
import { boardWords } from "./board_words";

const priorities = ["sk1", "sk2", "sk3", "none"] as const;

export const startingConfiguration: Configuration = {
  control_centre: "", description: "", connection_lost_text: "", filter: {}, callsign: true, announcement_text: true, entries: 40, expiry_minutes: 180, sort_order: "priority", sound_filter: {},
};

function FilterFields({ name, title, filter }: { name: "filter" | "sound_filter"; title: string; filter: Filter }) {
  return (
    <fieldset>
      <legend>{title}</legend>
      <div class="choices">{priorities.map((one) => <label class="switch"><input type="checkbox" name={`${name}_priorities`} value={one} defaultChecked={filter.priorities?.includes(one) ?? false} /> {arrivalWords().priority[one]}</label>)}</div>
      <label class="field">{boardWords().keywords} <input name={`${name}_keywords`} defaultValue={(filter.keywords ?? []).join(", ")} autocomplete="off" /></label>
    </fieldset>
  );
}

export function BoardFields({ config }: { config: Configuration }) {
  const { members, orders, filter, soundFilter } = boardWords();
  const text = (name: "description" | "control_centre" | "connection_lost_text", maxLength: number, required = false) =>
    <label class="field">{members[name]} <input name={name} maxLength={maxLength} required={required} defaultValue={config[name]} autocomplete="off" /></label>;
  const count = (name: "entries" | "expiry_minutes", max: number) => <label class="field">{members[name]} <input name={name} type="number" min="1" max={max} required defaultValue={String(config[name])} /></label>;
  return (
    <>
      {text("description", 120, true)}
      {text("control_centre", 80)}
      {text("connection_lost_text", 200)}
      <div class="pair">{count("entries", 100)}{count("expiry_minutes", 180)}</div>
      <label class="field">{members.sort_order} <select name="sort_order">{(["priority", "eta", "received"] as const).map((order) => <option value={order} selected={config.sort_order === order}>{orders[order]}</option>)}</select></label>
      <div class="choices">{(["callsign", "announcement_text"] as const).map((name) => <label class="switch"><input type="checkbox" name={name} defaultChecked={config[name]} /> {members[name]}</label>)}</div>
      <FilterFields name="filter" title={filter} filter={config.filter} />
      <FilterFields name="sound_filter" title={soundFilter} filter={config.sound_filter} />
    </>
  );
}

export function configurationOf(form: FormData): Configuration {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const filter = (name: string): Filter => {
    const keywords = text(`${name}_keywords`).split(",").map((word) => word.trim()).filter(Boolean);
    const chosen = form.getAll(`${name}_priorities`) as NonNullable<Filter["priorities"]>;
    return { ...(chosen.length > 0 && { priorities: chosen }), ...(keywords.length > 0 && { keywords }) };
  };
  return {
    description: text("description"), control_centre: text("control_centre"), connection_lost_text: text("connection_lost_text"), sort_order: text("sort_order") as Configuration["sort_order"],
    entries: Number(text("entries")), expiry_minutes: Number(text("expiry_minutes")), callsign: form.has("callsign"), announcement_text: form.has("announcement_text"),
    filter: filter("filter"), sound_filter: filter("sound_filter"),
  };
}

const filterText = ({ priorities: chosen = [], keywords = [] }: Filter) =>
  [...chosen.map((one) => arrivalWords().priority[one]), ...keywords].join(", ") || boardWords().everything;

/** What it shows, in a line. */
export function Summary({ config }: { config: Configuration }) {
  const said = boardWords();
  return <>{said.orders[config.sort_order]}, {said.onBoard(config.entries)} <small>{said.filter}: {filterText(config.filter)}</small> <small>{said.soundFilter}: {filterText(config.sound_filter)}</small></>;
}

export function Former({ board, bringBack, busy }: { board: Board; bringBack: (config: Configuration) => void; busy: boolean }) {
  const said = boardWords();
  if (board.former.length === 0) return null;
  return (
    <details>
      <summary>{said.former} ({board.former.length})</summary>
      <ul class="plain">
        {board.former.map(({ until, by, config }) => (
          <li class="session">
            <span>{config.description} <small>{said.until(dayAndTime(until, now.peek()), by)}</small> <small><Summary config={config} /></small></span>
            <button type="button" disabled={busy} onClick={() => bringBack(config)}>{said.bringBack}</button>
          </li>
        ))}
      </ul>
    </details>
  );
}
