// One ECG, raw or FHIR: fetched, checked as far as drawing needs it, drawn to scale.
import { useEffect, useRef, useState } from "preact/hooks";
import { dayAndTime } from "../shared/language";
import { now } from "../shared/clock";
import { Icon } from "../shared/icons";
import type { CaseAttachment } from "./api";
import { cardWords } from "./card_words";
import { drawEcg, type Ecg, seconds, sheet, type View } from "./ecg_drawing";
import { readEcg } from "./ecg_reading";
import type { Recording } from "./ecg_recording";
import { dark } from "./scheme";
import { words } from "./words";

/** CSS pixels of one millimetre: life size where there is room, else so that the usual 25 mm/s sheet fits. */
const LIFE_SIZE = 96 / 25.4;

function scaleFor(canvas: HTMLCanvasElement, ecg: Ecg): number {
  const room = canvas.parentElement?.clientWidth ?? 0;
  return Math.min(LIFE_SIZE, room / sheet({ mmPerSec: 25 }, seconds(ecg)).w);
}

export function EcgSheet({ attachment, url }: { attachment: CaseAttachment; url: string }) {
  const said = words();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [ecg, setEcg] = useState<Recording | "failed" | null>(null);
  const [view, setView] = useState<Pick<View, "mmPerSec" | "mmPerMv">>({ mmPerSec: 25, mmPerMv: 10 });
  useEffect(() => {
    const abort = new AbortController();
    fetch(url, { cache: "no-store", signal: abort.signal })
      .then((response) => (response.ok ? response.json() : Promise.reject(new Error(String(response.status)))))
      .then((value) => setEcg(readEcg(value)))
      .catch(() => abort.signal.aborted || setEcg("failed"));
    return () => abort.abort();
  }, [url]);
  const isDark = dark.value;
  useEffect(() => {
    const draw = () => {
      const sheetOfPaper = canvas.current;
      if (sheetOfPaper && ecg && ecg !== "failed") drawEcg(sheetOfPaper, ecg, { ...view, pxPerMm: scaleFor(sheetOfPaper, ecg), dark: isDark });
    };
    draw();
    addEventListener("resize", draw);
    return () => removeEventListener("resize", draw);
  }, [ecg, view, isDark]);

  if (ecg === "failed") return <p class="notice"><Icon name="warning" /> {said.ecgFailed} <a href={url} target="_blank" rel="noopener">{attachment.name}</a></p>;
  if (!ecg) return <p role="status">{said.loading}</p>;
  return (
    <figure class="ecg">
      <figcaption>
        {ecg.recordedAt && <strong>{dayAndTime(ecg.recordedAt, now.peek())}</strong>} {ecg.device}
        <label>{said.paperSpeed} <select value={view.mmPerSec} onChange={(event) => setView({ ...view, mmPerSec: Number(event.currentTarget.value) as 25 | 50 })}>
          <option value={25}>25 mm/s</option><option value={50}>50 mm/s</option></select></label>
        <label>{said.gain} <select value={view.mmPerMv} onChange={(event) => setView({ ...view, mmPerMv: Number(event.currentTarget.value) as 5 | 10 | 20 })}>
          {[5, 10, 20].map((gain) => <option value={gain}>{gain} mm/mV</option>)}</select></label>
      </figcaption>
      {ecg.unsure && <p class="notice" role="note"><Icon name="warning" /> {cardWords().scaleUnsure}</p>}
      <div class="scroll" tabIndex={0} role="group" aria-label={said.sections.ecg}>
        <canvas ref={canvas} role="img" aria-label={said.ecgDrawing(Object.keys(ecg.leads).join(", "))} />
      </div>
      <p class="hint">{said.ecgInfo}</p>
    </figure>
  );
}
