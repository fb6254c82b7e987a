// When each mailbox was last proved to work, step by step, from the sealed envelope to the alarm.
import { calmNow, now } from "../../shared/clock";
import { instant, minutesSince } from "../../shared/eta";
import { Icon } from "../../shared/icons";
import { dayAndTime } from "../../shared/language";
import { listWords } from "../list_words";
import { useAnswer, Waiting } from "./asked";
import { fetchSelfTest, type SelfTest } from "./room_api";
import type { RoomProps } from "./room_props";
import { roomWords } from "./room_words";

function One({ test, name }: { test: SelfTest; name: string }) {
  const said = roomWords();
  const proved = instant(test.last_proof);
  return (
    <li class={`tile ${test.ok ? "" : "bad"}`}>
      <strong>{name}</strong>
      {proved === null ? <span>{listWords().noProof}</span> : <span class={test.ok ? "" : "trouble"}>{test.ok && <Icon name="check" />} {listWords().proof(minutesSince(proved, calmNow.value))}</span>}
      <ol class="checks">
        {test.steps.map(({ step, ok }) => <li class={ok ? "" : "trouble"}><Icon name={ok ? "check" : "warning"} /> {said.steps[step] ?? step}{!ok && ` – ${said.failedHere}`}</li>)}
      </ol>
      {test.last_run && <small>{said.lastRun} {dayAndTime(test.last_run, now.peek())}</small>}
    </li>
  );
}

export default function SelfTestRoom({ user }: RoomProps) {
  const said = roomWords();
  const asked = useAnswer(fetchSelfTest);
  if (!asked.answer || asked.failed) return <Waiting asked={asked} />;
  const { every_seconds, mailboxes } = asked.answer;
  return (
    <>
      <p class="hint">{said.selfTestHint(Math.max(1, Math.round(every_seconds / 60)))}</p>
      <ul class="tiles">{mailboxes.map((test) => <One test={test} name={user.mailboxes.find(({ id }) => id === test.mailbox)?.name ?? test.mailbox} />)}</ul>
      <button type="button" onClick={asked.again}>{said.refresh}</button>
    </>
  );
}
