import { keyOf } from "../preview.ts";
import { type Layout, type Origin, type Point, type Rect, TOKEN_HEIGHT, type Token } from "./layout.ts";
import { type Motion, progress } from "./motion.ts";

/** What is read off the page's style: the tokens' colours and their type. */
export interface Palette {
  readonly ink: string;
  readonly bg: string;
  readonly panel: string;
  readonly edge: string;
  /** By the number of the colour, less 1. */
  readonly tints: readonly string[];
  /** As canvases take it. */
  readonly font: string;
  /** The width of a text in that type, in pixels. */
  readonly measure: (text: string) => number;
}

export interface Highlight {
  /** The record that is selected, by the id of its token. */
  readonly selected: (token: Token) => boolean;
  /** Whether the key is the one that is pointed at or chosen. */
  readonly lit: (key: string) => boolean;
}

/** The part of a 2D context that is painted with. */
export type Brush = Pick<
  CanvasRenderingContext2D,
  "fillRect" | "strokeRect" | "fillText" | "save" | "restore" | "beginPath" | "rect" | "clip"
> & { fillStyle: unknown; strokeStyle: unknown; lineWidth: number };

/** The width of the cut between a key and its value, and the space on both sides of a text. */
const CUT = 1;
const SPACE = 2;
const BASELINE = 11;

/** A record as it is painted at a moment. */
export interface Drawn extends Rect {
  readonly parts: readonly string[];
  readonly colour: number;
  readonly kept: boolean;
  readonly isSelected: boolean;
  readonly isLit: boolean;
}

export interface Moment {
  readonly motion: Motion;
  readonly now: number;
  readonly highlight: Highlight;
  /** What is not in it is left out. */
  readonly visible: Rect;
}

/** The records that are seen at a moment, in the order in which they are painted: those that move over the others. */
export function drawnAt({ tokens }: Layout, { motion, now, highlight, visible }: Moment): Drawn[] {
  const drawn: Drawn[] = [];
  const moving: Drawn[] = [];
  for (const token of tokens) {
    const span = motion.spans.get(token.row);
    if (span === undefined || now < span.begin) continue;
    const part = progress(span, now);
    if (part === 1) {
      if (overlaps(token, visible)) drawn.push(drawnOf(token, token, token, highlight));
      continue;
    }
    for (const origin of token.origins) {
      const place = { ...placeBetween(origin, token, part), width: origin.width, height: TOKEN_HEIGHT };
      if (overlaps(place, visible)) moving.push(drawnOf(token, origin, place, highlight));
    }
  }
  return [...drawn, ...moving];
}

function drawnOf(
  token: Token,
  { record, parts, colour }: Pick<Origin, "record" | "parts" | "colour">,
  { x, y, width }: Omit<Rect, "height">,
  highlight: Highlight,
): Drawn {
  const isSelected = highlight.selected(token);
  const isLit = !isSelected && highlight.lit(keyOf(record));
  return { x, y, width, height: TOKEN_HEIGHT, parts, colour, kept: token.kept, isSelected, isLit };
}

/** Whether two are painted in the same way. */
export function looksSame(a: Drawn, b: Drawn): boolean {
  return (
    a.x === b.x &&
    a.y === b.y &&
    a.width === b.width &&
    a.colour === b.colour &&
    a.kept === b.kept &&
    a.isSelected === b.isSelected &&
    a.isLit === b.isLit &&
    a.parts.length === b.parts.length &&
    a.parts.every((part, index) => part === b.parts[index])
  );
}

/** Where a record is that has gone `part` of its way. */
export function placeBetween(from: Origin, to: Point, part: number): Point {
  if (from.bend === undefined) return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
  const [first, second] = from.bend;
  const [a, b, c, d] = [(1 - part) ** 3, 3 * (1 - part) ** 2 * part, 3 * (1 - part) * part ** 2, part ** 3];
  return {
    x: a * from.x + b * first.x + c * second.x + d * to.x,
    y: a * from.y + b * first.y + c * second.y + d * to.y,
  };
}

/** Paints a record; the brush has the type of the palette. */
export function paint(brush: Brush, token: Drawn, palette: Palette): void {
  const { parts, isSelected } = token;
  const tint = isSelected ? palette.ink : token.kept ? palette.panel : palette.tints[token.colour - 1]!;
  let { x } = token;
  const end = token.x + token.width;
  const widths = parts.map((part) => palette.measure(part) + 2 * SPACE);
  const whole = widths.reduce((sum, each) => sum + each, (widths.length - 1) * CUT);
  const isCut = x + whole > end + 1;
  if (isCut) {
    brush.save();
    brush.beginPath();
    brush.rect(token.x, token.y, token.width, TOKEN_HEIGHT);
    brush.clip();
  }
  for (const [index, part] of parts.entries()) {
    const room = widths[index]!;
    brush.fillStyle = tint;
    brush.fillRect(x, token.y, room, TOKEN_HEIGHT);
    brush.fillStyle = isSelected ? palette.bg : palette.ink;
    brush.fillText(part, x + SPACE, token.y + BASELINE);
    x += room + CUT;
  }
  if (isCut) brush.restore();
  const edge = { ...token, width: Math.min(whole, token.width) };
  // also where the reader has no colours to tell it from the ground
  if (tint === palette.panel) outline(brush, edge, palette.edge, 1);
  if (token.isLit) outline(brush, edge, palette.ink, 1.5);
}

function outline(brush: Brush, { x, y, width, height }: Rect, colour: string, line: number): void {
  brush.strokeStyle = colour;
  brush.lineWidth = line;
  brush.strokeRect(x + line / 2, y + line / 2, width - line, height - line);
}

function overlaps(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && a.x + a.width > b.x && a.y < b.y + b.height && a.y + a.height > b.y;
}
