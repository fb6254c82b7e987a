// Which case is open stands in the address (#/mailbox/case), so that a reload comes back to it.
import { signal } from "@preact/signals";

export interface Route {
  mailbox: string;
  case: string;
}

function read(): Route | null {
  const [, mailbox, id] = /^#\/([a-z0-9-]+)\/([0-9a-f]{32})$/.exec(location.hash) ?? [];
  return mailbox && id ? { mailbox, case: id } : null;
}

export const route = signal<Route | null>(read());
addEventListener("hashchange", () => (route.value = read()));

export const addressOf = (mailbox: string, id: string) => `#/${mailbox}/${id}`;
