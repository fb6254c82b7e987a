// Which cases the list shows: kept in this browser, without anything about a patient. The search is forgotten with the page.
import { computed, signal } from "@preact/signals";
import { calmNow } from "../shared/clock";
import type { CaseSummary } from "./api";
import { sortedCases } from "./cases";
import { type Stage, stageOf, stages } from "./stage";

export interface ListFilter {
  /** Stages that are not shown. */
  hidden: Stage[];
  /** Empty: all. */
  mailbox: string;
}

const STORED = "vorab-tracker-list";
const everything: ListFilter = { hidden: [], mailbox: "" };

function stored(): ListFilter {
  try {
    return { ...everything, ...(JSON.parse(localStorage.getItem(STORED) ?? "{}") as Partial<ListFilter>) };
  } catch {
    return everything;
  }
}

export const listFilter = signal<ListFilter>(stored());
export const search = signal("");

export function changeFilter(change: Partial<ListFilter>): void {
  listFilter.value = { ...listFilter.value, ...change };
  localStorage.setItem(STORED, JSON.stringify(listFilter.value));
}

export function showEverything(): void {
  search.value = "";
  changeFilter(everything);
}

export const toggleStage = (stage: Stage) => {
  const { hidden } = listFilter.value;
  changeFilter({ hidden: hidden.includes(stage) ? hidden.filter((one) => one !== stage) : [...hidden, stage] });
};

function matches({ arrival, patient, sender }: CaseSummary, wanted: string): boolean {
  const all = [arrival?.keyword, arrival?.callsign, arrival?.text, patient?.last_name, patient?.first_name, sender.callsign];
  return all.some((part) => part?.toLowerCase().includes(wanted));
}

export const stageCounts = computed(() => {
  const counts = Object.fromEntries(stages.map((stage) => [stage, 0])) as Record<Stage, number>;
  for (const summary of sortedCases.value) counts[stageOf(summary, calmNow.value)]++;
  return counts;
});

export const shownCases = computed(() => {
  const { hidden, mailbox } = listFilter.value;
  const wanted = search.value.trim().toLowerCase();
  return sortedCases.value.filter((summary) =>
    (mailbox === "" || summary.mailbox === mailbox) && !hidden.includes(stageOf(summary, calmNow.value)) && (wanted === "" || matches(summary, wanted)));
});
