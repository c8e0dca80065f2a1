import type { Column, DownInterval, Filling } from "./model.ts";

/** Where times are in the lanes, whose left edge is at the end of the row headers; in pixels. */
export interface TimeScale {
  x(time: number): number;
  /** Where the axis ends. */
  readonly end: number;
  /** The borders of block intervals within the batch intervals. */
  readonly ticks: readonly number[];
}

const MOST_TICKS = 20;

/** Every batch interval is as wide as its column, the one that fills as wide as it is drawn; time is to scale within each. */
export function timeScale(
  columns: readonly Column[],
  filling: DownInterval | undefined,
  width: { readonly column: number; readonly filling: number },
): TimeScale {
  const start = columns.length * width.column;
  const x = (time: number): number => {
    if (filling !== undefined && (columns.length === 0 || time >= filling.from)) {
      return start + part(time, filling.from, filling.to) * width.filling;
    }
    const index = columns.findIndex((column) => time < column.time);
    const column = columns[index];
    return column === undefined ? start : (index + part(time, column.from, column.time)) * width.column;
  };
  return { x, end: start + (filling === undefined ? 0 : width.filling), ticks: ticksOf(columns, filling) };
}

/** How much of an interval is past at `time`: 0 to 1. */
export function part(time: number, from: number, to: number): number {
  return Math.min(Math.max((time - from) / (to - from), 0), 1);
}

/** The block interval that is open at `time`. */
export function openBlock(
  filling: Filling | undefined,
  time: number,
): { readonly from: number; readonly to: number } | undefined {
  if (filling === undefined || time < filling.from || time >= filling.to) return undefined;
  const { from, to, blockInterval } = filling;
  const start = from + Math.floor((time - from) / blockInterval) * blockInterval;
  return { from: start, to: Math.min(start + blockInterval, to) };
}

function ticksOf(columns: readonly Column[], filling: DownInterval | undefined): number[] {
  if (filling === undefined) return [];
  const { from, to, blockInterval } = filling;
  const blocks = (to - from) / blockInterval;
  if (!(blocks > 1 && blocks <= MOST_TICKS)) return [];
  const starts = [...columns.map((column) => column.from), from];
  return starts.flatMap((start) =>
    Array.from({ length: Math.ceil(blocks) - 1 }, (_, i) => start + (i + 1) * blockInterval),
  );
}
