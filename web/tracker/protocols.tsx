// The protocols with all their versions: those that the record names, newest first, and every protocol file that came.
import { now } from "../shared/clock";
import { dayAndTime } from "../shared/language";
import type { CaseAttachment, JsonObject } from "./api";
import { One, type Place } from "./attachments";
import { cardWords } from "./card_words";
import { list, Section, text } from "./details";
import { codeWord } from "./record_codes";

interface Row {
  described: JsonObject | null;
  file: CaseAttachment | null;
}

const versionOf = ({ described }: Row) => (typeof described?.version === "number" ? described.version : 0);

function rowsOf(record: JsonObject, files: CaseAttachment[]): Row[] {
  const described = list(record.protocols).map((one): Row => ({ described: one, file: files.find(({ id }) => id === one.attachment) ?? null }));
  const named = new Set(described.map(({ file }) => file));
  const others = files.filter((file) => !named.has(file)).map((file): Row => ({ described: null, file }));
  const sorted = described.sort((a, b) => text(a.described?.number).localeCompare(text(b.described?.number)) || versionOf(b) - versionOf(a));
  return [...sorted, ...others.reverse()];
}

function Description({ described }: { described: JsonObject }) {
  const said = cardWords();
  const version = typeof described.version === "number" && said.protocolVersion(String(described.version));
  const created = text(described.created_at) && dayAndTime(text(described.created_at), now.peek());
  return (
    <p class="protocol">
      <strong>{codeWord(text(described.type))}</strong> {[text(described.number), version, described.final === true ? said.final : said.draft, created, text(described.author)].filter(Boolean).join(" · ")}
    </p>
  );
}

export function Protocols({ record, all, ...place }: { record: JsonObject; all: CaseAttachment[] } & Place) {
  const said = cardWords();
  const rows = rowsOf(record, all.filter(({ kind }) => kind === "protocol_pdf"));
  if (rows.length === 0) return null;
  return (
    <Section title={said.protocols} id="protocols">
      <ol class="attachments">
        {rows.map(({ described, file }) => (
          <li class="attachment">
            {described ? <Description described={described} /> : <p class="protocol"><strong>{said.further}</strong></p>}
            {file ? <ul class="attachments one"><One attachment={file} {...place} /></ul> : <p class="waiting">{said.noFile}</p>}
          </li>
        ))}
      </ol>
    </Section>
  );
}
