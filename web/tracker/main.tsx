import { effect, untracked } from "@preact/signals";
import { render } from "preact";
import "../shared/tokens.css";
import "./tracker.css";
import "./record.css";
import "./case_parts.css";
import "./rooms.css";
import { Icon } from "../shared/icons";
import { clockTime } from "../shared/language";
import { watchForGesture } from "../shared/motifs";
import type { User } from "./api";
import { CaseList } from "./case_list";
import { CasePage } from "./case_page";
import { feedState, goLive, lastWord, unseenCount } from "./cases";
import { Header } from "./header";
import { RoomPage } from "./room_page";
import { room, roomAddress, route } from "./route";
import { resumeSession, session } from "./session";
import { SignIn } from "./sign_in";
import { UndoBar } from "./undo_bar";
import { words } from "./words";

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
  const inside = mustChangePassword ? "account" : room.value;
  return (
    <div class={`tracker${feedState.value.kind === "lost" ? " stale" : ""}${open || inside ? " inside" : ""}`}>
      <Header user={user} />
      <div class="banners"><Lost />{mustChangePassword && <p class="notice" role="status">{said.changePassword}</p>}</div>
      {!inside && <CaseList mailboxes={user.mailboxes} />}
      <main tabIndex={-1} class={inside ? "room-page" : ""}>
        {(open || inside) && <a class="back" href={roomAddress(null)}>{said.backToList}</a>}
        {inside ? <RoomPage name={inside} user={user} /> : open ? <CasePage key={`${open.mailbox}/${open.case}`} {...open} /> : <p class="nothing">{said.chooseHint}</p>}
      </main>
      <UndoBar />
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

watchForGesture();
render(<App />, document.getElementById("app") as HTMLElement);
void resumeSession();
