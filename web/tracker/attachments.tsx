// What came with the record: ECG drawn, photos, videos with controls, PDF in the browser's own viewer.
import { decimal } from "../shared/language";
import type { CaseAttachment } from "./api";
import { attachmentUrl } from "./api";
import { deedWords } from "./deed_words";
import { Section } from "./details";
import { EcgSheet } from "./ecg";
import { Icon } from "../shared/icons";
import { words } from "./words";

export interface Place {
  mailbox: string;
  caseId: string;
}

/** Drawn by ourselves, from samples. */
export const isEcg = ({ kind }: CaseAttachment) => kind === "ecg_raw" || kind === "ecg_fhir";

const kilobytes = (size: number) => (size < 1_000_000 ? `${decimal(Math.ceil(size / 1000))} kB` : `${decimal(Math.round(size / 100_000) / 10)} MB`);

function Missing({ attachment }: { attachment: CaseAttachment }) {
  const { received_chunks, chunks } = attachment;
  return (
    <p class="waiting">
      <progress value={received_chunks} max={Math.max(1, chunks)} aria-label={attachment.name} /> {words().chunks(received_chunks, chunks)}
    </p>
  );
}

function Content({ attachment, url }: { attachment: CaseAttachment; url: string }) {
  const { kind, media_type, name } = attachment;
  if (isEcg(attachment)) return <EcgSheet attachment={attachment} url={url} />;
  if (media_type.startsWith("image/")) return <a href={url} target="_blank" rel="noopener"><img src={url} alt={`${words().kinds[kind] ?? kind}: ${name}`} loading="lazy" /></a>;
  if (media_type.startsWith("video/")) return <video src={url} controls preload="metadata" aria-label={name} />;
  if (media_type === "application/pdf") return <iframe src={url} title={name} loading="lazy" />;
  return null;
}

export function One({ attachment, mailbox, caseId }: { attachment: CaseAttachment } & Place) {
  const url = attachmentUrl(mailbox, attachment.from?.case ?? caseId, attachment.id);
  const { kind, name, size, complete, refused } = attachment;
  return (
    <li class={`attachment ${kind}`}>
      <h4>{words().kinds[kind] ?? kind} <small>{[name, kilobytes(size), attachment.from && deedWords().from(attachment.from.callsign)].filter(Boolean).join(" · ")}</small></h4>
      {refused && <p class="notice" role="note"><Icon name="warning" /> {words().refusedAttachment}</p>}
      {!refused && (complete ? <Content attachment={attachment} url={url} /> : <Missing attachment={attachment} />)}
      {complete && !refused && <p><a href={url} target="_blank" rel="noopener">{words().open}<span class="hidden-visually">: {name}</span></a></p>}
    </li>
  );
}

export function Attachments({ all, ...place }: { all: CaseAttachment[] } & Place) {
  if (all.length === 0) return null;
  const ecgs = all.filter(isEcg);
  const others = all.filter((one) => !isEcg(one));
  return (
    <>
      {ecgs.length > 0 && <Section title={words().sections.ecg}><ul class="attachments wide">{ecgs.map((one) => <One key={one.id} attachment={one} {...place} />)}</ul></Section>}
      {others.length > 0 && <Section title={words().sections.attachments}><ul class="attachments">{others.map((one) => <One key={one.id} attachment={one} {...place} />)}</ul></Section>}
    </>
  );
}
