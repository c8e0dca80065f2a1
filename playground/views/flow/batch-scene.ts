import type { JobsFold } from "../jobs-fold.ts";
import { batchAt } from "../search.ts";
import type { BatchFacts, BlockFact, StreamFacts, TimelineFold } from "../timeline/fold.ts";
import type { OutputRow, Row, TimelineModel } from "../timeline/model.ts";
import { rowOf } from "./rows.ts";
import {
  type BatchInputs,
  type BatchScene,
  type FlowBatchStatus,
  type FlowView,
  type Folds,
  type InputPartition,
  MOST_PARTITIONS,
  type OutputScene,
} from "./scene.ts";
import { lanesOf } from "./slots.ts";
import { stageScene } from "./stage-scene.ts";
import { flowStages } from "./stages.ts";

/** A batch, from its input to what an output operation of its wrote. */
export function batchScene(folds: Folds, model: TimelineModel, batch: BatchFacts, view: FlowView): BatchScene {
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
  if (isKnown(batch.died)) return "died";
  if (isKnown(batch.started)) return "running";
  return isKnown(batch.submitted) ? "waiting" : "generating";
}

function isOver(batch: BatchFacts, output: number | undefined, position: number): boolean {
  const run = output === undefined ? undefined : batch.outputs.get(output);
  const end = run?.completed ?? batch.completed ?? batch.died;
  return end !== undefined && end.at < position;
}

function jobsOf(jobs: JobsFold, time: number, output: number, position: number) {
  return jobs.jobsOf(time, position).filter((job) => job.output === output);
}

/** More batches than these are not named one by one. */
const MOST_WAITING = 100;

function queueOf(timeline: TimelineFold, time: number, position: number): number[] {
  const waiting: number[] = [];
  const batches = timeline.batchesAt(position);
  for (let i = batches.length - 1; i >= 0 && waiting.length < MOST_WAITING; i--) {
    const { submitted, started, completed, ...batch } = batches[i]!;
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
        return { row, partition, block: fact.block, records: rowOf({ row, time, partition, t }, fact) };
      const seen = computed?.get(partition)?.find((each) => each.at < position);
      if (seen === undefined) return { row, partition, block: block?.block, records: undefined };
      const records = rowOf({ row, time, partition, t: timeline.timeAt(seen.at + 1) }, seen);
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
