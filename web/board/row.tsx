// One arrival as one row: priority, time to arrival, the worry, who and from where, flags, state.
import { sortedFlags } from "../shared/arrival";
import { ageAndSex, arrivalWords } from "../shared/arrival_words";
import { countdown, minutesSince } from "../shared/eta";
import { Icon } from "../shared/icons";
import { clockTime } from "../shared/language";
import { PriorityMark } from "../shared/priority_mark";
import type { Configuration } from "./configuration";
import { type Entry, settled, unseen } from "./entries";
import type { Mode } from "./layout";
import { priorityOf } from "./selection";
import { words } from "./words";

export interface RowProps {
  entry: Entry;
  mode: Mode;
  withText: boolean;
  config: Configuration;
  now: number;
  /** Without connection a countdown would lie: clock times are shown, and how old the row is. */
  lost: boolean;
}

const LONG_KEYWORD = 26;
const flagsShown: Record<Mode, number> = { big: 3, one: 2, two: 1 };
/** "GPS 0:15": who says so, and how long ago; in steps of five seconds, as the rows are drawn. */
function etaOrigin(entry: Entry, now: number, overdue: boolean): string {
  const said = words();
  if (entry.eta === null) return said.received(clockTime(entry.receivedAt));
  const source = entry.arrival?.eta_source;
  const name = entry.etaFromDispatch ? said.dispatch : source ? arrivalWords().source[source] : "";
  const seconds = Math.max(0, Math.floor((now - entry.receivedAt) / 1000));
  const age = seconds < 6000 ? `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}` : `${Math.floor(seconds / 60)}′`;
  return overdue ? name : `${name} ${age}`;
}

function Eta({ entry, mode, now, lost }: RowProps) {
  const said = words();
  const time = entry.eta === null ? null : clockTime(entry.eta);
  if (lost) {
    return (
      <div class="eta">
        <span class="figure">{time ?? "–"}</span>
        {mode === "big" && <span class="origin">{said.old(minutesSince(entry.receivedAt, now))}</span>}
      </div>
    );
  }
  if (settled(entry)) return <div class="eta"><span class="figure" aria-hidden="true">–</span></div>;
  const left = countdown(entry.eta, now);
  const minutes = mode === "two" ? "′" : said.minutes;
  const figure =
    left.kind === "coming" ? <>{left.minutes}<i>{minutes}</i></>
    : left.kind === "overdue" ? <>+{left.minutes}<i>{minutes}</i></>
    : left.kind === "now" ? said.nowHere
    : "–";
  return (
    <div class={`eta ${left.kind}`}>
      {mode === "big" && left.kind === "coming" && left.minutes < 100 && <b class="at">{time} </b>}<span class="figure">{figure}</span>
      {mode === "big" && <span class="origin">{left.kind === "overdue" && `${said.overdue} `}{etaOrigin(entry, now, left.kind === "overdue")}</span>}
      {mode !== "big" && left.kind === "overdue" && <span class="hidden-visually">{said.overdue}</span>}
    </div>
  );
}

function StateTag({ entry, mode }: { entry: Entry; mode: Mode }) {
  const said = words();
  if (entry.alarm) return <span class="tag solid alarm"><Icon name="warning" /> {said.alarm[entry.alarm]}</span>;
  if (entry.state === "new") return <span class="tag solid">{said.isNew}</span>;
  if (entry.state === "changed") return <span class="tag solid">{said.changed}</span>;
  if (entry.state === "arrived") return <span class="tag solid">{said.arrived}</span>;
  if (entry.state === "cancelled") return <span class="tag solid">{said.cancelled}</span>;
  const text = entry.state === "ready" ? (entry.arrival?.destination ?? said.ready) : said.seen;
  if (mode === "two" && entry.state === "seen") return null;
  if (mode === "two") return <span class="calm" role="img" aria-label={text}><Icon name="check" /></span>;
  return <span class={`calm ${entry.state}`}><Icon name="check" /> {text}</span>;
}

/** What the keyword or the header says already is not repeated. */
function Flags({ entry, mode }: { entry: Entry; mode: Mode }) {
  if (mode === "two" && unseen(entry)) return null;
  const said = arrivalWords();
  const keyword = (entry.arrival?.keyword ?? "").toUpperCase();
  const flags = sortedFlags(entry.arrival?.flags)
    .filter((flag) => flag !== "mass_casualty" && !keyword.includes(said.flagShort[flag]));
  const room = mode === "one" && entry.state === "ready" ? 1 : flagsShown[mode];
  const shown = flags.slice(0, room);
  return (
    <span class="flags">
      {shown.map((flag) => <span class="flag">{said.flagShort[flag]}</span>)}
      {flags.length > shown.length && mode !== "two" && <span class="more">+{flags.length - shown.length}</span>}
    </span>
  );
}

function details({ entry, mode, config, lost, now }: RowProps): string {
  const { arrival } = entry;
  if (!arrival) return `${words().unreadableHint} · ${words().received(clockTime(entry.receivedAt))}`;
  const parts = [ageAndSex(arrival)];
  if (lost && mode !== "big") parts.unshift(words().old(minutesSince(entry.receivedAt, now)));
  if (mode === "two") return parts.join(" · ");
  if (config.callsign && arrival.callsign) parts.push(arrival.callsign);
  if (arrival.destination && entry.state !== "ready") parts.push(`→ ${arrival.destination}`);
  return parts.filter(Boolean).join(" · ");
}

export function Row(props: RowProps) {
  const { entry, mode, withText } = props;
  const priority = priorityOf(entry);
  const keyword = entry.arrival ? (entry.arrival.keyword ?? words().noKeyword) : words().unreadable;
  const classes = ["row", priority, entry.state, unseen(entry) && "unseen", !entry.arrival && "unreadable"];
  return (
    <li class={classes.filter(Boolean).join(" ")} data-id={entry.id}>
      {entry.arrival
        ? <PriorityMark priority={priority} />
        : <span class="mark unreadable" role="img" aria-label={words().unreadable}>!</span>}
      <Eta {...props} />
      <div class="lines">
        <div class="line">
          <span class={`keyword${keyword.length > LONG_KEYWORD ? " long" : ""}`}>{keyword}</span>
          {mode !== "big" && <span class="details">{details(props)}</span>}
          {mode !== "big" && <Flags entry={entry} mode={mode} />}
          <StateTag entry={entry} mode={mode} />
        </div>
        {mode === "big" && (
          <div class="line"><span class="details">{details(props)}</span><Flags entry={entry} mode={mode} /></div>
        )}
        {withText && <div class="line said">{entry.arrival?.text}</div>}
      </div>
    </li>
  );
}
