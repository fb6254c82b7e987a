// KIS import: which patient of the hospital this case is. Suggestions with the verdict on each field; a person links, after having
// compared name and birth date; nothing is linked by itself, and every link can be taken back.
import { useState } from "preact/hooks";
import { now } from "../../shared/clock";
import { Icon } from "../../shared/icons";
import { calendarDate, dayAndTime } from "../../shared/language";
import { ApiError, type CaseSummary } from "../api";
import { Section } from "../details";
import { may } from "../rights";
import { useDeed } from "../deed";
import { useAnswer, Waiting } from "./asked";
import { type Candidate, fetchMatches, type Link, linkCase, type MatchField, searchMatches, unlinkCase } from "./kis_api";
import { kisWords } from "./kis_words";

function fieldText(field: MatchField["field"], value: string | null): string {
  if (value === null) return "–";
  return field === "birth_date" ? calendarDate(value) : value;
}

function Fields({ fields }: { fields: MatchField[] }) {
  const said = kisWords();
  return (
    <table class="fields">
      <thead><tr><td /><th scope="col">{said.sent}</th><th scope="col">{said.his}</th><th scope="col">{said.verdict}</th></tr></thead>
      <tbody>
        {fields.map(({ field, verdict, sent, his }) => (
          <tr class={verdict}>
            <th scope="row">{said.fields[field]}</th><td>{fieldText(field, sent)}</td><td>{fieldText(field, his)}</td>
            <td class="verdict-word"><Icon name={verdict === "equal" ? "check" : verdict === "different" ? "warning" : "settings"} /> {said.verdicts[verdict]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const Warnings = ({ all }: { all: string[] }) => (all.length === 0 ? null : <ul class="notice warnings">{all.map((one) => <li>{kisWords().warnings[one] ?? one}</li>)}</ul>);

function One({ candidate, choose, busy }: { candidate: Candidate; choose: (despite: boolean) => void; busy: boolean }) {
  const said = kisWords();
  const [compared, setCompared] = useState(false);
  const { patient, visit, level, warnings, fields } = candidate;
  return (
    <li class={`candidate ${level}`}>
      <h4>{patient.last_name ?? "–"}, {patient.first_name ?? "–"} <small>{patient.number}{visit && ` · ${said.visit} ${visit.number} · ${said.visitStates[visit.state]}${visit.ward ? ` · ${visit.ward}` : ""}`}</small> <span class="flag">{said.levels[level]}</span></h4>
      <Warnings all={warnings} />
      <Fields fields={fields} />
      {may("links.write") && (
        <p class="buttons">
          <label class="switch"><input type="checkbox" checked={compared} onChange={(event) => setCompared(event.currentTarget.checked)} /> {warnings.length > 0 ? said.comparedDespite : said.compared}</label>
          <button type="button" class="primary" disabled={!compared || busy} onClick={() => choose(warnings.length > 0)}>{said.link}</button>
        </p>
      )}
    </li>
  );
}

function Linked({ link, undo, busy }: { link: Link; undo: () => void; busy: boolean }) {
  const said = kisWords();
  return (
    <>
      <p><Icon name="check" /> <strong>{link.state === "unknown_person" ? said.unknownPerson : `${said.linkedWith} ${link.patient?.number ?? ""}${link.visit ? ` · ${said.visit} ${link.visit}` : ""}`}</strong> <small>{link.by}, {dayAndTime(link.at, now.peek())}</small></p>
      <Warnings all={link.warnings} />
      {may("links.write") && <p><button type="button" disabled={busy} onClick={undo}>{said.unlink}</button></p>}
    </>
  );
}

function failureText(failure: unknown): string {
  return failure instanceof ApiError && failure.status === 409 ? kisWords().conflict : kisWords().notDone;
}

export default function Kis({ summary }: { summary: CaseSummary }) {
  const said = kisWords();
  const { mailbox, case: id } = summary;
  const [typed, setTyped] = useState("");
  const [search, setSearch] = useState("");
  const asked = useAnswer(() => (search ? searchMatches(mailbox, id, search) : fetchMatches(mailbox, id)), `${mailbox} ${id} ${search}`);
  const { busy, failure, run } = useDeed();
  const matches = asked.answer;
  const act = (deed: () => Promise<unknown>) => void run(() => deed().then(() => undefined)).then(asked.again);
  if (!matches) return <Section title={said.title} id="kis"><Waiting asked={asked} /></Section>;
  const after = matches.link?.link ?? null;
  return (
    <Section title={said.title} id="kis">
      {failure !== null && <p class="notice" role="alert"><Icon name="warning" /> {failureText(failure)}</p>}
      {matches.link ? <Linked link={matches.link} busy={busy} undo={() => act(() => unlinkCase(mailbox, id))} /> : (
        <>
          <p class="hint">{said.advice[matches.advice]}</p>
          <form class="inline-form" onSubmit={(event) => { event.preventDefault(); setSearch(typed.trim()); }}>
            <input type="search" aria-label={said.search} placeholder={said.search} minLength={2} maxLength={80} value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
            <button type="submit">{said.searchNow}</button>
            {may("links.write") && <button type="button" disabled={busy} onClick={() => act(() => linkCase(mailbox, id, { unknown_person: true, after }))}>{said.sayUnknown}</button>}
          </form>
          <ol class="plain">
            {matches.candidates.map((candidate) => (
              <One key={`${candidate.patient.number} ${candidate.visit?.number}`} candidate={candidate} busy={busy} choose={(despite) => act(() => linkCase(mailbox, id, {
                patient: { number: candidate.patient.number, authority: candidate.patient.authority }, ...(candidate.visit && { visit: candidate.visit.number }), ...(despite && { despite_warnings: true }), after,
              }))} />
            ))}
          </ol>
        </>
      )}
    </Section>
  );
}
