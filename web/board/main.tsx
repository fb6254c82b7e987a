import { effect, signal, untracked } from "@preact/signals";
import { render } from "preact";
import "../shared/tokens.css";
import "./board.css";
import "./panel.css";
import { Board, plan } from "./board";
import { shiftAgainstBurnIn } from "./burn_in";
import { configuration, goLive } from "./live";
import { resumeSession, session } from "./session";
import { night, theme } from "./settings";
import { watchForGesture } from "../shared/motifs";
import { keepAwake } from "./wake_lock";
import { words } from "./words";

const RETRY_MS = 3000;

/** Licence page and settings, once they are here. */
const panels = signal<typeof import("./panels") | null>(null);

/** Before the first answer. A wall that cannot reach its server must say so, not look as if it were about to. */
function Starting({ unreachable }: { unreachable: boolean }) {
  const said = words();
  return (
    <main class="starting">
      <h1>{said.title}</h1>
      {unreachable ? <p class="problem" role="alert">{said.neverConnected}. {said.lostEmptyHint}</p> : <p role="status">{said.connecting}</p>}
    </main>
  );
}

function App() {
  const now = session.value;
  const more = panels.value;
  if (now.kind === "starting") return <Starting unreachable={now.unreachable} />;
  if (now.kind === "licence") return more ? <more.LicencePage problem={now.problem} /> : <Starting unreachable={false} />;
  return <><Board config={configuration.value ?? now.config} />{more && <more.SettingsDialog />}</>;
}

async function start(): Promise<void> {
  try {
    await resumeSession();
    panels.value ??= await import("./panels");
  } catch {
    session.value = { kind: "starting", unreachable: true };
    setTimeout(() => void start(), RETRY_MS);
  }
}

const root = document.documentElement;
effect(() => {
  root.dataset.theme = theme.value;
  root.toggleAttribute("data-night", night.value);
});
effect(() => root.style.setProperty("--u", `${plan.value.unit}px`));
effect(() => void (document.title = words().title));
effect(() => {
  const now = session.value;
  return now.kind === "open" ? untracked(() => goLive(now.key, now.config)) : undefined;
});

shiftAgainstBurnIn(root);
keepAwake();
watchForGesture();
render(<App />, document.getElementById("app") as HTMLElement);
void start();
