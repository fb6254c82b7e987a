// Who may sign in, with which roles and for which mailboxes. Each change holds at once, also for those who are signed in.
import { useState } from "preact/hooks";
import { now } from "../../shared/clock";
import { Icon } from "../../shared/icons";
import { dayAndTime } from "../../shared/language";
import { ApiError, type Mailbox } from "../api";
import { Dialog } from "../dialog";
import { may } from "../rights";
import { useDeed } from "../deed";
import { useAnswer, Waiting } from "./asked";
import { addPerson, changePerson, fetchPeople, type Person, removePerson, resetPassword, type RoleName, roles } from "./room_api";
import { roomWords } from "./room_words";

const chosen = (form: FormData, name: string) => form.getAll(name).map(String);

function failureText(failure: unknown): string {
  const said = roomWords();
  if (!(failure instanceof ApiError)) return said.notDone;
  if (failure.status === 409) return said.lastAdminOrTaken;
  return failure.status === 422 ? said.notAccepted : said.notDone;
}

function Grants({ person, mailboxes }: { person: Person | null; mailboxes: Mailbox[] }) {
  const said = roomWords();
  return (
    <>
      <fieldset>
        <legend>{said.roles}</legend>
        {roles.map((role) => <label class="switch"><input type="checkbox" name="roles" value={role} defaultChecked={person?.roles.includes(role) ?? role === "standard"} /> <span>{said.roleNames[role]} <small>{said.roleMay[role]}</small></span></label>)}
      </fieldset>
      <fieldset>
        <legend>{said.mailboxes}</legend>
        {mailboxes.map(({ id, name }) => <label class="switch"><input type="checkbox" name="mailboxes" value={id} defaultChecked={person?.mailboxes.includes(id) ?? mailboxes.length === 1} /> {name}</label>)}
      </fieldset>
    </>
  );
}

function PersonDialog({ person, mailboxes, close, done }: { person: Person | null; mailboxes: Mailbox[]; close: () => void; done: () => void }) {
  const said = roomWords();
  const { busy, failure, run } = useDeed();
  const save = async (event: Event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const grants = { first_name: text("first_name"), last_name: text("last_name"), roles: chosen(form, "roles") as RoleName[], mailboxes: chosen(form, "mailboxes") };
    const saved = await run(async () => {
      if (person) {
        await changePerson(person.username, grants);
        if (text("password")) await resetPassword(person.username, text("password"));
      } else await addPerson({ ...grants, username: text("username"), password: text("password") });
    });
    if (saved) done();
  };
  return (
    <Dialog title={person ? `${person.first_name} ${person.last_name}` : said.newPerson} close={close}>
      <form class="form-stack" onSubmit={(event) => void save(event)}>
        {!person && <label class="field">{said.username} <input name="username" required maxLength={64} autocomplete="off" autocapitalize="off" spellcheck={false} /></label>}
        <div class="pair">
          <label class="field">{said.firstName} <input name="first_name" required maxLength={64} defaultValue={person?.first_name ?? ""} autocomplete="off" /></label>
          <label class="field">{said.lastName} <input name="last_name" required maxLength={64} defaultValue={person?.last_name ?? ""} autocomplete="off" /></label>
        </div>
        <Grants person={person} mailboxes={mailboxes} />
        {(!person || person.source === "local") && (
          <label class="field">{person ? said.newFirstPassword : said.firstPassword} <input name="password" type="password" required={!person} minLength={12} autocomplete="new-password" /></label>
        )}
        {failure !== null && <p class="notice" role="alert"><Icon name="warning" /> {failureText(failure)}</p>}
        <p class="buttons"><button class="primary" disabled={busy}>{said.save}</button> <button type="button" onClick={close}>{said.cancel}</button></p>
      </form>
    </Dialog>
  );
}

function Row({ person, open, done }: { person: Person; open: () => void; done: () => void }) {
  const said = roomWords();
  const { busy, failure, run } = useDeed();
  const [asked, setAsked] = useState(false);
  const { username, first_name, last_name, source, disabled, must_change_password, last_used_at, sessions } = person;
  const act = async (deed: () => Promise<unknown>) => {
    setAsked(false);
    if (await run(() => deed().then(() => undefined))) done();
  };
  return (
    <tr class={disabled ? "off" : ""}>
      <th scope="row">{last_name}, {first_name} <small>{username}{source !== "local" && ` · ${said.sources[source] ?? source}`}</small></th>
      <td>{person.roles.map((role) => said.roleNames[role]).join(", ") || "–"}</td>
      <td>{person.mailboxes.join(", ") || "–"}</td>
      <td>{disabled ? <span class="trouble">{said.disabled}</span> : must_change_password ? said.firstPasswordOpen : last_used_at ? `${said.lastUsed} ${dayAndTime(last_used_at, now.peek())}` : said.notSignedIn} {sessions > 0 && <small>{said.openSessions(sessions)}</small>}</td>
      <td>
        {may("people.write") && (
          <span class="buttons">
            <button type="button" disabled={busy} onClick={open}>{said.change}<span class="hidden-visually"> {username}</span></button>
            <button type="button" disabled={busy} onClick={() => void act(() => changePerson(username, { disabled: !disabled }))}>{disabled ? said.enable : said.disable}<span class="hidden-visually"> {username}</span></button>
            {asked
              ? <button type="button" class="danger" onClick={() => void act(() => removePerson(username))}>{said.removeSure}</button>
              : <button type="button" disabled={busy} onClick={() => setAsked(true)}>{said.remove}<span class="hidden-visually"> {username}</span></button>}
          </span>
        )}
        {failure !== null && <p class="trouble" role="alert">{failureText(failure)}</p>}
      </td>
    </tr>
  );
}

export default function People() {
  const said = roomWords();
  const asked = useAnswer(fetchPeople);
  const [open, setOpen] = useState<Person | "new" | null>(null);
  if (!asked.answer) return <Waiting asked={asked} />;
  const { people, mailboxes } = asked.answer;
  const done = () => {
    setOpen(null);
    asked.again();
  };
  return (
    <>
      {asked.failed && <Waiting asked={asked} />}
      {may("people.write") && <button type="button" class="primary" onClick={() => setOpen("new")}>{said.newPerson}</button>}
      <div class="scroll" tabIndex={0} role="group" aria-label={said.people}>
        <table>
          <thead><tr>{said.peopleHeads.map((head) => <th scope="col">{head}</th>)}</tr></thead>
          <tbody>{people.map((person) => <Row key={person.username} person={person} open={() => setOpen(person)} done={done} />)}</tbody>
        </table>
      </div>
      {open && <PersonDialog person={open === "new" ? null : open} mailboxes={mailboxes} close={() => setOpen(null)} done={done} />}
    </>
  );
}
