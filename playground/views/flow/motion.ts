import type { FlowRow, FlowScene } from "./scene.ts";
import { type Box, rowId, type Station, taskId } from "./stations.ts";

/** When the records of a row set off and when they are there, in virtual time. */
export interface Span {
  readonly begin: number;
  readonly end: number;
}

/** All motion of a scene: a function of the trace alone. */
export interface Motion {
  /** By row. */
  readonly spans: ReadonlyMap<string, Span>;
  readonly output: Span;
  /** From then on nothing moves. */
  readonly rest: number;
}

/** How long each kind of motion takes at normal speed, in milliseconds. */
const STORE = 200;
const BATCH_CUT = 320;
const NARROW = 240;
const SHUFFLE = 400;
/** At a higher speed nothing slides. */
export const FASTEST_MOTION = 4;
/** The way of a batch is over before the next one comes: after this part of the batch interval. */
const PART_OF_INTERVAL = 0.85;

const AT_REST: Span = { begin: Number.NEGATIVE_INFINITY, end: Number.NEGATIVE_INFINITY };

/**
 * Records go from station to station one after the other, so that the eye can follow: each row sets off when what it is made of is there, and not before the
 * trace has told of it. `speed` is virtual time over real time; with 0 everything is where it belongs at once.
 */
export function motionOf(scene: FlowScene, stations: readonly Station[], speed: number): Motion {
  const spans = new Map<string, Span>();
  const { batch } = scene;
  if (speed === 0 || speed > FASTEST_MOTION || batch === undefined) {
    for (const { boxes } of stations)
      for (const box of boxes) for (const index of box.rows.keys()) spans.set(rowId(box, index), AT_REST);
    return { spans, output: AT_REST, rest: Number.NEGATIVE_INFINITY };
  }
  const unit = unitOf(scene, speed);
  let rest = Number.NEGATIVE_INFINITY;
  const set = (box: Box, index: number, begin: number, length: number): number => {
    const end = begin + length * unit;
    spans.set(rowId(box, index), { begin, end });
    rest = Math.max(rest, end);
    return end;
  };
  const ends = new Map<string, number>();
  const stageEnds = new Map<number, number>();
  const boxes = stations.flatMap((station) => station.boxes);
  for (const box of boxes) {
    if (box.kind === "cell") for (const index of box.rows.keys()) spans.set(rowId(box, index), AT_REST);
    if (box.kind === "block") for (const [index, row] of box.rows.entries()) set(box, index, row.t, STORE);
    if (box.kind === "partition") {
      for (const [index, row] of box.rows.entries())
        ends.set(box.id, set(box, index, row.t, box.input.block === undefined ? 0 : BATCH_CUT));
    }
    if (box.kind === "task") {
      const { stage, task } = box;
      const sources = [
        ...task.inputs.map(({ row, partition }) => ends.get(`partition ${row.dstream} ${partition}`)),
        ...stage.reads.map((shuffle) => stageEnds.get(shuffle)),
      ].filter((end) => end !== undefined);
      let at = Math.max(Number.NEGATIVE_INFINITY, ...sources);
      let isFirst = true;
      for (const [index, row] of box.rows.entries()) {
        at = Math.max(at, row.t);
        if (row.kept) {
          set(box, index, at, 0);
          continue;
        }
        at = set(box, index, at, isFirst && stage.reads.length > 0 ? SHUFFLE : NARROW);
        isFirst = false;
      }
      ends.set(taskId(stage.id, task.partition), at);
      if (stage.shuffle !== undefined && Number.isFinite(at))
        stageEnds.set(stage.shuffle, Math.max(stageEnds.get(stage.shuffle) ?? at, at));
    }
  }
  const written =
    batch.output?.first.length === 0 ? Number.NEGATIVE_INFINITY : (batch.output?.t ?? Number.NEGATIVE_INFINITY);
  const begin = Math.max(written, ...ends.values());
  return { spans, output: { begin, end: begin }, rest: Math.max(rest, begin) };
}

/** How many virtual milliseconds stand for one of motion. */
function unitOf({ batch, batchInterval }: FlowScene, speed: number): number {
  const depths = new Map<number, number>();
  for (const stage of batch?.stages ?? []) {
    const rows = Math.max(0, ...stage.tasks.map((task) => task.rows.filter(isMoving).length));
    const length = rows * NARROW + (stage.reads.length > 0 && rows > 0 ? SHUFFLE - NARROW : 0);
    depths.set(stage.depth, Math.max(depths.get(stage.depth) ?? 0, length));
  }
  const length = BATCH_CUT + [...depths.values()].reduce((sum, each) => sum + each, 0);
  return Math.min(speed, (batchInterval * PART_OF_INTERVAL) / length);
}

function isMoving(row: FlowRow): boolean {
  return !row.kept;
}

/** How far something is on its way: 0 before, 1 after. */
export function progress({ begin, end }: Span, now: number): number {
  if (now >= end) return 1;
  if (now <= begin) return 0;
  const part = (now - begin) / (end - begin);
  return part < 0.5 ? 2 * part ** 2 : 1 - 2 * (1 - part) ** 2;
}

/** What the time of the motion goes by. */
export interface Clocked {
  /** The virtual time of the run. */
  readonly now: number;
  readonly running: boolean;
  /** Virtual time over real time; 0: nothing moves. */
  readonly speed: number;
  /** When the motion that is shown begins, and when it is over. */
  readonly begin: number;
  readonly rest: number;
}

/** So far the drawing may be from the run's clock, in real milliseconds: the clock comes in steps, motion does not. */
const DRIFT = 120;

/** The time of the motion, `passed` real milliseconds after it was `time`. */
export function nextTime(time: number, passed: number, { now, running, speed, begin, rest }: Clocked): number {
  if (!running) {
    const end = Math.max(now, rest);
    const from = time > end ? end : Math.max(time, Math.min(begin, now));
    return Math.min(end, from + passed * speed);
  }
  const next = time + passed * speed;
  if (Math.abs(next - now) <= DRIFT * speed) return next;
  // What went on while the run stood still is not taken back: it waits for the run.
  return time > now && time <= rest ? time : now;
}
