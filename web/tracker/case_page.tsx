// One case on one page: the worry first, then what was measured, given and done, then everything else that was sent.
import { useEffect, useState } from "preact/hooks";
import { now } from "../shared/clock";
import { Icon } from "../shared/icons";
import { dayAndTime } from "../shared/language";
import { Actions } from "./actions";
import { Alarms } from "./alarms";
import { Altered } from "./altered";
import { ApiError, type CaseAnswer, type CaseSummary, fetchCase } from "./api";
import { Answers } from "./answers";
import { Attachments, isEcg } from "./attachments";
import { Head, Worry } from "./case_head";
import { cases, changedUnlisted, keyOf } from "./cases";
import { Changes } from "./changes";
import { Deliveries } from "./deliveries";
import { deedWords } from "./deed_words";
import { Part, Section } from "./details";
import { doubtWords } from "./doubt_words";
import { noteDoubts } from "./implausible";
import { allAttachments, PartNotice, Vehicles } from "./joining";
import { Later } from "./later";
import { may } from "./rights";
import { HandoverCard, readBackTicked } from "./handover_card";
import { Protocols } from "./protocols";
import type { Route } from "./route";
import { Scores } from "./scores";
import { ended } from "./session";
import { standingOf } from "./standing";
import { Telemetry } from "./telemetry";
import { Timeline } from "./timeline";
import { Times } from "./times";
import { Vitals } from "./vitals";
import { words } from "./words";

function Versions({ answer }: { answer: CaseAnswer }) {
  const said = words();
  return (
    <Section title={said.sections.versions}>
      <ol class="items versions">
        {answer.versions.map(({ transmission, sequence, kind, received_at, integrity }) => (
          <li key={transmission}>{said.version(sequence)}, {said.kinds[kind] ?? kind}, <time dateTime={received_at}>{dayAndTime(received_at, now.peek())}</time>{integrity === "changed" && <>, <strong>{doubtWords().alteredVersion}</strong></>}</li>
        ))}
      </ol>
    </Section>
  );
}

/** Shown as labelled values, in the order a handover asks for them. */
const parts: [name: string, skip?: string[]][] = [
  ["cancellation"], ["callback"], ["questionnaire"], ["findings"], ["injuries"], ["measures"], ["history"], ["patient"], ["insurance"],
  ["pre_notification", ["text", "diagnosis"]], ["mission"], ["times"], ["crew"], ["handover"], ["remarks"], ["assignment"],
  ["position"], ["telemetry"], ["mind"],
];
const elsewhere = ["schema_version", "slip", "answer_key", "arrival", "measurements", "scores", "medication", "attachments", "protocols", ...parts.map(([name]) => name)];

function Sheet({ answer, summary, fresh }: { answer: CaseAnswer; summary: CaseSummary; fresh: string }) {
  const { record } = answer;
  const standing = standingOf(answer);
  const place = { mailbox: summary.mailbox, caseId: summary.case };
  const attachments = allAttachments(answer);
  const others = attachments.filter((one) => !isEcg(one) && one.kind !== "protocol_pdf");
  return (
    <>
      <Altered answer={answer} />
      <Head answer={answer} summary={summary} />
      <PartNotice answer={answer} />
      <Actions summary={summary} answers={answer.answers} standing={standing} />
      <Worry answer={answer} summary={summary} />
      <Changes mailbox={summary.mailbox} case={summary.case} fresh={fresh} attachments={attachments} flags={answer.flags ?? []} />
      <Vehicles answer={answer} />
      <Times answer={answer} summary={summary} />
      <Vitals record={record} />
      <HandoverCard record={record} summary={summary} />
      <Telemetry answer={answer} />
      <Attachments all={attachments.filter(isEcg)} {...place} />
      <Scores record={record} />
      <Timeline record={record} />
      <Attachments all={others} {...place} />
      <Protocols record={record} all={attachments} {...place} />
      <div class="parts">
        {parts.map(([name, skip = []]) => <Part key={name} record={record} name={name} skip={skip} />)}
        {Object.keys(record).filter((name) => !elsewhere.includes(name)).map((name) => <Part key={name} record={record} name={name} />)}
        <Versions answer={answer} />
      </div>
      {may("links.read") && <Later name="kis" fetchPart={() => import("./rooms/kis")} props={{ summary }} />}
      <Answers all={answer.answers} parts={answer.parts ?? []} summary={summary} standing={standing} />
      <Alarms summary={summary} parts={answer.parts ?? []} />
      <Deliveries answer={answer} />
    </>
  );
}

/** Changes whenever there is something to fetch anew; news of a joint case's parts are in none of these. */
function freshness(live: CaseSummary | undefined): string {
  if (!live) return "";
  const { updated_at, sequence, attachments, deliveries, seen_at, accepted_at, destination, handed_over_at, state } = live;
  return [updated_at, sequence, attachments, Object.values(deliveries), seen_at, accepted_at, destination, handed_over_at, state].join(" ");
}

/** Who may read the list but not this case: it has left the list. */
function problemOf(error: unknown): "gone" | "archived" | "failed" {
  const status = error instanceof ApiError ? error.status : 0;
  return status === 404 ? "gone" : status !== 403 ? "failed" : may("cases.read") && !may("archive.read") ? "archived" : "gone";
}

export function CasePage({ mailbox, case: id }: Route) {
  const said = words();
  const [answer, setAnswer] = useState<CaseAnswer | null>(null);
  const [problem, setProblem] = useState<"gone" | "archived" | "failed" | null>(null);
  const [attempt, setAttempt] = useState(0);
  const live = cases.value.get(keyOf(mailbox, id));
  const fresh = freshness(live);
  useEffect(() => void (readBackTicked.value = false), [mailbox, id]);
  useEffect(() => {
    let current = true;
    fetchCase(mailbox, id)
      .then((got) => current && (noteDoubts(got), setAnswer(got), setProblem(null)))
      .catch((error: unknown) => current && !ended(error) && setProblem(problemOf(error)));
    return () => void (current = false);
  }, [mailbox, id, fresh, live?.parts?.length ? live : null, changedUnlisted.value, attempt]);

  if (problem === "gone") return <p class="nothing">{said.caseGone}</p>;
  if (problem === "archived") return <p class="nothing">{deedWords().archivedOutOfReach}</p>;
  return (
    <article aria-label={live?.arrival?.keyword ?? said.title}>
      {problem === "failed" && (
        <p class="notice" role="alert"><Icon name="warning" /> {said.caseFailed} <button onClick={() => setAttempt(attempt + 1)}>{said.again}</button></p>
      )}
      {answer ? <Sheet answer={answer} summary={live ?? answer.summary} fresh={`${live?.sequence} ${live?.attachments}`} /> : !problem && <p class="nothing" role="status">{said.loading}</p>}
    </article>
  );
}
