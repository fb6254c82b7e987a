// The rooms beside the live list, each fetched when it is entered, each only for those who may.
import type { User } from "./api";
import { Later } from "./later";
import { listWords } from "./list_words";
import { allowedRooms } from "./rights";
import type { Room } from "./route";
import { words } from "./words";

const parts = {
  archive: () => import("./rooms/archive"),
  figures: () => import("./rooms/figures"),
  deliveries: () => import("./rooms/outbox"),
  "self-test": () => import("./rooms/self_test"),
  alarms: () => import("./rooms/alarm_rules"),
  people: () => import("./rooms/people"),
  mailboxes: () => import("./rooms/mailboxes"),
  boards: () => import("./rooms/boards"),
  retention: () => import("./rooms/retention"),
  audit: () => import("./rooms/audit"),
  account: () => import("./rooms/account"),
};

export function RoomPage({ name, user }: { name: Room; user: User }) {
  const title = listWords().rooms[name];
  if (name !== "account" && !allowedRooms().includes(name)) return <p class="nothing" role="alert">{words().notAllowed(title)}</p>;
  return (
    <div class="room-body">
      <h2>{title}</h2>
      <Later name={name} fetchPart={parts[name]} props={{ user }} />
    </div>
  );
}
