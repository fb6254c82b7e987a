// When it was announced, seen, accepted, when the patient arrived and was handed over; what has not happened stands there, too.
import { clockTime } from "../shared/language";
import { instant, minutesSince } from "../shared/eta";
import type { CaseAnswer, CaseSummary } from "./api";
import { cardWords } from "./card_words";
import { Section } from "./details";

export function Times({ answer, summary }: { answer: CaseAnswer; summary: CaseSummary }) {
  const said = cardWords();
  const arrived = summary.arrived_at ?? answer.answers.find(({ event }) => event === "arrived")?.at;
  const announced = instant(summary.received_at);
  const steps: [name: string, at: string | null | undefined, by?: string | null][] = [
    [said.steps.announced, summary.received_at, summary.sender.callsign],
    [said.steps.seen, summary.seen_at, summary.seen_by],
    [said.steps.accepted, summary.accepted_at, summary.accepted_by],
    [said.steps.arrived, arrived],
    [said.steps.handedOver, summary.handed_over_at, summary.handed_over_by],
  ];
  return (
    <Section title={said.times}>
      <ol class="steps">
        {steps.map(([name, at, by], index) => (
          <li class={at ? "done" : "open"}>
            <span>{name}</span> <strong>{at ? <time dateTime={at}>{clockTime(at)}</time> : "–"}</strong>
            <small>{[index > 0 && at && announced !== null && said.after(minutesSince(announced, Date.parse(at))), at && by].filter(Boolean).join(" · ")}</small>
          </li>
        ))}
      </ol>
    </Section>
  );
}
