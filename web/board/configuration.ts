// What the server configures for one licence key (schemas/board_feed.schema.json, config).
import type { Arrival, Priority } from "../shared/arrival";

export interface Filter {
  priorities?: Priority[];
  keywords?: string[];
}

export interface Configuration {
  control_centre: string;
  description: string;
  connection_lost_text: string;
  filter: Filter;
  callsign: boolean;
  announcement_text: boolean;
  entries: number;
  expiry_minutes: number;
  sort_order: "eta" | "priority" | "received";
  sound_filter: Filter;
}

/** Empty lists let everything pass. */
export function passes(filter: Filter | null | undefined, arrival: Arrival): boolean {
  const { priorities = [], keywords = [] } = filter ?? {};
  if (priorities.length > 0 && !priorities.includes(arrival.priority ?? "none")) return false;
  const keyword = (arrival.keyword ?? "").toLowerCase();
  return keywords.length === 0 || keywords.some((part) => keyword.includes(part.toLowerCase()));
}
