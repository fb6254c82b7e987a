import { useState } from "preact/hooks";
import { Icon } from "../shared/icons";
import { Preferences } from "./preferences";
import { enter } from "./session";
import { words } from "./words";

export function SignIn({ problem }: { problem: "wrong" | "ended" | "unreachable" | null }) {
  const said = words();
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    await enter(String(form.get("username")), String(form.get("password")));
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
        <Preferences />
      </form>
    </main>
  );
}
