import { effect } from "@preact/signals";
import { render } from "preact";
import "../shared/tokens.css";
import "./admin.css";
import { Icon } from "../shared/icons";
import { dayAndTime } from "../shared/language";
import type { Session } from "./api";
import { Devices, ShownSecret } from "./devices";
import { LanguageChoice, OwnPassword, SignIn } from "./sign_in";
import { entry, events, failed, leave, mailboxes, resume } from "./state";
import { words } from "./words";

function Mailboxes() {
  const said = words();
  return (
    <section aria-labelledby="mailboxes-title">
      <h2 id="mailboxes-title">{said.mailboxes}</h2>
      <div class="scroll" tabIndex={0} role="group" aria-labelledby="mailboxes-title">
        <table>
          <thead><tr><th scope="col">{said.mailbox}</th><th scope="col">{said.hospital}</th><th scope="col">{said.state}</th></tr></thead>
          <tbody>
            {mailboxes.value.map(({ id, name, hospital, reachable }) => (
              <tr key={id}>
                <td>{name} <small>{id}</small></td><td>{hospital}</td>
                <td class={reachable ? "state on" : "state trouble"}>{reachable ? said.reachable : said.silent}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Events() {
  const said = words();
  const now = Date.now();
  return (
    <section aria-labelledby="events-title">
      <h2 id="events-title">{said.events}</h2>
      {events.value.length === 0 ? <p class="calm">{said.noEvents}</p> : (
        <div class="scroll" tabIndex={0} role="group" aria-labelledby="events-title">
          <table>
            <thead><tr><th scope="col">{said.at}</th><th scope="col">{said.what}</th><th scope="col">{said.device}</th><th scope="col">{said.mailbox}</th><th scope="col">{said.who}</th></tr></thead>
            <tbody>
              {events.value.map(({ at, event, device, mailbox, author }, i) => (
                <tr key={`${at}${i}`}>
                  <td><time dateTime={at}>{dayAndTime(at, now)}</time></td><td>{said.names[event] ?? event}</td>
                  <td>{device ?? ""}</td><td>{mailbox ?? ""}</td><td>{author?.replace(/^\w+:/, "") ?? ""}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Administration({ session }: { session: Session }) {
  const said = words();
  return (
    <>
      <header class="top">
        <h1>{said.title} <small>{session.organisation}</small></h1>
        <LanguageChoice />
        <span class="user">{session.username}</span>
        <button onClick={() => void leave()}>{said.signOut}</button>
      </header>
      <main class="page">
        {failed.value && <p class="notice" role="alert"><Icon name="warning" /> {failed.value === "change" ? said.changeNotMade : said.notLoaded}</p>}
        <ShownSecret />
        <Devices />
        <Mailboxes />
        <Events />
      </main>
    </>
  );
}

function App() {
  const now = entry.value;
  if (now.kind === "signed_out") return <SignIn problem={now.problem} />;
  if (now.kind === "starting") return <main class="sign-in"><p role="status">{now.unreachable ? words().unreachable : words().starting}</p></main>;
  return now.session.must_change_password ? <OwnPassword /> : <Administration session={now.session} />;
}

effect(() => {
  document.title = words().title;
});

render(<App />, document.getElementById("app") as HTMLElement);
void resume();
