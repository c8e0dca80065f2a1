import type { ErrorInfo, Preview } from "../../../core/trace/events.ts";
import type { JobsFold } from "../jobs-fold.ts";
import type { BatchFacts, BlockFact, ReceiverStatus, StreamFacts, TimelineFold } from "../timeline/fold.ts";
import { type FillingBlock, fillingBlocks, type OutputRow, type Row, type TimelineModel } from "../timeline/model.ts";
import type { FlowFold } from "./fold.ts";
import { batchAt, before, factsBetween, lastBefore } from "./search.ts";
import { type FlowStage, flowStages } from "./stages.ts";
import { RENUMBERING, rowsOfTask } from "./task-rows.ts";

/** The folds of a trace that the view reads. */
export interface Folds {
  readonly timeline: TimelineFold;
  readonly jobs: JobsFold;
  readonly flow: FlowFold;
}

export interface FlowView {
  /** How many events of the trace count. */
  readonly position: number;
  /** The time to which the interval that fills has got. */
  readonly now: number;
  /** The batch to show with its own interval; undefined: the interval that fills, and the batch that is being processed. */
  readonly time: number | undefined;
  /** The output operation whose jobs are shown; undefined: the first that has one in the batch. */
  readonly output: number | undefined;
}

/** Records of one RDD in a partition, or of a block, in their order. */
export interface FlowRow {
  /** The DStream whose they are; undefined: an RDD inside of an operation, of which the trace tells no records. */
  readonly row: Row | undefined;
  /** The batch time of their RDD. */
  readonly time: number;
  readonly partition: number;
  readonly records: readonly Preview[];
  /** How many there are, shown or not. */
  readonly total: number;
  /** Not all of them were computed: nobody wanted the rest. */
  readonly partly: boolean;
  /** They were read from where an earlier job had kept them. */
  readonly kept: boolean;
  /** The trace does not tell the records, only that they are there. */
  readonly untold: boolean;
  /** What enters a window, what leaves it, and what comes out. */
  readonly sign: "+" | "−" | "=" | undefined;
  /** Its task is not done. */
  readonly isToCome: boolean;
  /** When the trace told of them, in virtual time. */
  readonly t: number;
}

export interface IntakeStream {
  readonly stream: number;
  readonly row: Row | undefined;
  readonly status: { readonly status: ReceiverStatus; readonly words: string } | undefined;
  /** The slot that its receiver takes. */
  readonly slot: number | undefined;
  readonly cells: readonly FillingBlock[];
  readonly arrivals: readonly { readonly t: number; readonly record: Preview }[];
}

/** A block of a receiver's, in the store. */
export interface StoredBlock {
  readonly block: string;
  readonly stream: number;
  readonly from: number;
  readonly to: number;
  readonly where: "memory" | "disk" | "nowhere";
  readonly level: string;
  readonly row: FlowRow;
}

/** What comes in during an interval. */
export interface Intake {
  readonly from: number;
  readonly to: number;
  /** Whether its batch has not been made yet. */
  readonly isFilling: boolean;
  readonly streams: readonly IntakeStream[];
  /** In the order in which a batch gets them: stream by stream. */
  readonly blocks: readonly StoredBlock[];
}

/** A partition of an input stream's RDD. */
export interface InputPartition {
  readonly row: Row;
  readonly partition: number;
  /** The block that it is. */
  readonly block: string | undefined;
  readonly records: FlowRow | undefined;
}

/** An input stream of the batch. */
export interface BatchInputs {
  readonly row: Row;
  readonly rdd: number | undefined;
  readonly total: number;
  readonly files: readonly string[];
  readonly moreFiles: number;
}

export interface FlowTask {
  readonly stage: string;
  readonly partition: number;
  /** `waiting`: a task will compute it. `never`: nobody asked for it. */
  readonly status: "waiting" | "running" | "done" | "failed" | "never";
  readonly task: number | undefined;
  readonly slot: number | undefined;
  readonly start: number | undefined;
  readonly duration: number | undefined;
  readonly error: ErrorInfo | undefined;
  /** How many tasks for this partition failed before this one. */
  readonly failures: number;
  /** What it read and computed, first things first. */
  readonly rows: readonly FlowRow[];
  /** The partitions of the batch's input streams that it reads, as far as that is known. */
  readonly inputs: readonly { readonly row: Row; readonly partition: number }[];
  /** Records that it put into each bucket of the shuffle. */
  readonly buckets: readonly number[] | undefined;
}

export interface StageScene extends Omit<FlowStage, "tasks" | "buckets"> {
  readonly tasks: readonly FlowTask[];
  /** The declared streams that are computed in it, in their order. */
  readonly streams: readonly Row[];
}

export interface OutputScene {
  readonly output: OutputRow;
  readonly status: "pending" | "running" | "done" | "failed";
  readonly duration: number | undefined;
  readonly error: ErrorInfo | undefined;
  readonly lines: number;
  readonly first: readonly string[];
  /** When the first of them was written. */
  readonly t: number;
  readonly jobs: readonly { readonly job: number; readonly action: string }[];
}

export type FlowBatchStatus = "generating" | "waiting" | "running" | "done" | "failed" | "generation-failed";

export interface BatchScene {
  readonly time: number;
  readonly status: FlowBatchStatus;
  readonly processing: number | undefined;
  readonly error: ErrorInfo | undefined;
  readonly inputs: readonly BatchInputs[];
  readonly partitions: readonly InputPartition[];
  /** The output operations that have a job in it. */
  readonly outputs: readonly OutputRow[];
  readonly stages: readonly StageScene[];
  readonly output: OutputScene | undefined;
  /** The other batches that were made and are not begun. */
  readonly queue: readonly number[];
  /** The number of tasks that ran in each slot, with what fills it. */
  readonly lanes: readonly SlotLane[];
}

/** A seat for a task, and who has it. */
export interface SlotLane {
  readonly slot: number;
  /** The stream whose receiver has it for good. */
  readonly receiver: number | undefined;
  readonly bars: readonly SlotBar[];
}

export interface SlotBar {
  readonly task: number;
  readonly stage: number;
  readonly partition: number;
  readonly start: number;
  /** Undefined while it runs. */
  readonly end: number | undefined;
  readonly failed: boolean;
  /** Whether its stage is among those that are drawn above. */
  readonly shown: boolean;
}

/** The way of records at one position of a trace. */
export interface FlowScene {
  readonly batchInterval: number;
  readonly intake: Intake | undefined;
  readonly batch: BatchScene | undefined;
  /** Whether intake and batch are of the same interval. */
  readonly isOneInterval: boolean;
}

/** A batch of more tasks shows no more of them in its slots. */
const MOST_BARS = 2_000;

/** What the view shows at a position: a pure function of the trace. Its cost follows what is drawn, not the length of the run. */
export function flowAt(folds: Folds, model: TimelineModel, view: FlowView): FlowScene {
  const { position } = view;
  const batch =
    view.time === undefined ? batchInProcess(folds, position) : batchAt(folds.timeline, view.time, position);
  const scene = batch === undefined ? undefined : batchScene(folds, model, batch, view);
  const interval = intervalOf(model, view.time);
  return {
    batchInterval: model.batchInterval,
    intake: interval === undefined ? undefined : intakeOf(folds, model, interval, view),
    batch: scene,
    isOneInterval: scene !== undefined && interval?.to === scene.time,
  };
}

function intervalOf(model: TimelineModel, time: number | undefined): { from: number; to: number } | undefined {
  if (time !== undefined) return { from: time - model.batchInterval, to: time };
  return model.filling;
}

/** The latest batch that has begun; before the first has, the latest that there is. */
function batchInProcess({ timeline }: Folds, position: number): BatchFacts | undefined {
  const last = before(timeline.batches, position);
  for (let i = last; i >= 0; i--) {
    const { started } = timeline.batches[i]!;
    if (started !== undefined && started.at < position) return timeline.batches[i];
  }
  return timeline.batches[last];
}

function intakeOf(
  folds: Folds,
  model: TimelineModel,
  { from, to }: { readonly from: number; readonly to: number },
  { position, now, time }: FlowView,
): Intake {
  const { timeline, flow } = folds;
  const blockInterval = model.filling?.blockInterval ?? timeline.streaming?.blockInterval ?? to - from;
  const made = batchAt(timeline, to, position);
  const isFilling = made === undefined;
  const streams: IntakeStream[] = [];
  const blocks: StoredBlock[] = [];
  for (const lane of model.lanes) {
    const facts = timeline.streams.find((stream) => stream.stream === lane.stream);
    if (facts === undefined) continue;
    const arrivals = factsBetween(facts.arrivals, (arrival) => arrival.t, from, to, position);
    const stored = factsBetween(facts.blocks, (block) => block.to, from + 1, to + 1, position);
    const reached = isFilling && time === undefined ? now : Math.max(timeline.timeAt(position), now);
    streams.push({
      stream: lane.stream,
      row: lane.row,
      status: lane.status,
      slot: lastBefore(flow.receivers.get(lane.stream), position)?.slot,
      cells: fillingBlocks({ ...lane, arrivals, blocks: stored }, from, to, blockInterval, reached),
      arrivals,
    });
    blocks.push(...stored.map((block) => storedBlock(folds, lane, block, to, position)));
  }
  return { from, to, isFilling, streams, blocks };
}

function storedBlock(
  { flow, timeline }: Folds,
  { stream, row }: { readonly stream: number; readonly row: Row | undefined },
  block: BlockFact,
  time: number,
  position: number,
): StoredBlock {
  const kept = lastBefore(flow.stored.get(block.block), position);
  return {
    block: block.block,
    stream,
    from: block.from,
    to: block.to,
    where: kept?.where ?? "memory",
    level: firstLevel(flow, block.block),
    row: blockRow(row, block, time, -1, timeline.timeAt(block.at + 1)),
  };
}

/** The level at which a block was stored; when it has been removed, its latest is none. */
function firstLevel(flow: FlowFold, block: string): string {
  return flow.stored.get(block)?.[0]?.level ?? "";
}

function blockRow(row: Row | undefined, block: BlockFact, time: number, partition: number, t: number): FlowRow {
  const { records: total, sample: records } = block;
  return {
    row,
    time,
    partition,
    records,
    total,
    partly: false,
    kept: false,
    untold: false,
    sign: undefined,
    isToCome: false,
    t,
  };
}

function batchScene(folds: Folds, model: TimelineModel, batch: BatchFacts, view: FlowView): BatchScene {
  const { timeline, jobs, flow } = folds;
  const { position } = view;
  const { time } = batch;
  const operations = flow.operations.get(time);
  const known = operations !== undefined && operations.at < position ? operations.outputs : [];
  const outputs = model.outputs.filter(
    ({ output }) => known.includes(output) || jobsOf(jobs, time, output, position).length > 0,
  );
  const output = outputs.find((each) => each.output === view.output) ?? outputs[0];
  const inputs = inputsOf(folds, model, batch, position);
  const stages = output === undefined ? [] : flowStages(jobs, time, output.output, position);
  const over = isOver(batch, output?.output, position);
  const partitions = partitionsOf(folds, inputs, time, position);
  const drawn = stages.map((stage) => stageScene(stage, { folds, model, time, position, over, inputs }));
  return {
    time,
    status: statusOf(batch, position),
    processing:
      batch.completed !== undefined && batch.completed.at < position ? batch.completed.processingTime : undefined,
    error:
      batch.generationFailed !== undefined && batch.generationFailed.at < position
        ? batch.generationFailed.error
        : undefined,
    inputs,
    partitions,
    outputs,
    stages: drawn,
    output: output === undefined ? undefined : outputScene(folds, batch, output, position),
    queue: queueOf(timeline, time, position),
    lanes: lanesOf(folds, model, time, drawn, position),
  };
}

function statusOf(batch: BatchFacts, position: number): FlowBatchStatus {
  const isKnown = (fact: { readonly at: number } | undefined): boolean => fact !== undefined && fact.at < position;
  if (isKnown(batch.generationFailed)) return "generation-failed";
  if (isKnown(batch.completed)) return batch.completed!.failures > 0 ? "failed" : "done";
  if (isKnown(batch.started)) return "running";
  return isKnown(batch.submitted) ? "waiting" : "generating";
}

function isOver(batch: BatchFacts, output: number | undefined, position: number): boolean {
  const run = output === undefined ? undefined : batch.outputs.get(output);
  const end = run?.completed ?? batch.completed;
  return end !== undefined && end.at < position;
}

function jobsOf(jobs: JobsFold, time: number, output: number, position: number) {
  return jobs.jobsOf(time).filter((job) => job.output === output && job.at < position);
}

/** More batches than these are not named one by one. */
const MOST_WAITING = 100;

function queueOf(timeline: TimelineFold, time: number, position: number): number[] {
  const waiting: number[] = [];
  for (let i = before(timeline.batches, position); i >= 0 && waiting.length < MOST_WAITING; i--) {
    const { submitted, started, completed, ...batch } = timeline.batches[i]!;
    if (started !== undefined && started.at < position) break;
    if (completed !== undefined && completed.at < position) break;
    if (submitted !== undefined && submitted.at < position && batch.time !== time) waiting.push(batch.time);
  }
  return waiting.reverse();
}

function inputsOf({ flow }: Folds, model: TimelineModel, batch: BatchFacts, position: number): BatchInputs[] {
  const sources = model.rows.filter((row) => row.parents.length === 0);
  return sources.flatMap((row, number) => {
    const cell = batch.cells.get(row.dstream);
    if (cell === undefined || cell.at >= position || cell.rdd === undefined) return [];
    const found = row.hasReceiver ? undefined : flow.found.get(batch.time)?.get(number);
    const isFound = found !== undefined && found.at < position;
    return [
      {
        row,
        rdd: cell.rdd,
        total: cell.total,
        files: isFound ? found.files : [],
        moreFiles: isFound ? found.moreFiles : 0,
      },
    ];
  });
}

/** Partitions of an RDD that are made for showing, whatever the trace claims. */
const MOST_PARTITIONS = 200;

/** What the batch begins with: of a receiver's stream each block is a partition, and known as soon as the batch has it. */
function partitionsOf(folds: Folds, inputs: readonly BatchInputs[], time: number, position: number): InputPartition[] {
  const { timeline, flow } = folds;
  const allocated = flow.allocated.get(time);
  const t = allocated === undefined ? time : timeline.timeAt(allocated.at + 1);
  return inputs.flatMap(({ row, total }) => {
    const stream = streamOf(timeline, row);
    const blocks =
      stream === undefined || allocated === undefined || allocated.at >= position
        ? []
        : allocated.blocks.filter((block) => block.stream === stream.stream);
    const computed = batchAt(timeline, time, position)?.cells.get(row.dstream)?.partitions;
    return Array.from({ length: Math.min(total, MOST_PARTITIONS) }, (_, partition): InputPartition => {
      const block = blocks[partition];
      const fact = block === undefined ? undefined : findBlock(stream!, block.block, time);
      if (fact !== undefined)
        return { row, partition, block: fact.block, records: blockRow(row, fact, time, partition, t) };
      const seen = computed?.get(partition)?.find((each) => each.at < position);
      if (seen === undefined) return { row, partition, block: block?.block, records: undefined };
      const records: FlowRow = {
        row,
        time,
        partition,
        records: seen.sample,
        total: seen.records,
        partly: !seen.complete,
        kept: false,
        untold: false,
        sign: undefined,
        isToCome: false,
        t: timeline.timeAt(seen.at + 1),
      };
      return { row, partition, block: block?.block, records };
    });
  });
}

function streamOf(timeline: TimelineFold, row: Row): StreamFacts | undefined {
  const id = row.hasReceiver ? timeline.dstream(row.dstream)?.stream : undefined;
  return id === undefined ? undefined : timeline.streams.find((stream) => stream.stream === id);
}

/** How many intervals back a block is looked for that a batch got late. */
const LOOK_BACK = 1_000;

function findBlock(stream: StreamFacts, name: string, time: number): BlockFact | undefined {
  const { blocks } = stream;
  let [low, high] = [0, blocks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (blocks[middle]!.to <= time) low = middle + 1;
    else high = middle;
  }
  for (let i = low - 1; i >= Math.max(0, low - LOOK_BACK); i--) if (blocks[i]!.block === name) return blocks[i];
  return undefined;
}

interface StageContext {
  readonly folds: Folds;
  readonly model: TimelineModel;
  readonly time: number;
  readonly position: number;
  readonly over: boolean;
  readonly inputs: readonly BatchInputs[];
}

function stageScene(stage: FlowStage, context: StageContext): StageScene {
  const { folds, model, position, over } = context;
  const cell = folds.timeline.cellsOf(stage.rdd)[0];
  const partitions = Math.min(Math.max(stage.partitions, cell?.total ?? 0), MOST_PARTITIONS);
  const tasks = Array.from({ length: partitions }, (_, partition): FlowTask => {
    const started = stage.tasks.get(partition) ?? [];
    const fact = started.at(-1);
    const end = fact?.completed !== undefined && fact.completed.at < position ? fact.completed : undefined;
    const failures = started.filter(
      ({ completed }) => completed?.error !== undefined && completed.at < position,
    ).length;
    const idle = over || (stage.status === "done" && stage.shuffle !== undefined) ? "never" : "waiting";
    const status =
      fact === undefined ? idle : end === undefined ? "running" : end.error === undefined ? "done" : "failed";
    return {
      stage: stage.id,
      partition,
      status,
      task: fact?.task,
      slot: fact?.slot,
      start: fact?.t,
      duration: end?.duration,
      error: end?.error,
      failures: status === "failed" ? failures - 1 : failures,
      rows: rowsOfTask(stage, end === undefined ? undefined : fact!.task, partition, end?.t ?? 0, context),
      inputs: inputsOfTask(stage, fact?.task, partition, context),
      buckets: stage.buckets.get(partition),
    };
  });
  const { tasks: _tasks, buckets: _buckets, ...rest } = stage;
  const streams = model.rows.filter((row) =>
    stage.rdds.some((rdd) => rdd.dstream === row.dstream && rdd.time === context.time),
  );
  return { ...rest, partitions, tasks, streams };
}

function inputsOfTask(
  stage: FlowStage,
  task: number | undefined,
  partition: number,
  { folds, inputs, position }: StageContext,
): FlowTask["inputs"] {
  const read = inputs.filter(({ rdd }) => stage.rdds.some((each) => each.rdd === rdd));
  const seen = task === undefined ? [] : (folds.flow.seen.get(task) ?? []).filter((fact) => fact.at < position);
  const told = read.flatMap(({ row, rdd }) =>
    seen.filter((fact) => fact.rdd === rdd).map((fact) => ({ row, partition: fact.partition })),
  );
  if (told.length > 0 || read.length !== 1 || read[0]!.total <= partition) return told;
  return stage.rdds.some(({ text }) => RENUMBERING.test(text)) ? [] : [{ row: read[0]!.row, partition }];
}

function outputScene({ jobs, timeline }: Folds, batch: BatchFacts, output: OutputRow, position: number): OutputScene {
  const run = batch.outputs.get(output.output);
  const completed = run?.completed !== undefined && run.completed.at < position ? run.completed : undefined;
  const isStarted = run?.started !== undefined && run.started < position;
  const written = run?.written.filter((fact) => fact.at < position) ?? [];
  const status =
    completed === undefined ? (isStarted ? "running" : "pending") : completed.error === undefined ? "done" : "failed";
  return {
    output,
    status,
    duration: completed?.duration,
    error: completed?.error,
    lines: written.reduce((sum, fact) => sum + fact.lines, 0),
    first: written.flatMap((fact) => fact.first).slice(0, 10),
    t: written[0] === undefined ? 0 : timeline.timeAt(written[0].at + 1),
    jobs: jobsOf(jobs, batch.time, output.output, position).map(({ job, action }) => ({ job, action })),
  };
}

/** The slots of the application while a batch was processed: receivers have theirs for good, tasks for as long as they take. */
function lanesOf(
  { timeline, jobs, flow }: Folds,
  model: TimelineModel,
  time: number,
  drawn: readonly StageScene[],
  position: number,
): SlotLane[] {
  const slots = Math.min(timeline.application?.slots ?? 0, MOST_PARTITIONS);
  const shown = new Set(drawn.flatMap((stage) => stage.numbers));
  const bars = new Map<number, SlotBar[]>();
  let count = 0;
  const stages = new Set(jobs.jobsOf(time).flatMap((job) => (job.at < position ? job.stages : [])));
  for (const number of stages) {
    for (const task of jobs.stages.get(number)?.tasks ?? []) {
      if (task.at >= position || ++count > MOST_BARS) break;
      const end = task.completed !== undefined && task.completed.at < position ? task.completed : undefined;
      const bar = {
        task: task.task,
        stage: number,
        partition: task.partition,
        start: task.t,
        end: end?.t,
        failed: end?.error !== undefined,
        shown: shown.has(number),
      };
      const others = bars.get(task.slot);
      if (others === undefined) bars.set(task.slot, [bar]);
      else others.push(bar);
    }
  }
  const receivers = new Map<number, number>();
  for (const { stream, status } of model.lanes) {
    const slot = lastBefore(flow.receivers.get(stream), position)?.slot;
    if (slot !== undefined && status?.status !== "stopped" && status?.status !== "waiting") receivers.set(slot, stream);
  }
  return Array.from({ length: slots }, (_, slot) => ({
    slot,
    receiver: receivers.get(slot),
    bars: bars.get(slot) ?? [],
  }));
}
