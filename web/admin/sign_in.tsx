import { useState } from "preact/hooks";
import { Icon } from "../shared/icons";
import { type Language, language, setLanguage } from "../shared/language";
import { changePassword } from "./api";
import { type Problem, enter, leave, resume } from "./state";
import { words } from "./words";

export function LanguageChoice() {
  return (
    <select aria-label={words().language} value={language.value} onChange={(event) => setLanguage(event.currentTarget.value as Language)}>
      <option value="de" lang="de">Deutsch</option>
      <option value="en" lang="en">English</option>
    </select>
  );
}

const field = (form: FormData, name: string) => String(form.get(name));

export function SignIn({ problem }: { problem: Problem | null }) {
  const said = words();
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    await enter(field(form, "username"), field(form, "password"));
    setBusy(false);
  };
  return (
    <main class="sign-in">
      <form onSubmit={submit}>
        <h1>{said.signInTitle}</h1>
        {problem && !busy && <p class="notice" role="alert"><Icon name="warning" /> {said[problem]}</p>}
        <label>{said.username} <input name="username" required autocomplete="username" autocapitalize="off" spellcheck={false} autofocus /></label>
        <label>{said.password} <input name="password" type="password" required autocomplete="current-password" /></label>
        <button class="primary" disabled={busy}>{busy ? said.signingIn : said.signIn}</button>
        <LanguageChoice />
      </form>
    </main>
  );
}

/** The first thing after a sign-in with a password that somebody else has set. */
export function OwnPassword() {
  const said = words();
  const [failed, setFailed] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setFailed(false);
    await changePassword(field(form, "current"), field(form, "new")).then(resume, () => setFailed(true));
  };
  return (
    <main class="sign-in">
      <form onSubmit={submit}>
        <h1>{said.changeTitle}</h1>
        <p>{said.changeHint}</p>
        {failed && <p class="notice" role="alert"><Icon name="warning" /> {said.changeFailed}</p>}
        <label>{said.current} <input name="current" type="password" required autocomplete="current-password" /></label>
        <label>{said.fresh} <input name="new" type="password" required minLength={12} autocomplete="new-password" /></label>
        <button class="primary">{said.changeNow}</button>
        <button type="button" onClick={() => void leave()}>{said.signOut}</button>
      </form>
    </main>
  );
}
