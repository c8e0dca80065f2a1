import type { Site } from "../../../core/conf/errors.ts";
import type { ErrorInfo, Preview, StateInfo, WindowInfo } from "../../../core/trace/events.ts";
import { lettersOf, type Mark } from "../dstreams.ts";
import { handOn, handOnBy } from "../hand-on.ts";
import { before, lastBefore } from "../search.ts";
import { type Downtime, downtimesAt } from "./downtimes.ts";
import type {
  BatchFacts,
  BlockFact,
  CellFact,
  ComputedFact,
  FaultEvent,
  OutputRun,
  ReceiverStatus,
  StartFact,
  StreamFacts,
  TimelineFold,
} from "./fold.ts";

/** A DStream: one row of cells, in the order of declaration. */
export interface Row extends Mark {
  readonly dstream: number;
  /** The user's variable, or else the operation. */
  readonly label: string;
  readonly named: boolean;
  readonly operation: string;
  readonly detail: string;
  readonly site: Site | undefined;
  /** The DStreams that it is made of. */
  readonly parents: readonly number[];
  /** It makes an RDD every so many milliseconds. */
  readonly slide: number;
  readonly window: WindowInfo | undefined;
  readonly state: StateInfo | undefined;
  /** It has a receiver, and so a lane, which says where its data come from. */
  readonly hasReceiver: boolean;
  /** Neither an input nor what an output operation takes. */
  readonly isBetween: boolean;
  /** The most partitions that any of its RDDs had so far: the row's height follows it, and never shrinks. */
  readonly partitions: number;
}

/** An output operation: a row of its own below the DStreams. */
export interface OutputRow {
  readonly output: number;
  readonly operation: string;
  readonly site: Site | undefined;
  readonly of: Row | undefined;
}

export type BatchStatus =
  | { readonly kind: "generating" }
  /** `ahead` batches have to be done before it. */
  | { readonly kind: "waiting"; readonly ahead: number }
  | { readonly kind: "running" }
  /** Its driver died before it was done. */
  | { readonly kind: "died" }
  | { readonly kind: "done"; readonly processing: number; readonly scheduling: number; readonly records: number }
  /** Done, and no block had come in its interval. */
  | { readonly kind: "empty"; readonly processing: number; readonly scheduling: number }
  | {
      readonly kind: "failed";
      readonly operations: readonly string[];
      readonly error: ErrorInfo | undefined;
      readonly processing: number;
    }
  | { readonly kind: "generation-failed"; readonly error: ErrorInfo }
  /** Batches from `first` on that were due while no driver lived. `never`: the next one began anew; else there is none yet. */
  | { readonly kind: "missed"; readonly first: number; readonly count: number; readonly never: boolean };

export interface Partition {
  readonly index: number;
  /** `partly`: nobody wanted the rest of it. `pending`: its batch is not done. `never`: the batch is done without it. */
  readonly state: "computed" | "partly" | "pending" | "never";
  /** How many records there are, or, of a partition computed in part, how many were seen. */
  readonly records: number;
  /** The first of them. */
  readonly sample: readonly Preview[];
}

export type Cell =
  /** The trace says nothing of it, or not yet. */
  | { readonly kind: "unknown" }
  | { readonly kind: "no-rdd" }
  /** There is no batch. */
  | { readonly kind: "missed" }
  | { readonly kind: "rdd"; readonly rdd: number; readonly total: number; readonly partitions: readonly Partition[] }
  | { readonly kind: "failed"; readonly operation: string; readonly error: ErrorInfo };

export type OutputCell =
  | { readonly kind: "unknown" }
  | { readonly kind: "missed" }
  | { readonly kind: "none" }
  | { readonly kind: "pending" }
  | { readonly kind: "running" }
  | { readonly kind: "done"; readonly duration: number; readonly lines: number; readonly first: readonly string[] }
  | { readonly kind: "failed"; readonly duration: number; readonly error: ErrorInfo };

/** One batch interval; or all those in a row whose batches were due while no driver lived, and do not exist. */
export interface Column {
  /** The batch time: the end of the interval. */
  readonly time: number;
  readonly from: number;
  /** The time from which its driver counts batches. */
  readonly zeroTime: number;
  readonly status: BatchStatus;
  /** Run by a driver that went on from a checkpoint, at its start: a second time, or late, of the time in which nothing ran. */
  readonly recovered: "again" | "catch-up" | undefined;
  /** A driver could go on from here. */
  readonly checkpoint: boolean;
  /** One for each row, in their order. */
  readonly cells: readonly Cell[];
  readonly outputs: readonly OutputCell[];
}

export interface Arrival {
  readonly t: number;
  readonly record: Preview;
}

export interface Block {
  readonly block: string;
  readonly from: number;
  readonly to: number;
  readonly records: number;
  readonly sample: readonly Preview[];
}

/** What a receiver brought within the drawn time. */
export interface Lane {
  readonly stream: number;
  /** The row of its DStream. */
  readonly row: Row | undefined;
  readonly status: { readonly status: ReceiverStatus; readonly words: string } | undefined;
  readonly arrivals: readonly Arrival[];
  readonly blocks: readonly Block[];
}

/** One or more block intervals of the interval that fills. */
export interface FillingBlock {
  readonly from: number;
  readonly to: number;
  readonly state: "stored" | "nothing" | "filling" | "to-come";
  /** How many block intervals alike are drawn as this one. */
  readonly intervals: number;
  readonly records: number;
  readonly sample: readonly Preview[];
}

/** The interval whose batch has not been made yet. */
export interface Filling {
  readonly from: number;
  readonly to: number;
  readonly blockInterval: number;
  readonly streams: readonly {
    readonly stream: number;
    readonly row: Row | undefined;
    readonly blocks: readonly FillingBlock[];
  }[];
}

/** The interval in which the time is while no driver lives: no batch comes of it, or only once there is one again. */
export interface DownInterval {
  readonly from: number;
  readonly to: number;
  readonly blockInterval: number;
}

/** Something that went wrong because somebody wanted it, or a driver that came again. */
export interface FaultMark {
  readonly t: number;
  readonly kind: FaultEvent["kind"];
}

/** What the timeline shows at one position of a trace. */
export interface TimelineModel {
  readonly started: boolean;
  readonly stopped: boolean;
  /** The driver has died, and no other has been started. */
  readonly isDown: boolean;
  /** Within the drawn time. */
  readonly faults: readonly FaultMark[];
  readonly batchInterval: number;
  /** The time from which batches count: one interval before the first. */
  readonly zeroTime: number;
  readonly rows: readonly Row[];
  readonly outputs: readonly OutputRow[];
  readonly lanes: readonly Lane[];
  readonly columns: readonly Column[];
  /** Undefined where no batch will be made of it. */
  readonly filling: Filling | undefined;
  /** In the place of that, since a driver has died. */
  readonly down: DownInterval | undefined;
  /** When no driver made batches, within the drawn time; `until` the time that is looked at where there is none yet. */
  readonly downtimes: readonly { readonly since: number; readonly until: number }[];
  /** How many batches there are up to here, drawn or not. */
  readonly batches: number;
  /** How many columns they would be, with those of batches that do not exist. */
  readonly columnCount: number;
  /** Batches that were submitted and have not begun. */
  readonly waiting: number;
}

export interface TimelineView {
  /** How many events of the trace count. */
  readonly position: number;
  /** The time to which the interval that fills has got. */
  readonly now: number;
  /** How many batches are drawn at most: the latest up to the position. */
  readonly columns: number;
}

/** More block intervals than these are drawn together where they are alike. */
const BLOCKS_DRAWN_ONE_BY_ONE = 6;
/** An hour of batch interval at 200 ms; what claims to have more is not drawn block by block. */
const BLOCK_INTERVALS_SHOWN = 18_000;

/**
 * The timeline at a position: a pure function of the trace. Its cost follows what is drawn, not the length of the run. What is in `before`, the timeline at
 * another position, just as it is here is the same object in both: rows, batches and all in them, block intervals.
 */
export function timelineAt(fold: TimelineFold, view: TimelineView, before?: TimelineModel): TimelineModel {
  const { position } = view;
  const streaming = lastBefore(fold.starts, position);
  const batches = fold.batchesAt(position);
  const downtimes = downtimesAt(fold, position, view.now);
  const gaps = downtimes.filter(({ due, batches }) => due !== undefined && batches !== "late");
  const rows = handOn(before?.rows, rowsAt(fold, position));
  const outputRows = outputRowsAt(fold, position, rows);
  const outputs = rows === before?.rows ? handOn(before.outputs, outputRows) : outputRows;
  const waiting = batches.filter((batch) => waits(batch, position)).length;
  const batchInterval = streaming?.batchInterval ?? 0;
  const zeroTime = streaming?.zeroTime ?? 0;
  const columns = handOnBy(
    before?.columns,
    latest(batches, gaps, Math.max(0, view.columns)).map((each) =>
      "due" in each ? missedColumn(each, rows, outputs) : columnAt(each, batches, fold, position, rows, outputs),
    ),
    ({ time }) => time,
  );
  const isDown = isDownAt(fold, position);
  const stopped = isDown || stateAt(fold, position) === "STOPPED";
  const down = streaming === undefined ? undefined : downIntervalOf(downtimes.at(-1), streaming.blockInterval);
  const begin = lastBefore(fold.recoveries, position)?.first ?? zeroTime;
  const lastTime = Math.max(batches.at(-1)?.time ?? begin, zeroTime);
  const filling =
    streaming === undefined || stopped || down !== undefined
      ? undefined
      : { from: lastTime, to: lastTime + batchInterval };
  const from = columns[0]?.from ?? lastTime;
  const lanes = fold.streams
    .filter((stream) => existsAt(fold, stream, position))
    .map((stream) => laneAt(stream, rows, fold, position, from));
  return {
    started: streaming !== undefined,
    stopped,
    isDown,
    faults: since(fold.faults, position, ({ event }) => event.t >= from).map(({ event: { t, kind } }) => ({ t, kind })),
    batchInterval,
    zeroTime,
    rows,
    outputs,
    lanes,
    columns,
    filling:
      filling === undefined
        ? undefined
        : {
            ...filling,
            blockInterval: streaming!.blockInterval,
            streams: lanes.map((lane, index) => ({
              stream: lane.stream,
              row: lane.row,
              blocks: handOn(
                before?.filling?.streams[index]?.blocks,
                fillingBlocks(lane, filling.from, filling.to, streaming!.blockInterval, view.now),
              ),
            })),
          },
    down,
    downtimes: downtimes.map(({ since, until = view.now }) => ({ since, until })).filter(({ until }) => until > from),
    batches: batches.length,
    columnCount: batches.length + gaps.length,
    waiting,
  };
}

/** The last `count` of the batches and of the times in which batches were due that do not exist, in the order of time. */
function latest(batches: readonly BatchFacts[], gaps: readonly Downtime[], count: number): (BatchFacts | Downtime)[] {
  const drawn: (BatchFacts | Downtime)[] = [];
  let [batch, gap] = [batches.length - 1, gaps.length - 1];
  while (drawn.length < count && (batch >= 0 || gap >= 0)) {
    const isGap = gap >= 0 && (batch < 0 || gaps[gap]!.due!.last > batches[batch]!.time);
    drawn.push(isGap ? gaps[gap--]! : batches[batch--]!);
  }
  return drawn.reverse();
}

function missedColumn(
  { due, batches, batchInterval, zeroTime }: Downtime,
  rows: readonly Row[],
  outputs: readonly OutputRow[],
): Column {
  const { first, last, count } = due!;
  return {
    time: last,
    from: first - batchInterval,
    zeroTime,
    status: { kind: "missed", first, count, never: batches === "never" },
    recovered: undefined,
    checkpoint: false,
    cells: rows.map(() => ({ kind: "missed" })),
    outputs: outputs.map(() => ({ kind: "missed" })),
  };
}

function downIntervalOf(downtime: Downtime | undefined, blockInterval: number): DownInterval | undefined {
  if (downtime?.batches !== "open") return undefined;
  const { since, due, zeroTime, batchInterval } = downtime;
  // batches that were due before that have been made
  const from = due?.last ?? zeroTime + Math.floor((since - zeroTime) / batchInterval) * batchInterval;
  return { from, to: from + batchInterval, blockInterval };
}

/** A point to which one can look back: a batch and the position at which everything of it was done. */
export interface Moment {
  readonly time: number;
  readonly position: number;
  readonly status: "done" | "empty" | "failed" | "open";
}

const settledMoments = new WeakMap<TimelineFold, Moment[]>();

/** The moments of a run, oldest first: its start, then one for each batch. Of a batch that is not done: the latest position. */
export function momentsOf(fold: TimelineFold): Moment[] {
  const { streaming, batches } = fold;
  if (streaming === undefined) return [];
  const start: Moment = { time: startOf(fold), position: streaming.at + 1, status: "open" };
  const settled = settledMoments.get(fold) ?? [start];
  settled[0] = start;
  const inOrder = settled.length === 1 || settled.at(-1)!.time === batches[settled.length - 2]?.time;
  if (!inOrder) settled.length = 1; // a batch of an earlier time came late
  for (
    let batch = batches[settled.length - 1];
    batch !== undefined && isSettled(batch);
    batch = batches[settled.length - 1]
  ) {
    const end = (batch.completed ?? batch.generationFailed)!;
    settled.push({
      time: batch.time,
      position: Math.max(end.at + 1, settled.at(-1)!.position),
      status: momentStatus(batch),
    });
  }
  settledMoments.set(fold, settled);
  const open = batches.slice(settled.length - 1);
  return [
    ...settled,
    ...open.map((batch): Moment => ({ time: batch.time, position: fold.length, status: momentStatus(batch) })),
  ];
}

/** One interval before the first batch of this driver's. */
function startOf({ starts, streaming, recoveries }: TimelineFold): number {
  const recovered = recoveries[0];
  const isOfFirst = recovered !== undefined && (starts[1] === undefined || recovered.at < starts[1].at);
  return isOfFirst ? recovered.first - streaming!.batchInterval : streaming!.zeroTime;
}

/** Executors that are threads of their own, and alive. */
export function executorsAt(fold: TimelineFold, position: number): readonly number[] {
  const since = fold.faults.findLast(({ at, event }) => at < position && event.kind === "driver-died")?.at ?? 0;
  const alive = new Set<number>();
  for (const { at, executor, came } of fold.executors) {
    if (at < since || at >= position) continue;
    if (came) alive.add(executor);
    else alive.delete(executor);
  }
  return [...alive].sort((a, b) => a - b);
}

/** Has the driver died, and has no other been started? */
export function isDownAt(fold: TimelineFold, position: number): boolean {
  const last = fold.faults.findLast(({ at, event }) => at < position && event.kind !== "fault");
  return last?.event.kind === "driver-died";
}

function isSettled(batch: BatchFacts): boolean {
  return batch.completed !== undefined || batch.generationFailed !== undefined;
}

function momentStatus(batch: BatchFacts): Moment["status"] {
  if (batch.died !== undefined) return "failed";
  if (batch.generationFailed !== undefined || (batch.completed?.failures ?? 0) > 0) return "failed";
  if (batch.completed === undefined) return "open";
  return isEmpty(batch, Number.POSITIVE_INFINITY) ? "empty" : "done";
}

/** No block had come for it, and no file. */
function isEmpty(batch: BatchFacts, position: number): boolean {
  return known(batch.allocated, position)?.blocks === 0 && known(batch.submitted, position)?.hasFiles !== true;
}

function known<F extends { readonly at: number }>(fact: F | undefined, position: number): F | undefined {
  return fact !== undefined && fact.at < position ? fact : undefined;
}

function stateAt(fold: TimelineFold, position: number): string | undefined {
  return lastBefore(fold.states, position)?.state;
}

function rowsAt(fold: TimelineFold, position: number): Row[] {
  const facts = fold.dstreams.filter((dstream) => dstream.at < position);
  const labels = facts.map((fact) => {
    const name = known(fact.name, position)?.name;
    return { label: name ?? fact.operation, named: name !== undefined };
  });
  const letters = lettersOf(labels);
  const taken = new Set(fold.outputs.filter((output) => output.at < position).map((output) => output.dstream));
  return facts.map((fact, index) => ({
    dstream: fact.dstream,
    index,
    letter: letters[index]!,
    ...labels[index]!,
    operation: fact.operation,
    detail: fact.detail,
    site: fact.site,
    parents: fact.parents,
    slide: fact.slide,
    window: fact.window,
    state: fact.state,
    hasReceiver: fact.stream !== undefined,
    isBetween: fact.parents.length > 0 && !taken.has(fact.dstream),
    partitions: lastBefore(fact.partitions, position)?.most ?? 0,
  }));
}

function outputRowsAt(fold: TimelineFold, position: number, rows: readonly Row[]): OutputRow[] {
  return fold.outputs
    .filter((output) => output.at < position)
    .map(({ output, operation, site, dstream }) => ({
      output,
      operation,
      site,
      of: rows.find((row) => row.dstream === dstream),
    }));
}

function waits(batch: BatchFacts, position: number): boolean {
  return (
    known(batch.submitted, position) !== undefined &&
    known(batch.died, position) === undefined &&
    known(batch.started, position) === undefined &&
    known(batch.completed, position) === undefined
  );
}

function columnAt(
  batch: BatchFacts,
  batches: readonly BatchFacts[],
  fold: TimelineFold,
  position: number,
  rows: readonly Row[],
  outputs: readonly OutputRow[],
): Column {
  const over = [batch.completed, batch.generationFailed, batch.died].some((end) => known(end, position) !== undefined);
  const start: StartFact | undefined = lastBefore(fold.starts, batch.at) ?? lastBefore(fold.starts, position);
  const { batchInterval = 0, zeroTime = 0 } = start ?? {};
  const hasReceivers = fold.dstreams.some((dstream) => dstream.stream !== undefined && dstream.at < position);
  return {
    time: batch.time,
    from: batch.time - batchInterval,
    zeroTime,
    status: statusAt(batch, batches, position, outputs, hasReceivers),
    recovered: recoveredAs(fold, batch),
    checkpoint: known(batch.checkpoint, position) !== undefined,
    cells: rows.map((row) =>
      isOnSlide(row, batch.time, zeroTime) ? cellAt(batch, row, position, outputs, over) : NO_RDD,
    ),
    outputs: outputs.map((output) => outputCellAt(batch.outputs.get(output.output), position, over)),
  };
}

/** Was a batch run by a driver that went on from a checkpoint, at its start: a second time, or late? */
export function recoveredAs(fold: TimelineFold, batch: BatchFacts): Column["recovered"] {
  const recovery = lastBefore(fold.recoveries, batch.at);
  if (recovery?.again.has(batch.time)) return "again";
  if (!recovery?.batches.has(batch.time)) return undefined;
  // one that had begun after the checkpoint was written
  return batch.earlier === undefined ? "catch-up" : "again";
}

const NO_RDD: Cell = { kind: "no-rdd" };

/** From which time on the driver that makes the batch of `time` counts them. */
export function zeroTimeAt({ columns, zeroTime }: Pick<TimelineModel, "zeroTime" | "columns">, time: number): number {
  return columns.find((column) => column.time === time)?.zeroTime ?? zeroTime;
}

/** Whether the DStream makes an RDD for the batch at all: one that slides by more than the batch interval skips some. */
export function isOnSlide(row: Pick<Row, "slide">, time: number, zeroTime: number): boolean {
  return !(row.slide > 0) || (time - zeroTime) % row.slide === 0;
}

function statusAt(
  batch: BatchFacts,
  batches: readonly BatchFacts[],
  position: number,
  outputs: readonly OutputRow[],
  hasReceivers: boolean,
): BatchStatus {
  const generationFailed = known(batch.generationFailed, position);
  if (generationFailed !== undefined) return { kind: "generation-failed", error: generationFailed.error };
  const completed = known(batch.completed, position);
  if (completed === undefined) {
    if (known(batch.died, position) !== undefined) return { kind: "died" };
    if (known(batch.started, position) !== undefined) return { kind: "running" };
    if (known(batch.submitted, position) === undefined) return { kind: "generating" };
    const ahead = batches.filter(
      (other) =>
        other.time < batch.time &&
        known(other.submitted, position) !== undefined &&
        known(other.died, position) === undefined &&
        known(other.completed, position) === undefined,
    );
    return { kind: "waiting", ahead: ahead.length };
  }
  const failed = outputs.filter(
    (output) => known(batch.outputs.get(output.output)?.completed, position)?.error !== undefined,
  );
  const { processingTime: processing, schedulingDelay: scheduling, records } = completed;
  if (failed.length > 0 || completed.failures > 0) {
    const error = failed.length === 0 ? undefined : batch.outputs.get(failed[0]!.output)?.completed?.error;
    return { kind: "failed", operations: [...new Set(failed.map((output) => output.operation))], error, processing };
  }
  if (hasReceivers && isEmpty(batch, position) && records === 0) return { kind: "empty", processing, scheduling };
  return { kind: "done", processing, scheduling, records };
}

function cellAt(batch: BatchFacts, row: Row, position: number, outputs: readonly OutputRow[], over: boolean): Cell {
  const cell = known(batch.cells.get(row.dstream), position);
  const partitions = cell === undefined ? [] : partitionsAt(cell, position, over);
  const failure = failureAt(batch, row, position, outputs);
  if (failure !== undefined && !isWhole(cell, partitions)) return failure;
  if (cell === undefined) return { kind: "unknown" };
  if (cell.rdd === undefined) return { kind: "no-rdd" };
  return { kind: "rdd", rdd: cell.rdd, total: cell.total, partitions };
}

/** A DStream whose output failed shows that, unless its own RDD was computed nevertheless. */
function failureAt(batch: BatchFacts, row: Row, position: number, outputs: readonly OutputRow[]): Cell | undefined {
  for (const output of outputs) {
    if (output.of !== row) continue;
    const error = known(batch.outputs.get(output.output)?.completed, position)?.error;
    if (error !== undefined) return { kind: "failed", operation: output.operation, error };
  }
  return undefined;
}

function isWhole(cell: CellFact | undefined, partitions: readonly Partition[]): boolean {
  return (
    cell?.rdd !== undefined &&
    cell.total > 0 &&
    cell.partitions.size >= cell.total &&
    partitions.every((p) => p.state === "computed")
  );
}

/** No more are made for showing, whatever the trace claims. */
const PARTITIONS_SHOWN = 200;

function partitionsAt(cell: CellFact, position: number, over: boolean): Partition[] {
  return Array.from({ length: Math.min(cell.total, PARTITIONS_SHOWN) }, (_, index) => {
    const computed = bestAt(cell.partitions.get(index), position);
    if (computed === undefined) return { index, state: over ? "never" : "pending", records: 0, sample: [] };
    return {
      index,
      state: computed.complete ? "computed" : "partly",
      records: computed.records,
      sample: computed.sample,
    };
  });
}

/** Of several computations of a partition the one that saw most of it: `print` asks for some records first, then for more. */
function bestAt(computed: readonly ComputedFact[] | undefined, position: number): ComputedFact | undefined {
  let best: ComputedFact | undefined;
  for (const fact of computed ?? []) {
    if (fact.at >= position) break;
    if (
      best === undefined ||
      (fact.complete && !best.complete) ||
      (fact.complete === best.complete && fact.records > best.records)
    ) {
      best = fact;
    }
  }
  return best;
}

function outputCellAt(run: OutputRun | undefined, position: number, over: boolean): OutputCell {
  const completed = known(run?.completed, position);
  if (completed !== undefined) {
    if (completed.error !== undefined) return { kind: "failed", duration: completed.duration, error: completed.error };
    const written = run!.written.filter((fact) => fact.at < position);
    const lines = written.reduce((sum, fact) => sum + fact.lines, 0);
    return {
      kind: "done",
      duration: completed.duration,
      lines,
      first: written.flatMap((fact) => fact.first).slice(0, 10),
    };
  }
  if (!over && run?.started !== undefined && run.started < position) return { kind: "running" };
  return over ? { kind: "none" } : { kind: "pending" };
}

function existsAt(fold: TimelineFold, stream: StreamFacts, position: number): boolean {
  const dstream = fold.dstreams.find((candidate) => candidate.stream === stream.stream);
  const first = dstream ?? stream.status[0] ?? stream.arrivals[0] ?? stream.blocks[0];
  return first !== undefined && first.at < position;
}

function laneAt(stream: StreamFacts, rows: readonly Row[], fold: TimelineFold, position: number, from: number): Lane {
  const dstream = fold.dstreams.find((candidate) => candidate.stream === stream.stream)?.dstream;
  const status = lastBefore(stream.status, position);
  return {
    stream: stream.stream,
    row: rows.find((row) => row.dstream === dstream),
    status: status === undefined ? undefined : { status: status.status, words: status.words },
    arrivals: since(stream.arrivals, position, (arrival) => arrival.t >= from),
    blocks: since<BlockFact>(stream.blocks, position, (block) => block.to > from),
  };
}

/** The latest facts before `position` for which `keep` holds; facts come in the order of time, so older ones are not looked at. */
function since<F extends { readonly at: number }>(
  facts: readonly F[],
  position: number,
  keep: (fact: F) => boolean,
): F[] {
  const kept: F[] = [];
  for (let i = before(facts, position); i >= 0 && keep(facts[i]!); i--) kept.push(facts[i]!);
  return kept.reverse();
}

/** The block intervals of an interval, as they are at `now`; where there are many, those alike together. */
export function fillingBlocks(
  lane: Lane,
  from: number,
  to: number,
  blockInterval: number,
  now: number,
): FillingBlock[] {
  const intervals = Math.ceil((to - from) / blockInterval);
  if (!(intervals > 0) || intervals > BLOCK_INTERVALS_SHOWN) return [];
  const arrived = Map.groupBy(lane.arrivals, (arrival) => Math.floor((arrival.t - from) / blockInterval));
  const stored = new Map(lane.blocks.map((block) => [Math.ceil((block.to - from) / blockInterval) - 1, block]));
  const alone = intervals <= BLOCKS_DRAWN_ONE_BY_ONE;
  const blocks: FillingBlock[] = [];
  for (let i = 0; i < intervals; i++) {
    const start = from + i * blockInterval;
    const block = blockIn(start, Math.min(start + blockInterval, to), arrived.get(i) ?? [], stored.get(i), now);
    const before = blocks.at(-1);
    if (!alone && before?.state === block.state && (block.state === "nothing" || block.state === "to-come")) {
      blocks[blocks.length - 1] = { ...before, to: block.to, intervals: before.intervals + 1 };
    } else {
      blocks.push(block);
    }
  }
  return blocks;
}

function blockIn(
  from: number,
  to: number,
  arrived: readonly Arrival[],
  block: Block | undefined,
  now: number,
): FillingBlock {
  if (block !== undefined)
    return { from, to, state: "stored", intervals: 1, records: block.records, sample: block.sample };
  if (now < from) return { from, to, state: "to-come", intervals: 1, records: 0, sample: [] };
  const state = now < to || arrived.length > 0 ? "filling" : "nothing";
  return { from, to, state, intervals: 1, records: arrived.length, sample: arrived.map((arrival) => arrival.record) };
}
