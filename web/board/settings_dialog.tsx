// What can be set at the screen itself. Opened from the footer, by mouse or keyboard.
import { useEffect, useRef, useState } from "preact/hooks";
import { type Language, language, setLanguage } from "../shared/language";
import { planFor } from "./layout";
import { panelWords } from "./panel_words";
import { leave } from "./session";
import { changeSettings, type Settings, settings, settingsOpen } from "./settings";
import { type Motif, unblockSound } from "../shared/motifs";
import { play } from "./sound";
import { words } from "./words";

function number(event: Event, least: number, most: number): number {
  const value = Number((event.currentTarget as HTMLInputElement).value);
  return Math.min(most, Math.max(least, Number.isFinite(value) ? value : least));
}

/** Size and distance, and what they mean in rows. */
export function ScreenFields() {
  const said = panelWords();
  const { inches, metres } = settings.value;
  const screen = { width: innerWidth, height: innerHeight, inches, metres };
  const big = planFor(1, false, screen).size;
  const { mode, size, rowsPerColumn } = planFor(1000, false, screen);
  return (
    <fieldset>
      <legend>{said.screen}</legend>
      <div class="pair">
        <label>{said.inches}
          <input type="number" min="10" max="150" value={inches} onChange={(event) => changeSettings({ inches: number(event, 10, 150) })} />
        </label>
        <label>{said.metres}
          <input type="number" min="0.5" max="20" step="0.5" value={metres} onChange={(event) => changeSettings({ metres: number(event, 0.5, 20) })} />
        </label>
      </div>
      <p class="hint">{big < 5 && <strong>{said.rowsFew} </strong>}{said.rows(big, rowsPerColumn, mode === "two" ? size : 0)}</p>
    </fieldset>
  );
}

export function LanguageChoice() {
  return (
    <label>{panelWords().language}
      <select value={language.value} onChange={(event) => setLanguage(event.currentTarget.value as Language)}>
        <option value="de" lang="de">Deutsch</option>
        <option value="en" lang="en">English</option>
      </select>
    </label>
  );
}

function SoundFields() {
  const said = panelWords();
  const test = (motif: Motif) => void unblockSound().then(() => play(motif));
  return (
    <fieldset>
      <legend>{said.sound}</legend>
      <label class="switch">
        <input type="checkbox" checked={settings.value.sound} onChange={(event) => changeSettings({ sound: event.currentTarget.checked })} />
        {words().soundOn}
      </label>
      <label>{said.volume}
        <input type="range" min="0.1" max="1" step="0.1" value={settings.value.volume}
          onInput={(event) => changeSettings({ volume: number(event, 0.1, 1) })} />
      </label>
      <div class="tests" role="group" aria-label={said.test}>
        {(Object.keys(said.motifs) as Motif[]).map((motif) => <button type="button" onClick={() => test(motif)}>{said.motifs[motif]}</button>)}
      </div>
    </fieldset>
  );
}

function SignOff() {
  const said = panelWords();
  const [asked, setAsked] = useState(false);
  if (!asked) return <button type="button" onClick={() => setAsked(true)}>{said.leave}</button>;
  const off = () => {
    settingsOpen.value = false;
    void leave();
  };
  return (
    <div class="sure" role="alert">
      <p>{said.leaveSure}</p>
      <button type="button" onClick={off}>{said.leave}</button> <button type="button" onClick={() => setAsked(false)}>{said.stay}</button>
    </div>
  );
}

export function SettingsDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const said = panelWords();
  const open = settingsOpen.value;
  useEffect(() => (open ? dialog.current?.showModal() : dialog.current?.close()), [open]);
  return (
    <dialog ref={dialog} class="panel" aria-labelledby="settings-title" onClose={() => (settingsOpen.value = false)}>
      {open && (
        <div class="form">
          <h2 id="settings-title">{words().settings}</h2>
          <ScreenFields />
          <SoundFields />
          <div class="pair">
            <label>{said.scheme}
              <select value={settings.value.scheme} onChange={(event) => changeSettings({ scheme: event.currentTarget.value as Settings["scheme"] })}>
                {(["dark", "light", "auto"] as const).map((scheme) => <option value={scheme}>{said.schemes[scheme]}</option>)}
              </select>
            </label>
            <LanguageChoice />
          </div>
          <p class="hint">{said.keptHere}</p>
          <div class="actions">
            <button type="button" class="primary" onClick={() => (settingsOpen.value = false)}>{said.close}</button>
            <SignOff />
          </div>
        </div>
      )}
    </dialog>
  );
}
