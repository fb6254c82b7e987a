import { useState } from "preact/hooks";
import { Icon } from "../shared/icons";
import { type Language, language, setLanguage } from "../shared/language";
import { SignInForm } from "../shared/sign_in_form";
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
  return <SignInForm said={said} problem={problem && said[problem]} enter={enter}><LanguageChoice /></SignInForm>;
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
