// The course of the vital signs, drawn by uPlot. Loaded when a case has something to draw.
import uPlot from "uplot";

export interface Curve {
  name: string;
  unit: string;
  /** Seconds since the epoch, ascending. */
  points: readonly (readonly [time: number, value: number])[];
  colour: string;
  dash: number[];
  marker: "disc" | "square" | "triangle" | "diamond";
}

export interface Paper {
  ink: string;
  grid: string;
  clock: (seconds: number) => string;
  width: number;
}

const HEIGHT = 300;

function mark(kind: Curve["marker"], x: number, y: number, r: number): Path2D {
  const path = new Path2D();
  if (kind === "disc") path.arc(x, y, r, 0, 2 * Math.PI);
  else if (kind === "square") path.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
  else {
    const corners = kind === "triangle" ? [[0, -1.2], [1.1, 0.9], [-1.1, 0.9]] : [[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]];
    corners.forEach(([dx = 0, dy = 0], index) => (index === 0 ? path.moveTo(x + dx * r, y + dy * r) : path.lineTo(x + dx * r, y + dy * r)));
    path.closePath();
  }
  return path;
}

/** A shape per curve, so that none is told by its colour alone. */
function markers({ marker }: Curve): uPlot.Series.Points.PathBuilder {
  return (plot, index) => {
    const [xs, ys] = [plot.data[0], plot.data[index]];
    const fill = new Path2D();
    xs?.forEach((time, i) => {
      const value = ys?.[i];
      if (value == null) return;
      fill.addPath(mark(marker, plot.valToPos(time, "x", true), plot.valToPos(value, "y", true), 4 * devicePixelRatio));
    });
    return { fill, stroke: null };
  };
}

/** One table for all curves: a column where any of them has a value. */
function aligned(curves: readonly Curve[]): uPlot.AlignedData {
  const times = [...new Set(curves.flatMap(({ points }) => points.map(([time]) => time)))].sort((a, b) => a - b);
  const columns = curves.map(({ points }) => {
    const values = new Map(points);
    return times.map((time) => values.get(time) ?? null);
  });
  return [times, ...columns];
}

/** Draws into `into`; the returned function takes the drawing away. */
export function plot(into: HTMLElement, curves: readonly Curve[], paper: Paper): () => void {
  const axis = { stroke: paper.ink, grid: { stroke: paper.grid, width: 1 }, ticks: { stroke: paper.grid, width: 1 }, font: "14px Inter, sans-serif" };
  const drawn = new uPlot({
    width: paper.width, height: HEIGHT, legend: { show: false }, cursor: { show: false },
    scales: { x: { time: false }, y: { range: (_plot, low, high) => [Math.min(0, low), Math.ceil((high + 10) / 20) * 20] } },
    axes: [
      { ...axis, space: 70, incrs: [60, 120, 300, 600, 900, 1800, 3600, 7200, 14400], values: (_plot, splits) => splits.map(paper.clock) },
      { ...axis, size: 46 },
    ],
    series: [
      {},
      ...curves.map((curve): uPlot.Series => ({
        label: curve.name, stroke: curve.colour, width: 2, dash: curve.dash, spanGaps: true,
        points: { show: true, fill: curve.colour, stroke: curve.colour, paths: markers(curve) },
      })),
    ],
  }, aligned(curves), into);
  return () => drawn.destroy();
}
