// Which teams were called for this case, and who has taken the call. What a person must act on stands first and large.
import { useEffect, useState } from "preact/hooks";
import { Icon } from "../shared/icons";
import { clockTime, clockTimeSeconds } from "../shared/language";
import { type Alarm, type CaseAnswer, type CaseSummary, fetchAlarms } from "./api";
import { alarmWords } from "./alarm_words";
import { Section } from "./details";
import { callsignOf } from "./joining";
import { ended } from "./session";

const urgent = (state: string) => state === "unanswered" || state === "failed";

/** One line for the list and the head of the case; nothing where there is nothing to say. */
export function AlarmMark({ summary }: { summary: CaseSummary }) {
  const { alarm } = summary;
  if (alarm.state === "none") return null;
  const text = alarmWords().mark[alarm.state](alarm.by ?? "", alarm.at ? clockTime(alarm.at) : "");
  return urgent(alarm.state) ? <span class="alarm urgent"><Icon name="warning" /> {text}</span> : <span class="calm">{alarm.state === "accepted" && <Icon name="check" />} {text}</span>;
}

function Course({ alarm }: { alarm: Alarm }) {
  const said = alarmWords();
  return (
    <details>
      <summary>{said.course}</summary>
      <ol class="items">
        {alarm.course.map(({ at, event, to, who, detail, text }) => (
          <li><time dateTime={at}>{clockTimeSeconds(at)}</time> {said.events[event] ?? event} · {to}{[who, detail, text].filter(Boolean).map((part) => ` · ${part}`)}</li>
        ))}
      </ol>
    </details>
  );
}

/** Of every vehicle that brings this patient; of several each says whose it is. */
async function alarmsOf(vehicles: CaseSummary[]): Promise<(Alarm & { from?: string })[]> {
  const answers = await Promise.all(vehicles.map(({ mailbox, case: id }) => fetchAlarms(mailbox, id)));
  return answers.flatMap(({ alarms }, index) => alarms.map((one) => (vehicles[index] && vehicles.length > 1 ? { ...one, from: callsignOf(vehicles[index]) } : one)));
}

export function Alarms({ summary, parts }: { summary: CaseSummary; parts: CaseAnswer[] }) {
  const said = alarmWords();
  const [alarms, setAlarms] = useState<(Alarm & { from?: string })[] | null>(null);
  const [failed, setFailed] = useState(false);
  const vehicles = [summary, ...parts.map((part) => part.summary)];
  useEffect(() => {
    let current = true;
    alarmsOf(vehicles)
      .then((all) => current && (setAlarms(all), setFailed(false)))
      .catch((error: unknown) => current && !ended(error) && setFailed(true));
    return () => void (current = false);
  }, [vehicles.map(({ mailbox, case: id, alarm }) => [mailbox, id, alarm.state, alarm.at].join(" ")).join()]);
  return (
    <Section title={said.title} id="alarms">
      {failed && <p class="notice" role="alert">{said.failedToLoad}</p>}
      {alarms?.length === 0 && <p>{said.none}</p>}
      <ul class="plain">
        {alarms?.map((one) => (
          <li class={`alarm-row ${one.state}`}>
            <strong>{one.rule}</strong> {one.from && <small>{one.from} </small>}<span class={`delivery ${urgent(one.state) ? "rejected" : one.state}`}>{said.states[one.state]}</span>{" "}
            {said.calls(one.to, one.server)}{one.by && ` · ${one.by}`}{one.at && ` · ${clockTime(one.at)}`}
            <Course alarm={one} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
