// The line above everything: where one is, whether the server speaks, when it was last proved to work, sound, and who is here.
import { useEffect, useState } from "preact/hooks";
import { calmNow } from "../shared/clock";
import { instant, minutesSince } from "../shared/eta";
import { Icon } from "../shared/icons";
import { clockTimeSeconds } from "../shared/language";
import { unblockSound } from "../shared/motifs";
import { muteForMinutes, soundState } from "./alerts";
import type { Mailbox, User } from "./api";
import { feedState, lastWord, proofs, sortedCases } from "./cases";
import { Fold } from "./fold";
import { Help, helpOpen } from "./help";
import { onKey } from "./keys";
import { Later } from "./later";
import { listWords } from "./list_words";
import { Preferences } from "./preferences";
import { allowedRooms } from "./rights";
import { type Room, room, roomAddress, route } from "./route";
import { leave } from "./session";
import { actionWords } from "./action_words";
import { words } from "./words";

/** Alive only while the server says so; the time is that of its last word. */
function Connection() {
  const said = words();
  const { kind } = feedState.value;
  if (kind === "lost") return null;
  const text = kind === "live" ? said.connected : said.connecting;
  return <span class={`connection ${kind}`}><span class="dot" /> {text} <time>{lastWord.value !== null && clockTimeSeconds(lastWord.value)}</time></span>;
}

/** The oldest proof of this user's mailboxes, or the one that failed. */
function LastProof({ mailboxes }: { mailboxes: Mailbox[] }) {
  const said = listWords();
  const all = proofs.value;
  if (all.length === 0 || feedState.value.kind === "lost") return null;
  const bad = all.find(({ ok, last_proof }) => !ok && last_proof !== null);
  if (bad) return <span class="alarm urgent"><Icon name="warning" /> {said.proofFailed(mailboxes.find(({ id }) => id === bad.mailbox)?.name ?? bad.mailbox)}</span>;
  const times = all.map(({ last_proof }) => instant(last_proof));
  if (times.includes(null)) return <span class="proof">{said.noProof}</span>;
  return <span class="proof"><Icon name="check" /> {said.proof(minutesSince(Math.min(...(times as number[])), calmNow.value))}</span>;
}

function Sound({ mailboxes }: { mailboxes: Mailbox[] }) {
  const said = listWords();
  const [open, setOpen] = useState(false);
  const state = soundState.value;
  useEffect(() => onKey("mute", muteForMinutes), []);
  const press = () => (state === "blocked" ? void unblockSound() : setOpen(true));
  return (
    <>
      <button type="button" class={`sound ${state}`} onClick={press}><Icon name={state === "on" ? "sound" : "silent"} /> {said.sound[state]}</button>
      {state === "blocked" && <button type="button" aria-label={said.settings} onClick={() => setOpen(true)}><Icon name="settings" /></button>}
      {open && <Later name="alerts" fetchPart={() => import("./alert_dialog")} props={{ mailboxes, close: () => setOpen(false) }} />}
    </>
  );
}

/** What is needed each day; the rest stands behind one word where it would be too much for a line. */
const daily: Room[] = ["archive", "figures", "deliveries"];

function Rooms() {
  const said = listWords();
  const here = room.value;
  const all = allowedRooms();
  const behind = all.length > 5 ? all.filter((name) => !daily.includes(name)) : [];
  const link = (name: Room) => <a href={roomAddress(name)} aria-current={here === name ? "page" : undefined}>{said.rooms[name]}</a>;
  return (
    <nav class="rooms" aria-label={said.nav}>
      <a href={roomAddress(null)} aria-current={here === null ? "page" : undefined}>{said.current} <span class="count">{sortedCases.value.length}</span></a>
      {all.filter((name) => !behind.includes(name)).map(link)}
      {behind.length > 0 && <Fold name="more" current={here !== null && behind.includes(here)} word={said.administration}>{behind.map(link)}</Fold>}
    </nav>
  );
}

/** What one needs once a shift: account, language, colours, keys, and the way out. */
function Menu({ user }: { user: User }) {
  return (
    <Fold name="menu" word={<><Icon name="settings" /> <span class="name">{user.first_name} {user.last_name}</span></>}>
      <a class="user button" href={roomAddress("account")}>{listWords().rooms.account}</a>
      <Preferences />
      <button type="button" aria-keyshortcuts="?" onClick={() => (helpOpen.value = true)}>{actionWords().help}</button>
      <button type="button" onClick={() => void leave()}>{words().signOut}</button>
    </Fold>
  );
}

export function Header({ user }: { user: User }) {
  return (
    <header class={route.value || room.value ? "top inside" : "top"}>
      <h1 class="hidden-visually">{words().title}</h1>
      <Rooms />
      <Connection />
      <LastProof mailboxes={user.mailboxes} />
      <Sound mailboxes={user.mailboxes} />
      <Menu user={user} />
      <Help />
    </header>
  );
}
