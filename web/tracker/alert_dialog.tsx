// Sound and notification: what is set here stays in this browser.
import { useState } from "preact/hooks";
import type { Priority } from "../shared/arrival";
import { arrivalWords } from "../shared/arrival_words";
import { unblockSound } from "../shared/motifs";
import { actionWords } from "./action_words";
import { type AlertFilter, alertSettings, changeAlerts } from "./alert_settings";
import { play } from "./alerts";
import type { Mailbox } from "./api";
import { Dialog } from "./dialog";
import { listWords } from "./list_words";

const priorities: Priority[] = ["sk1", "sk2", "sk3", "none"];
const toggled = <T,>(all: T[], one: T) => (all.includes(one) ? all.filter((other) => other !== one) : [...all, one]);

function FilterFields({ legend, filter, mailboxes, change }: { legend: string; filter: AlertFilter; mailboxes: Mailbox[]; change: (filter: AlertFilter) => void }) {
  return (
    <fieldset>
      <legend>{legend}</legend>
      {priorities.map((priority) => (
        <label class="switch">
          <input type="checkbox" checked={filter.priorities.includes(priority)} onChange={() => change({ ...filter, priorities: toggled(filter.priorities, priority) })} /> {arrivalWords().priority[priority]}
        </label>
      ))}
      {mailboxes.length > 1 && mailboxes.map(({ id, name }) => (
        <label class="switch">
          <input type="checkbox" checked={filter.mailboxes.includes(id)} onChange={() => change({ ...filter, mailboxes: toggled(filter.mailboxes, id) })} /> {name}
        </label>
      ))}
    </fieldset>
  );
}

function SoundFields({ mailboxes }: { mailboxes: Mailbox[] }) {
  const said = listWords();
  const { sound, volume, soundFor } = alertSettings.value;
  return (
    <>
      <label class="switch"><input name="sound" type="checkbox" checked={sound} onChange={(event) => changeAlerts({ sound: event.currentTarget.checked })} /> {said.soundOn}</label>
      <label class="field">{said.volume} <input type="range" min="0.1" max="1" step="0.1" value={volume} onInput={(event) => changeAlerts({ volume: Number(event.currentTarget.value) })} /></label>
      <p class="buttons" role="group" aria-label={said.test}>
        {(["sk1", "sk2", "sk3"] as const).map((motif) => <button type="button" onClick={() => void unblockSound().then(() => play(motif))}>{said.motifs[motif]}</button>)}
      </p>
      <FilterFields legend={`${said.soundFor} – ${said.priorities}`} filter={soundFor} mailboxes={mailboxes} change={(filter) => changeAlerts({ soundFor: filter })} />
    </>
  );
}

function NotifyFields({ mailboxes }: { mailboxes: Mailbox[] }) {
  const said = listWords();
  const { notify, notifyFor } = alertSettings.value;
  const [denied, setDenied] = useState(false);
  const choose = async (wanted: boolean) => {
    const allowed = !wanted || ("Notification" in window && (await Notification.requestPermission()) === "granted");
    setDenied(!allowed);
    changeAlerts({ notify: wanted && allowed });
  };
  return (
    <>
      <label class="switch"><input name="notify" type="checkbox" checked={notify} onChange={(event) => void choose(event.currentTarget.checked)} /> {said.notify}</label>
      {denied && <p class="notice" role="alert">{said.notifyDenied}</p>}
      <p class="hint">{said.notifyHint}</p>
      <FilterFields legend={`${said.notifyFor} – ${said.priorities}`} filter={notifyFor} mailboxes={mailboxes} change={(filter) => changeAlerts({ notifyFor: filter })} />
    </>
  );
}

export default function AlertDialog({ mailboxes, close }: { mailboxes: Mailbox[]; close: () => void }) {
  const said = listWords();
  return (
    <Dialog title={said.settings} close={close}>
      <SoundFields mailboxes={mailboxes} />
      <NotifyFields mailboxes={mailboxes} />
      <p class="hint">{said.keptHere}</p>
      <button type="button" class="primary" onClick={close}>{actionWords().close}</button>
    </Dialog>
  );
}
