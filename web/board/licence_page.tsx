// The first page of a new screen: one key, two measures, start.
import { useState } from "preact/hooks";
import { Icon } from "../shared/icons";
import { enterLicence } from "./enter_licence";
import { panelWords } from "./panel_words";
import type { Refusal } from "./session";
import { LanguageChoice, ScreenFields } from "./settings_dialog";
import { unblockSound } from "../shared/motifs";

export function LicencePage({ problem }: { problem: Refusal | null }) {
  const said = panelWords();
  const [typed, setTyped] = useState("");
  const [checking, setChecking] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    setChecking(true);
    void unblockSound();
    await enterLicence(typed);
    setChecking(false);
  };
  return (
    <main class="licence">
      <form class="form panel" onSubmit={submit}>
        <h1>{said.licence}</h1>
        <p>{said.licenceHint}</p>
        {problem && !checking && <p class="problem" role="alert" id="licence-problem"><Icon name="warning" /> {said.refusal[problem]}</p>}
        <label>{said.licenceLabel}
          <input class="key" name="licence" value={typed} onInput={(event) => setTyped(event.currentTarget.value)} required
            autocomplete="off" autocapitalize="off" spellcheck={false} maxLength={40} placeholder="xxxxx-xxxxx-xxxxx-xxxxx"
            aria-invalid={problem ? "true" : undefined} aria-describedby={problem ? "licence-problem" : undefined} autofocus />
        </label>
        <ScreenFields />
        <LanguageChoice />
        <button class="primary" disabled={checking}>{checking ? said.checking : said.start}</button>
      </form>
    </main>
  );
}
