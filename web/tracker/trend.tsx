// The trend of the vital signs: a drawing for the eye, with its own legend; the table beside it has every value.
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../shared/icons";
import { clockTime } from "../shared/language";
import { cardWords } from "./card_words";
import { doubtWords } from "./doubt_words";
import { isDoubtful } from "./implausible";
import { dark } from "./scheme";
import type { Curve } from "./trend_plot";
import { measurementText, type Series } from "./measurements";

interface Style {
  light: string;
  dark: string;
  dash: number[];
  marker: Curve["marker"];
}

const styles: Record<string, Style> = {
  "8480-6": { light: "#b00020", dark: "#ff9ba4", dash: [], marker: "triangle" },
  "8462-4": { light: "#b00020", dark: "#ff9ba4", dash: [6, 4], marker: "diamond" },
  "8867-4": { light: "#0a7d32", dark: "#6fd494", dash: [], marker: "disc" },
  "59408-5": { light: "#0b5cad", dark: "#7db8ff", dash: [], marker: "square" },
  "9279-1": { light: "#7a4a00", dark: "#ffd042", dash: [2, 4], marker: "disc" },
  "19889-5": { light: "#5b2a86", dark: "#cfa8f2", dash: [10, 4], marker: "square" },
  "19891-1": { light: "#5b2a86", dark: "#cfa8f2", dash: [10, 4], marker: "square" },
};
const shapes: Record<Curve["marker"], string> = { disc: "M8 3a5 5 0 1 0 .01 0Z", square: "M3 3h10v10H3Z", triangle: "M8 2 14 13H2Z", diamond: "M8 1 15 8 8 15 1 8Z" };

function curvesOf(all: Series[], isDark: boolean): Curve[] {
  return all.flatMap(({ code, name, unit, values }) => {
    const style = styles[code];
    const points = values.filter((value) => !isDoubtful(value)).flatMap(({ at, value }) => (typeof at === "string" && typeof value === "number" ? [[Date.parse(at) / 1000, value] as const] : []));
    return style && points.length > 1 ? [{ name, unit, points, colour: isDark ? style.dark : style.light, dash: style.dash, marker: style.marker }] : [];
  });
}

/** One wrong value would flatten every curve: it is named beside the drawing instead of drawn. */
const notDrawn = (all: Series[]) => all.filter(({ code }) => styles[code]).flatMap(({ values }) => values.filter(isDoubtful));

function Legend({ curves, hidden, toggle }: { curves: Curve[]; hidden: string[]; toggle: (name: string) => void }) {
  return (
    <div class="legend">
      {curves.map(({ name, unit, marker, colour }) => (
        <button type="button" aria-pressed={!hidden.includes(name)} onClick={() => toggle(name)}>
          <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d={shapes[marker]} fill={colour} /></svg> {name} <small>{unit}</small>
        </button>
      ))}
    </div>
  );
}

export function Trend({ all }: { all: Series[] }) {
  const said = cardWords();
  const place = useRef<HTMLDivElement>(null);
  const [hidden, setHidden] = useState<string[]>([]);
  const [failed, setFailed] = useState(false);
  const isDark = dark.value;
  const curves = curvesOf(all, isDark);
  const left = notDrawn(all);
  const shown = curves.filter(({ name }) => !hidden.includes(name));
  const what = JSON.stringify([shown, isDark]);
  useEffect(() => {
    const into = place.current;
    if (!into || shown.length === 0) return;
    let clear = () => {};
    let current = true;
    const draw = () => import("./trend_plot").then(({ plot }) => {
      if (!current) return;
      clear();
      const colours = getComputedStyle(into);
      clear = plot(into, shown, {
        ink: colours.getPropertyValue("--text2"), grid: colours.getPropertyValue("--line"), width: into.clientWidth, clock: (seconds) => clockTime(seconds * 1000),
      });
    }).catch(() => current && setFailed(true));
    void draw();
    const resized = new ResizeObserver(() => void draw());
    resized.observe(into);
    return () => {
      current = false;
      resized.disconnect();
      clear();
    };
  }, [what]);
  if (curves.length === 0) return null;
  const toggle = (name: string) => setHidden(hidden.includes(name) ? hidden.filter((one) => one !== name) : [...hidden, name]);
  return (
    <figure class="trend">
      <figcaption>{said.trend} <small>{said.trendHint}</small></figcaption>
      <Legend curves={curves} hidden={hidden} toggle={toggle} />
      {failed ? <p class="notice">{said.trendFailed}</p> : <div ref={place} class="plot" role="img" aria-label={said.trendOf(shown.map(({ name }) => name).join(", "))} />}
      {left.length > 0 && <p class="hint"><Icon name="warning" /> {doubtWords().notDrawn} {left.map(measurementText).join(" · ")}</p>}
    </figure>
  );
}
