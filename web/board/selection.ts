// Which entries are shown and in which order: filter, expiry, sort order and number as configured. No I/O, no clock.
import type { Priority } from "../shared/arrival";
import type { Configuration } from "./configuration";
import { passes } from "./configuration";
import { type Entry, settled, unseen } from "./entries";

const MINUTE = 60_000;
const ARRIVED_STAYS = 2 * MINUTE;
const CANCELLED_STAYS = 5 * MINUTE;
const rank: Record<Priority, number> = { sk1: 0, sk2: 1, sk3: 2, none: 3 };

export const priorityOf = (entry: Entry): Priority => entry.arrival?.priority ?? "none";

/** After its expected arrival (without one: its receipt) an entry leaves; arrived and cancelled ones sooner. */
function gone(entry: Entry, config: Configuration, now: number): boolean {
  if ((entry.eta ?? entry.receivedAt) + config.expiry_minutes * MINUTE < now) return true;
  if (entry.settledAt === null) return false;
  return now - entry.settledAt > (entry.state === "arrived" ? ARRIVED_STAYS : CANCELLED_STAYS);
}

type Compare = (a: Entry, b: Entry) => number;
const minute = (entry: Entry) => (entry.eta === null ? Infinity : Math.floor(entry.eta / MINUTE));
const difference = (a: number, b: number) => (a === b ? 0 : a - b);
const byEta: Compare = (a, b) => difference(minute(a), minute(b));
const byPriority: Compare = (a, b) => rank[priorityOf(a)] - rank[priorityOf(b)];
const byReceipt: Compare = (a, b) => a.receivedAt - b.receivedAt || (a.id < b.id ? -1 : 1);
const bySettled: Compare = (a, b) => Number(settled(a)) - Number(settled(b));
const byUnreadable: Compare = (a, b) => Number(b.arrival === null) - Number(a.arrival === null);

const orders: Record<Configuration["sort_order"], Compare[]> = {
  eta: [byEta, byPriority],
  priority: [byPriority, byEta],
  received: [],
};

export interface Selection {
  shown: Entry[];
  /** Passed the filter but not the number of entries: their number is said, they are not kept silent. */
  beyond: number;
}

export function select(all: Iterable<Entry>, config: Configuration, now: number): Selection {
  const order = [bySettled, byUnreadable, ...(orders[config.sort_order] ?? orders.eta), byReceipt];
  const chosen = [...all]
    .filter((entry) => !gone(entry, config, now))
    .filter((entry) => entry.arrival === null || passes(config.filter, entry.arrival))
    .sort((a, b) => order.reduce((result, compare) => result || compare(a, b), 0));
  return { shown: chosen.slice(0, config.entries), beyond: Math.max(0, chosen.length - config.entries) };
}

/** The pages of `size` rows. Red ones that nobody has seen are repeated on top of every page. */
export function paged(shown: Entry[], size: number): Entry[][] {
  if (shown.length <= size) return [shown];
  const pinned = shown.filter((entry) => priorityOf(entry) === "sk1" && unseen(entry)).slice(0, Math.floor(size / 4));
  const pages = [shown.slice(0, size)];
  const rest = shown.slice(size).filter((entry) => !pinned.includes(entry));
  const each = size - pinned.length;
  for (let from = 0; from < rest.length; from += each) pages.push([...pinned, ...rest.slice(from, from + each)]);
  return pages;
}
