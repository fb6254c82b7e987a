import { SignInForm } from "../shared/sign_in_form";
import { Preferences } from "./preferences";
import { enter } from "./session";
import { words } from "./words";

export function SignIn({ problem }: { problem: "wrong" | "ended" | "unreachable" | null }) {
  const said = words();
  return <SignInForm said={said} problem={problem && said[problem]} enter={enter}><Preferences /></SignInForm>;
}
