// Scores with their items, as the crew sent them. A sum that its items do not add up to is said, never replaced.
import { clockTime } from "../shared/language";
import type { JsonObject } from "./api";
import { list, object, Section, text } from "./details";
import { Implausible } from "./implausible";
import { codeWord } from "./record_codes";
import { label } from "./record_labels";
import { words } from "./words";

const kinds = ["gcs", "four_i_ss", "snihss_ems", "pees", "apgar"];
const noItems = ["at", "phase", "sum", "minute", "not_testable"];

function Score({ name, score }: { name: string; score: JsonObject }) {
  const said = words();
  const items = Object.entries(score).filter(([item, value]) => !noItems.includes(item) && typeof value === "number");
  const computed = items.reduce((sum, [, value]) => sum + (value as number), 0);
  const differs = typeof score.sum === "number" && items.length > 0 && score.sum !== computed;
  const when = text(score.at) ? clockTime(text(score.at)) : typeof score.minute === "number" ? `${score.minute} min` : "";
  const untestable = Array.isArray(score.not_testable) ? score.not_testable : [];
  return (
    <div class="score">
      <h4>{label(name)} <small>{when}</small> <Implausible of={score} member="sum" /> {typeof score.sum === "number" && <strong class="figures">{score.sum}</strong>}</h4>
      {differs && <p class="notice">{said.sumDiffers(computed)}</p>}
      <dl class="members">
        {items.map(([item, value]) => <div><dt>{label(item)}</dt><dd class="figures">{value as number}</dd></div>)}
        {untestable.map((item) => <div><dt>{codeWord(String(item))}</dt><dd>{label("not_testable")}</dd></div>)}
      </dl>
    </div>
  );
}

export function Scores({ record }: { record: JsonObject }) {
  const scores = object(record.scores);
  const present = kinds.flatMap((name) => list(scores[name]).map((score) => ({ name, score })));
  const naca = text(scores.naca);
  if (present.length === 0 && !naca) return null;
  return (
    <Section title={words().sections.scores}>
      <div class="score-grid">
        {present.map((one) => <Score {...one} />)}
        {naca && <div class="score"><h4>{label("naca")} <strong>{naca}</strong></h4></div>}
      </div>
    </Section>
  );
}
