// Sizes follow from the screen and the distance. The unit `u` is the font size in pixels whose capital letters are one
// minute of arc high for the reader; nothing on the board is smaller than 16 u.
const ARC_MINUTE = Math.PI / 180 / 60;
const CAP_HEIGHT = 0.716;
const HEADER_U = 30;
const FOOTER_U = 23;
const MARGIN_PX = 8;
const NARROWEST_COLUMN_U = 250;
/** Below this an upright screen has the time above the worry, not beside it. */
const BESIDE_U = 420;
const TIME_ABOVE_U = 34;

export interface Screen {
  width: number;
  height: number;
  inches: number;
  metres: number;
}

export type Mode = "big" | "one" | "two";

export interface Plan {
  unit: number;
  mode: Mode;
  /** Whether big rows have the time above the worry. */
  narrow: boolean;
  /** Whether big rows have a third line, with the text of the announcement. */
  withText: boolean;
  rowsPerColumn: number;
  /** Rows on one page. */
  size: number;
}

const rowHeightU = { big: 45, text: 65, one: 20.5 };

/** Pixels of font size for one minute of arc. */
export function unitOf({ width, height, inches, metres }: Screen): number {
  const millimetresPerPixel = (inches * 25.4) / Math.hypot(width, height);
  return (2 * metres * 1000 * Math.tan(ARC_MINUTE / 2)) / millimetresPerPixel / CAP_HEIGHT;
}

/** The largest kind of row with which `count` entries fit; otherwise pages of the densest kind. */
export function planFor(count: number, withText: boolean, screen: Screen): Plan {
  const unit = unitOf(screen);
  const room = (screen.height - MARGIN_PX) / unit - HEADER_U - FOOTER_U;
  const fitting = (height: number) => Math.max(1, Math.floor(room / height));
  const narrow = screen.width / unit < BESIDE_U;
  const above = narrow ? TIME_ABOVE_U : 0;
  const plan = (mode: Mode, rows: number, text = false): Plan => ({ unit, mode, narrow, withText: text, rowsPerColumn: rows, size: mode === "two" ? 2 * rows : rows });
  const text = fitting(rowHeightU.text + above);
  if (withText && count <= text) return plan("big", text, true);
  const big = fitting(rowHeightU.big + above);
  if (count <= big) return plan("big", big);
  const one = fitting(rowHeightU.one);
  return plan(count <= one || screen.width / unit < 2 * NARROWEST_COLUMN_U ? "one" : "two", one);
}
