import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "./icons";

interface Said {
  signInTitle: string;
  username: string;
  password: string;
  signIn: string;
  signingIn: string;
}

/** User name and password; `problem` is what was wrong the last time, in words. */
export function SignInForm({ said, problem, enter, children }: {
  said: Said; problem: string | null; enter: (username: string, password: string) => Promise<void>; children: ComponentChildren;
}) {
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
        {problem && !busy && <p class="notice" role="alert"><Icon name="warning" /> {problem}</p>}
        <label>{said.username} <input name="username" required autocomplete="username" autocapitalize="off" spellcheck={false} autofocus /></label>
        <label>{said.password} <input name="password" type="password" required autocomplete="current-password" /></label>
        <button class="primary" disabled={busy}>{busy ? said.signingIn : said.signIn}</button>
        {children}
      </form>
    </main>
  );
}
