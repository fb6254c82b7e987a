// The wall displays: who has a licence key, what each shows, and whether somebody's browser has it. A key is shown once.
import { useEffect, useState } from "preact/hooks";
import type { Configuration } from "../../board/configuration";
import { now } from "../../shared/clock";
import { Icon } from "../../shared/icons";
import { dayAndTime } from "../../shared/language";
import { ApiError, type Mailbox } from "../api";
import { useDeed } from "../deed";
import { Dialog } from "../dialog";
import { may } from "../rights";
import { useAnswer, Waiting } from "./asked";
import { type AddedBoard, addBoard, type Board, configureBoard, fetchBoards, removeBoard, stepBoard } from "./board_api";
import { BoardFields, configurationOf, Former, startingConfiguration, Summary } from "./board_form";
import { boardWords } from "./board_words";
import { roomWords } from "./room_words";

function failureText(failure: unknown, added: boolean): string {
  const status = failure instanceof ApiError ? failure.status : 0;
  if (status === 409 && added) return boardWords().noBoardKey;
  if (status === 409 || status === 404) return boardWords().gone;
  return status === 422 ? roomWords().notAccepted : roomWords().notDone;
}

function BoardDialog({ board, mailboxes, close, added, done }: { board: Board | null; mailboxes: Mailbox[]; close: () => void; added: (answer: AddedBoard) => void; done: () => void }) {
  const said = boardWords();
  const { busy, failure, run } = useDeed();
  const change = async (config: Configuration) => board && (await run(() => configureBoard(board.board, config).then(() => undefined))) && done();
  const save = (event: Event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    if (board) void change(configurationOf(form));
    else void run(async () => added(await addBoard(String(form.get("mailbox")), configurationOf(form))));
  };
  return (
    <Dialog title={board ? board.config.description : said.add} close={close}>
      <form class="form-stack" onSubmit={save}>
        {!board && <label class="field">{roomWords().mailbox} <select name="mailbox">{mailboxes.map(({ id, name }) => <option value={id}>{name}</option>)}</select></label>}
        <BoardFields config={board?.config ?? startingConfiguration} />
        {failure !== null && <p class="notice" role="alert"><Icon name="warning" /> {failureText(failure, !board)}</p>}
        <p class="buttons"><button class="primary" disabled={busy}>{roomWords().save}</button> <button type="button" onClick={close}>{roomWords().cancel}</button></p>
      </form>
      {board && <Former board={board} busy={busy} bringBack={(config) => void change(config)} />}
    </Dialog>
  );
}

function BundleLink({ bundle, name }: { bundle: string; name: string }) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([`${bundle}\n`], { type: "application/json" }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bundle]);
  return url === null ? null : <a class="button" href={url} download={name}>{boardWords().bundle}</a>;
}

function KeyDialog({ answer, close }: { answer: AddedBoard; close: () => void }) {
  const said = boardWords();
  const [copied, setCopied] = useState(false);
  const copy = () => void navigator.clipboard.writeText(answer.licence_key).then(() => setCopied(true));
  return (
    <Dialog title={`${said.keyTitle}: ${answer.board.config.description}`} close={close}>
      <div class="form-stack">
        <p class="licence-key"><output>{answer.licence_key}</output> <button type="button" onClick={copy}>{copied ? said.copied : said.copy}</button></p>
        <p class="notice"><Icon name="warning" /> {said.keyOnce}</p>
        <p>{said.keyHow(`${location.origin}/board/`)}</p>
        <p class="buttons"><BundleLink bundle={answer.bundle} name={`${answer.board.board}.bundle`} /> <small>{said.bundleHint}</small></p>
        <p class="buttons"><button type="button" class="primary" onClick={close}>{said.noted}</button></p>
      </div>
    </Dialog>
  );
}

type Step = "release" | "disable" | "enable" | "remove";

function Steps({ board, open, done }: { board: Board; open: () => void; done: () => void }) {
  const said = boardWords();
  const { busy, failure, run } = useDeed();
  const [asked, setAsked] = useState<Step | null>(null);
  const named = <span class="hidden-visually"> {board.config.description}</span>;
  const act = async (step: Step) => {
    setAsked(null);
    const deed = () => (step === "remove" ? removeBoard(board.board) : stepBoard(board.board, step));
    if (await run(() => deed().then(() => undefined))) done();
  };
  const sure = (step: Step, ask: string, confirm: string) =>
    asked === step
      ? <button type="button" class="danger" onClick={() => void act(step)}>{confirm}{named}</button>
      : <button type="button" disabled={busy} onClick={() => setAsked(step)}>{ask}{named}</button>;
  return (
    <>
      <span class="buttons">
        <button type="button" disabled={busy} onClick={open}>{roomWords().change}{named}</button>
        {board.seen_at !== null && sure("release", said.replace, said.replaceSure)}
        {board.disabled ? <button type="button" disabled={busy} onClick={() => void act("enable")}>{said.enable}{named}</button> : sure("disable", said.disable, said.disableSure)}
        {board.disabled && sure("remove", said.remove, said.removeSure)}
      </span>
      {asked === "release" && <p role="status"><small>{said.replaceHint}</small></p>}
      {failure !== null && <p class="trouble" role="alert">{failureText(failure, false)}</p>}
    </>
  );
}

function State({ board }: { board: Board }) {
  const said = boardWords();
  if (board.disabled) return <span class="trouble">{said.disabled}</span>;
  return <>{board.seen_at === null ? said.inNoBrowser : said.inUse(dayAndTime(board.seen_at, now.peek()))}</>;
}

export default function Boards() {
  const said = boardWords();
  const asked = useAnswer(fetchBoards);
  const [open, setOpen] = useState<Board | "new" | AddedBoard | null>(null);
  if (!asked.answer) return <Waiting asked={asked} />;
  const { boards, mailboxes } = asked.answer;
  const writes = may("boards.write");
  const nameOf = (id: string) => mailboxes.find((mailbox) => mailbox.id === id)?.name ?? id;
  const close = () => setOpen(null);
  const done = () => {
    close();
    asked.again();
  };
  const added = (answer: AddedBoard) => {
    setOpen(answer);
    asked.again();
  };
  return (
    <>
      {asked.failed && <Waiting asked={asked} />}
      <p class="hint">{said.hint}</p>
      {writes && <button type="button" class="primary" onClick={() => setOpen("new")}>{said.add}</button>}
      {boards.length === 0 ? <p class="nothing">{said.none}</p> : (
        <div class="scroll" tabIndex={0} role="group" aria-label={said.boards}>
          <table>
            <thead><tr>{said.heads.slice(0, writes ? 4 : 3).map((head) => <th scope="col">{head}</th>)}</tr></thead>
            <tbody>
              {boards.map((board) => (
                <tr key={board.board} class={board.disabled ? "off" : ""}>
                  <th scope="row">{board.config.description || board.board} <small>{nameOf(board.mailbox)} · <code>{board.board}</code></small></th>
                  <td class="lines"><Summary config={board.config} /></td>
                  <td><State board={board} /></td>
                  {writes && <td><Steps board={board} open={() => setOpen(board)} done={done} /></td>}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {open !== null && (open === "new" || "config" in open) && <BoardDialog board={open === "new" ? null : open} mailboxes={mailboxes} close={close} added={added} done={done} />}
      {open !== null && open !== "new" && "licence_key" in open && <KeyDialog answer={open} close={close} />}
    </>
  );
}
