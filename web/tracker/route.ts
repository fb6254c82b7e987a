// What is open stands in the address (#/mailbox/case or #/room), so that a reload comes back to it.
import { signal } from "@preact/signals";

export interface Route {
  mailbox: string;
  case: string;
}

export const rooms = ["archive", "figures", "deliveries", "self-test", "alarms", "people", "mailboxes", "boards", "retention", "audit", "account"] as const;
export type Room = (typeof rooms)[number];

function read(): Route | null {
  const [, mailbox, id] = /^#\/([a-z0-9-]+)\/([0-9a-f]{32})$/.exec(location.hash) ?? [];
  return mailbox && id ? { mailbox, case: id } : null;
}

const readRoom = (): Room | null => rooms.find((name) => location.hash === `#/${name}`) ?? null;

export const route = signal<Route | null>(read());
/** Null for the list of open cases. */
export const room = signal<Room | null>(readRoom());

addEventListener("hashchange", () => {
  route.value = read();
  room.value = readRoom();
});

export const addressOf = (mailbox: string, id: string) => `#/${mailbox}/${id}`;
export const roomAddress = (name: Room | null) => (name ? `#/${name}` : "#/");
