// The wall display: header, rows, footer.
import { computed, signal } from "@preact/signals";
import type { Priority } from "../shared/arrival";
import { arrivalWords } from "../shared/arrival_words";
import { calmNow, now } from "../shared/clock";
import { minutesSince } from "../shared/eta";
import { Icon } from "../shared/icons";
import { clockTime, clockTimeSeconds } from "../shared/language";
import { PriorityMark } from "../shared/priority_mark";
import type { Configuration } from "./configuration";
import { entries, settled } from "./entries";
import { configuration, feedState, lastProof, lastWord, lostSince } from "./live";
import { type Plan, planFor } from "./layout";
import { Row } from "./row";
import { paged, priorityOf, select, type Selection } from "./selection";
import { settings, settingsOpen } from "./settings";
import { unblockSound } from "../shared/motifs";
import { soundState } from "./sound";
import { words } from "./words";

const PAGE_MS = 10_000;

export const windowSize = signal({ width: innerWidth, height: innerHeight });
addEventListener("resize", () => (windowSize.value = { width: innerWidth, height: innerHeight }));

const selection = computed<Selection>(() =>
  configuration.value ? select(entries.value.values(), configuration.value, calmNow.value) : { shown: [], beyond: 0 });

export const plan = computed<Plan>(() => {
  const { inches, metres } = settings.value;
  const withText = configuration.value?.announcement_text ?? false;
  return planFor(selection.value.shown.length, withText, { ...windowSize.value, inches, metres });
});

const pages = computed(() => paged(selection.value.shown, plan.value.size));

/** The first page stays twice as long as the others. */
const page = computed(() => {
  const count = pages.value.length;
  const slot = Math.floor(now.value / PAGE_MS) % (count + 1);
  return count === 1 ? 0 : Math.max(0, slot - 1);
});

function Header({ config }: { config: Configuration }) {
  const since = lostSince.value;
  const said = words();
  const time = <time class="clock">{clockTime(now.value)}</time>;
  if (feedState.value.kind === "lost") {
    const what = since === null ? said.neverConnected : said.lostSince(clockTime(since));
    return (
      <header class="lost">
        <h1 class="place"><span role="alert"><Icon name="warning" /> {what}{config.connection_lost_text && ` · ${config.connection_lost_text}`}</span></h1>
        {time}
      </header>
    );
  }
  const coming = selection.value.shown.filter((entry) => !settled(entry));
  return (
    <header>
      <h1 class="place">{config.description || said.title}</h1>
      {coming.some((entry) => entry.arrival?.flags?.includes("mass_casualty")) && <span class="mci">{arrivalWords().flagShort.mass_casualty}</span>}
      <span class="counts">
        {(["sk1", "sk2", "sk3"] as Priority[]).map((priority) => (
          <span><PriorityMark priority={priority} /> {coming.filter((entry) => priorityOf(entry) === priority).length}</span>
        ))}
      </span>
      {time}
    </header>
  );
}

function Empty({ lost }: { lost: boolean }) {
  const said = words();
  const connecting = feedState.value.kind === "connecting";
  const [text, hint] = lost ? [said.lostEmpty, said.lostEmptyHint] : connecting ? [said.connecting, ""] : [said.empty, said.emptyHint];
  return <div class="empty"><p>{text}</p><small>{hint}</small></div>;
}

function SoundButton() {
  const said = words();
  const state = soundState.value;
  const text = { on: said.soundOn, off: said.soundOff, blocked: said.soundBlocked }[state];
  const press = () => (state === "blocked" ? void unblockSound() : (settingsOpen.value = true));
  return (
    <button class={`foot-button sound ${state}`} onClick={press}>
      <Icon name={state === "on" ? "sound" : "silent"} /> {text}
    </button>
  );
}

function Footer() {
  const said = words();
  const { kind, attempt } = feedState.value;
  const { beyond } = selection.value;
  const alive = kind === "live" && lastWord.value !== null ? clockTimeSeconds(lastWord.value) : "";
  const status = kind === "lost" ? said.retry(attempt) : kind === "live" ? said.connected : said.connecting;
  return (
    <footer>
      <span class={`status ${kind}`}>
        {kind === "lost" ? <Icon name="warning" /> : <span class="pulse" />} {status} <time>{alive}</time>
      </span>
      <span class="paging">
        {[pages.value.length > 1 && said.page(page.value + 1, pages.value.length), beyond > 0 && said.beyond(beyond),
          kind === "live" && lastProof.value !== null && said.proof(minutesSince(lastProof.value, now.value))]
          .filter(Boolean).join(" · ")}
      </span>
      <SoundButton />
      <button class="foot-button" aria-label={said.settings} onClick={() => (settingsOpen.value = true)}><Icon name="settings" /></button>
    </footer>
  );
}

export function Board({ config }: { config: Configuration }) {
  const lost = feedState.value.kind === "lost";
  const { mode, narrow, rowsPerColumn, withText } = plan.value;
  const rows = pages.value[Math.min(page.value, pages.value.length - 1)] ?? [];
  const style = mode === "two" ? { gridTemplateRows: `repeat(${rowsPerColumn}, auto)` } : undefined;
  return (
    <div class={`board ${mode}${lost ? " stale" : ""}${withText ? " with-text" : ""}${narrow ? " narrow" : ""}`}>
      <Header config={config} />
      <main aria-label={words().title}>
        {rows.length === 0
          ? <Empty lost={lost} />
          : <ul class="rows" style={style}>
              {rows.map((entry) => <Row key={entry.id} entry={entry} mode={mode} withText={withText} config={config} now={calmNow.value} lost={lost} />)}
            </ul>}
      </main>
      <Footer />
    </div>
  );
}
