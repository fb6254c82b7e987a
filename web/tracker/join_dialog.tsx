// Which of the open cases is the same patient? Likely ones first, each with what speaks for it and against it; a person decides.
import { ageAndSex } from "../shared/arrival_words";
import { Icon } from "../shared/icons";
import { PriorityMark } from "../shared/priority_mark";
import type { CaseSummary } from "./api";
import { ArrivalTime } from "./arrival_time";
import { sortedCases } from "./cases";
import { deedWords } from "./deed_words";
import { Dialog } from "./dialog";
import { against, likeness } from "./likeness";
import { words } from "./words";

interface Candidate {
  other: CaseSummary;
  likely: boolean;
  weight: number;
  reasons: [speaks: "for" | "against" | "time", text: string][];
}

function candidatesFor(summary: CaseSummary): Candidate[] {
  const said = deedWords().reasons;
  const open = sortedCases.value.filter(({ mailbox, case: id, state }) => mailbox === summary.mailbox && id !== summary.case && state !== "cancelled");
  return open.map((other) => {
    const { weight, found, minutesApart } = likeness(summary, other);
    const reasons: Candidate["reasons"] = found.map((name) => [against.includes(name) ? "against" : "for", said[name]]);
    if (minutesApart !== null && minutesApart <= 60) reasons.push(["time", said.apart(minutesApart)]);
    return { other, weight, likely: weight >= 3, reasons };
  }).sort((a, b) => b.weight - a.weight);
}

function Row({ candidate: { other, reasons }, choose }: { candidate: Candidate; choose: (part: CaseSummary) => void }) {
  const { arrival, patient, sender } = other;
  const name = patient?.last_name ? [patient.last_name, patient.first_name].filter(Boolean).join(", ") : words().unknownName;
  const callsign = arrival?.callsign ?? sender.callsign;
  return (
    <li>
      <PriorityMark priority={arrival?.priority ?? "none"} />
      <span class="what">
        <strong class="keyword">{arrival?.keyword ?? "–"}</strong>
        <span class="who">{[name, ageAndSex(arrival ?? {}), callsign].filter(Boolean).join(" · ")}</span>
        <span class="reasons">{reasons.map(([speaks, text]) => <span>{speaks !== "time" && <Icon name={speaks === "for" ? "check" : "warning"} />} {text}</span>)}</span>
      </span>
      <ArrivalTime summary={other} />
      <button type="button" onClick={() => choose(other)}>{deedWords().joinThis}<span class="hidden-visually"> {arrival?.keyword} {callsign}</span></button>
    </li>
  );
}

export default function JoinDialog({ summary, choose, close }: { summary: CaseSummary; choose: (part: CaseSummary) => void; close: () => void }) {
  const said = deedWords();
  const all = candidatesFor(summary);
  const groups = [[said.likely, all.filter(({ likely }) => likely)], [said.others, all.filter(({ likely }) => !likely)]] as const;
  return (
    <Dialog title={said.join} close={close}>
      <p tabIndex={-1} autofocus>{said.joinHint}</p>
      {all.length === 0 && <p class="nothing">{said.noOthers}</p>}
      {groups.map(([title, some]) => some.length > 0 && (
        <section aria-label={title}>
          <h3>{title}</h3>
          <ul class="candidates">{some.map((candidate) => <Row key={candidate.other.case} candidate={candidate} choose={choose} />)}</ul>
        </section>
      ))}
      <p><button type="button" onClick={close}>{said.cancel}</button></p>
    </Dialog>
  );
}
