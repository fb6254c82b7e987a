import { effect, untracked } from "@preact/signals";
import { render } from "preact";
import "../shared/tokens.css";
import "./tracker.css";
import "./record.css";
import { Icon } from "../shared/icons";
import { clockTime, clockTimeSeconds } from "../shared/language";
import type { User } from "./api";
import { CaseList } from "./case_list";
import { CasePage } from "./case_page";
import { feedState, goLive, lastWord, sortedCases, unseenCount } from "./cases";
import { Preferences } from "./preferences";
import { route } from "./route";
import { leave, resumeSession, session } from "./session";
import { SignIn } from "./sign_in";
import { words } from "./words";

/** Alive only while the server says so; the time is that of its last word. */
function Connection() {
  const said = words();
  const { kind } = feedState.value;
  if (kind === "lost") return null;
  const text = kind === "live" ? said.connected : said.connecting;
  return <span class={`connection ${kind}`}><span class="dot" /> {text} <time>{lastWord.value !== null && clockTimeSeconds(lastWord.value)}</time></span>;
}

function Lost() {
  const said = words();
  if (feedState.value.kind !== "lost") return null;
  return (
    <p class="lost" role="alert">
      <Icon name="warning" /> {lastWord.value === null ? said.unreachable : `${said.lost(clockTime(lastWord.value))} ${said.lostHint}`}
    </p>
  );
}

function Tracker({ user, mustChangePassword }: { user: User; mustChangePassword: boolean }) {
  const said = words();
  const open = route.value;
  return (
    <div class={feedState.value.kind === "lost" ? "tracker stale" : "tracker"}>
      <header class="top">
        <h1>{said.title} <span class="count">{sortedCases.value.length}</span></h1>
        <Connection />
        <Preferences />
        <span class="user">{user.first_name} {user.last_name}</span>
        <button onClick={() => void leave()}>{said.signOut}</button>
      </header>
      <div class="banners"><Lost />{mustChangePassword && <p class="notice">{said.changePassword}</p>}</div>
      <CaseList />
      <main tabIndex={-1}>{open ? <CasePage key={`${open.mailbox}/${open.case}`} {...open} /> : <p class="nothing">{said.chooseHint}</p>}</main>
    </div>
  );
}

function App() {
  const now = session.value;
  if (now.kind === "signed_out") return <SignIn problem={now.problem} />;
  if (now.kind === "starting") return <main class="sign-in"><p role="status">{now.unreachable ? words().unreachable : words().starting}</p></main>;
  return <Tracker user={now.user} mustChangePassword={now.mustChangePassword} />;
}

const signedIn = () => session.value.kind === "signed_in";
effect(() => (signedIn() ? untracked(goLive) : undefined));
effect(() => {
  document.title = `${unseenCount.value > 0 ? `(${unseenCount.value}) ` : ""}${words().title}`;
});

render(<App />, document.getElementById("app") as HTMLElement);
void resumeSession();
