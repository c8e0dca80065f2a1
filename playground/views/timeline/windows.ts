import { type Cell, type Column, type Row, type TimelineModel, zeroTimeAt } from "./model.ts";

/** A stretch of time that is read: after `from`, up to and with `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** One window of a DStream, on the row of which it reads the RDDs. */
export interface ReadWindow extends Span {
  readonly owner: Row;
  /** The batch times whose RDDs it adds to the window before; all of them, where it is not made of that. */
  readonly entering: readonly number[];
  /** Those that it has in common with the window before. */
  readonly staying: readonly number[];
  /** Those that it takes out of the window before. */
  readonly leaving: readonly number[];
  /** The window before, where there is one. */
  readonly before: Span | undefined;
}

/** What stands under a row that windows read. */
export interface WindowLane {
  readonly read: Row;
  readonly owners: readonly Row[];
  /** Of one of them, in full. */
  readonly shown: ReadWindow | undefined;
  /** The latest windows of the others. */
  readonly others: readonly ReadWindow[];
  /** Who is shown, also when there is no window of its yet. */
  readonly owner: Row;
  /** Batch times whose RDDs no window of the owner's reads: it slides by more than its length. */
  readonly uncovered: ReadonlySet<number>;
}

/** What the reader has pointed at: a row and a time, as far as is known. */
export interface Pointed {
  readonly dstream: number | undefined;
  readonly time: number | undefined;
}

/** The row that a window reads; undefined for any other row. */
export function readBy(row: Row, rows: readonly Row[]): Row | undefined {
  return row.window === undefined ? undefined : rows.find(({ dstream }) => dstream === row.parents[0]);
}

/** The lanes of windows, by the DStream that they stand under; `chosen` are the owners that were chosen for them. */
export function windowLanes(
  model: TimelineModel,
  pointed: Pointed,
  chosen: ReadonlyMap<number, number>,
): Map<number, WindowLane> {
  const lanes = new Map<number, WindowLane>();
  for (const read of model.rows) {
    const owners = model.rows.filter((row) => row.window !== undefined && row.parents[0] === read.dstream);
    if (owners.length === 0) continue;
    const owner =
      owners.find((row) => row.dstream === pointed.dstream) ??
      owners.find((row) => row.dstream === chosen.get(read.dstream)) ??
      owners[0]!;
    const windows = owners.map((row) => windowAt(model, row, read, pointed.time));
    lanes.set(read.dstream, {
      read,
      owners,
      owner,
      shown: windows.find((window) => window?.owner === owner),
      others: windows.filter((window) => window !== undefined && window.owner !== owner) as ReadWindow[],
      uncovered: uncovered(model, owner, read),
    });
  }
  return lanes;
}

/** The latest window of `owner` up to `time` that is drawn. */
function windowAt(model: TimelineModel, owner: Row, read: Row, time: number | undefined): ReadWindow | undefined {
  const index = model.rows.indexOf(owner);
  const column = model.columns.findLast(
    (candidate) => (time === undefined || candidate.time <= time) && isWindow(candidate.cells[index]!),
  );
  return column === undefined ? undefined : windowOf(model, owner, read, column.time);
}

function isWindow(cell: Cell): boolean {
  return cell.kind === "rdd" || cell.kind === "failed";
}

/** The window of `owner` at `time`, a multiple of its slide. */
export function windowOf(
  model: Pick<TimelineModel, "zeroTime" | "columns">,
  owner: Row,
  read: Row,
  time: number,
): ReadWindow | undefined {
  const zeroTime = zeroTimeAt(model, time);
  if (owner.window === undefined || !(read.slide > 0) || !(owner.slide > 0)) return undefined;
  const { length, incremental } = owner.window;
  const after = (from: number): number => Math.max(from, zeroTime);
  const from = after(time - length);
  const previous = time - owner.slide;
  const before = previous > zeroTime ? { from: after(previous - length), to: previous } : undefined;
  if (!incremental || before === undefined) {
    return { owner, from, to: time, before, entering: times(from, time, read.slide), staying: [], leaving: [] };
  }
  return {
    owner,
    from,
    to: time,
    before,
    entering: times(previous, time, read.slide),
    staying: times(from, previous, read.slide),
    leaving: times(before.from, Math.min(from, previous), read.slide),
  };
}

/** More intervals than these are not told one by one. */
const MOST_TIMES = 1_000;

function times(from: number, to: number, step: number): number[] {
  const count = Math.min(MOST_TIMES, Math.floor((to - from) / step));
  return Array.from({ length: Math.max(0, count) }, (_, i) => to - (count - 1 - i) * step);
}

function uncovered(model: TimelineModel, owner: Row, read: Row): ReadonlySet<number> {
  const found = new Set<number>();
  const { length = 0 } = owner.window ?? {};
  if (!(owner.slide > length && read.slide > 0)) return found;
  for (const { time, zeroTime, status } of model.columns) {
    const next = zeroTime + Math.ceil((time - zeroTime) / owner.slide) * owner.slide;
    if (status.kind !== "missed" && time <= next - length) found.add(time);
  }
  return found;
}

/** How far a bracket still is from its place after a new batch: it slides on by one slide interval. In ms of virtual time at normal speed. */
const SLIDE = 240;

/**
 * How many pixels left of its place a window's bracket is, `now` that its batch has just been made. A function of the time alone.
 */
export function bracketOffset(
  window: ReadWindow,
  columns: readonly Column[],
  at: { readonly now: number; readonly speed: number; readonly column: number; readonly batchInterval: number },
): number {
  const last = columns.at(-1);
  if (window.before === undefined || last === undefined || window.to !== last.time || at.speed === 0) return 0;
  const length = Math.min(SLIDE * at.speed, at.batchInterval / 2);
  const passed = at.now - window.to;
  if (!(passed >= 0 && passed < length)) return 0;
  const left = (1 - passed / length) ** 2;
  return (-left * (window.to - window.before.to) * at.column) / at.batchInterval;
}
