import { useEffect, useState } from "preact/hooks";
import { SignInForm } from "../shared/sign_in_form";
import { waysToSignIn } from "./api";
import { Preferences } from "./preferences";
import { enter, type SignInProblem } from "./session";
import { words } from "./words";

/** The hospital's own provider, where there is one. Password sign-in never waits for the answer. */
function OtherWay() {
  const [way, setWay] = useState<{ name: string; url: string } | null>(null);
  useEffect(() => {
    waysToSignIn().then(({ openid }) => setWay(openid), () => undefined);
  }, []);
  return way && <a class="button" href={way.url}>{words().signInWith(way.name)}</a>;
}

export function SignIn({ problem }: { problem: SignInProblem | null }) {
  const said = words();
  return <SignInForm said={said} problem={problem && said[problem]} enter={enter}><OtherWay /><Preferences /></SignInForm>;
}
