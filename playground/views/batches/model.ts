import type { ErrorInfo } from "../../../core/trace/events.ts";
import type { JobFact, JobsFold, StageFact, TaskFact } from "../jobs-fold.ts";
import { batchAt } from "../search.ts";
import { type Downtime, downtimesAt } from "../timeline/downtimes.ts";
import type { BatchFacts, TimelineFold } from "../timeline/fold.ts";
import { type Column, recoveredAs } from "../timeline/model.ts";

export type BatchStatus = "generating" | "waiting" | "active" | "died" | "completed" | "failed" | "generation-failed";

/** A batch's four figures, as far as they are known. Durations in milliseconds. */
export interface BatchFigures {
  readonly time: number;
  readonly status: BatchStatus;
  /** Run by a driver that went on from a checkpoint, at its start. */
  readonly recovered: Column["recovered"];
  readonly records: number | undefined;
  readonly scheduling: number | undefined;
  readonly processing: number | undefined;
  readonly total: number | undefined;
}

/** What Spark's Streaming tab shows, at one position of a trace. */
export interface BatchesModel {
  readonly batchInterval: number;
  /** How many batches there are, of which the latest are in `batches`. */
  readonly count: number;
  /** In the order of their times. */
  readonly batches: readonly BatchFigures[];
  readonly waiting: number;
  readonly failed: number;
  readonly diagnosis: Diagnosis;
  /** The times in which no driver lived and batches were due, since the first of `batches`, oldest first. */
  readonly downtimes: readonly DueDowntime[];
}

export type DueDowntime = Downtime & { readonly due: NonNullable<Downtime["due"]> };

/** Batches that are shown, as on Spark (`spark.streaming.ui.retainedBatches`). */
export const RETAINED = 1_000;

/** The figures of the batches at a position; `now` is the time there. */
export function batchesAt(fold: TimelineFold, position: number, now: number): BatchesModel {
  const batchInterval = fold.streaming !== undefined && fold.streaming.at < position ? fold.streaming.batchInterval : 0;
  const known = fold.batchesAt(position);
  const batches = known.slice(-RETAINED).map((batch) => figuresAt(fold, batch, position));
  const begin = known.length > RETAINED ? batches[0]!.time : Number.NEGATIVE_INFINITY;
  return {
    batchInterval,
    count: known.length,
    batches,
    waiting: batches.filter((batch) => batch.status === "waiting").length,
    failed: batches.filter((batch) => isFailed(batch)).length,
    diagnosis: diagnose(batches, batchInterval),
    downtimes: downtimesAt(fold, position, now).filter(
      (downtime): downtime is DueDowntime => downtime.due !== undefined && downtime.due.last > begin,
    ),
  };
}

export function isFailed({ status }: BatchFigures): boolean {
  return status === "failed" || status === "generation-failed";
}

function figuresAt(fold: TimelineFold, batch: BatchFacts, position: number): BatchFigures {
  const at = <F extends { readonly at: number }>(fact: F | undefined): F | undefined =>
    fact !== undefined && fact.at < position ? fact : undefined;
  const submitted = at(batch.submitted);
  const started = at(batch.started);
  const completed = at(batch.completed);
  const status: BatchStatus =
    at(batch.generationFailed) !== undefined
      ? "generation-failed"
      : completed !== undefined
        ? completed.failures > 0
          ? "failed"
          : "completed"
        : at(batch.died) !== undefined
          ? "died"
          : started !== undefined
            ? "active"
            : submitted !== undefined
              ? "waiting"
              : "generating";
  return {
    time: batch.time,
    status,
    recovered: recoveredAs(fold, batch),
    records: completed?.records ?? submitted?.records,
    scheduling: completed?.schedulingDelay ?? started?.schedulingDelay,
    processing: completed?.processingTime,
    total: completed?.totalDelay,
  };
}

// --- diagnosis ---

/** What the figures mean, for a sentence. Durations in milliseconds, rates in records a second. */
export type Diagnosis =
  | { readonly kind: "none" }
  | {
      readonly kind: "keeps-up" | "shrinks" | "grows" | "side-by-side";
      /** What a batch takes lately. */
      readonly processing: number;
      /** By how much the queue grows or shrinks in an interval. */
      readonly by: number;
      readonly waiting: number;
      /** The latest batch, and by how much its jobs will start late, if it waits. */
      readonly last: { readonly time: number; readonly late: number } | undefined;
      /** Since which batch it is so, if it was not always, and how the input changed then. */
      readonly since: { readonly time: number; readonly before: number; readonly after: number } | undefined;
    };

/** So many of the latest batches tell what it is like now. */
const LATELY = 5;

export function diagnose(batches: readonly BatchFigures[], interval: number): Diagnosis {
  const done = batches.filter((batch) => batch.processing !== undefined);
  const lately = done.slice(-LATELY);
  const last = lately.at(-1);
  if (last === undefined || !(interval > 0)) return { kind: "none" };
  const processing = mean(lately.map((batch) => batch.processing!));
  const waiting = batches.filter((batch) => batch.status === "waiting");
  const more = { processing, by: Math.abs(processing - interval), waiting: waiting.length };
  if (processing > interval) {
    const isDelayed = last.scheduling! > lately[0]!.scheduling! || (lately.length === 1 && waiting.length > 0);
    const kind = isDelayed || waiting.length > 1 ? "grows" : "side-by-side";
    return { ...more, kind, last: lastWaiting(batches, processing), since: overloadedSince(done, interval) };
  }
  const isBehind = waiting.length > 0 || last.scheduling! > interval / 10;
  return { ...more, kind: isBehind ? "shrinks" : "keeps-up", last: lastWaiting(batches, processing), since: undefined };
}

/** The latest batch, if it waits: those before it have to be done first. */
function lastWaiting(batches: readonly BatchFigures[], processing: number) {
  const last = batches.at(-1);
  if (last?.status !== "waiting") return undefined;
  const base = batches.findLast((batch) => batch.scheduling !== undefined);
  if (base === undefined) return undefined;
  const ahead = batches.filter((batch) => batch.time >= base.time && batch.time < last.time).length;
  return { time: last.time, late: Math.max(0, base.time + base.scheduling! + ahead * processing - last.time) };
}

/** The first of the latest batches in a row that took longer than an interval; undefined when there are hardly any before. */
function overloadedSince(done: readonly BatchFigures[], interval: number) {
  const index = done.findLastIndex((batch) => batch.processing! <= interval) + 1;
  const before = done.slice(0, index).filter((batch) => batch.records !== 0);
  if (before.length < 2 || index >= done.length) return undefined;
  const rate = (some: readonly BatchFigures[]): number =>
    (mean(some.map((batch) => batch.records ?? 0)) * 1000) / interval;
  return { time: done[index]!.time, before: rate(before), after: rate(done.slice(index)) };
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

// --- charts ---

/** The end of an axis that holds `value`: 1, 2 or 5 times a power of ten, or those with a half that is as round. */
export function niceEnd(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 6, 8, 10].map((step) => step * power).find((end) => end >= value * 0.999)!;
}

/** How many values lie in each of `bins` equal parts of 0 to `end`, the lowest first. */
export function histogram(values: readonly number[], end: number, bins: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) {
    const bin = Math.min(bins - 1, Math.max(0, Math.ceil((value / end) * bins) - 1));
    counts[bin]!++;
  }
  return counts;
}

// --- one batch in detail ---

export interface TaskDetail {
  readonly task: number;
  readonly partition: number;
  readonly attempt: number;
  readonly slot: number;
  /** When it began. */
  readonly t: number;
  readonly duration: number | undefined;
  readonly error: ErrorInfo | undefined;
}

export interface StageDetail {
  readonly stage: number;
  readonly status: "pending" | "skipped" | "running" | "done" | "failed";
  readonly attempts: number;
  readonly duration: number | undefined;
  /** Records that it put into a shuffle; undefined for a last stage. */
  readonly shuffled: number | undefined;
  readonly tasks: readonly TaskDetail[];
  readonly error: ErrorInfo | undefined;
}

export interface JobDetail {
  readonly job: number;
  readonly action: string;
  readonly status: "running" | "done" | "failed";
  readonly duration: number | undefined;
  readonly stages: readonly StageDetail[];
  readonly error: ErrorInfo | undefined;
}

export interface OutputDetail {
  readonly output: number;
  readonly operation: string;
  readonly dstream: number;
  readonly status: "none" | "pending" | "running" | "done" | "failed";
  readonly duration: number | undefined;
  readonly error: ErrorInfo | undefined;
  readonly jobs: readonly JobDetail[];
}

/** The output operations of a batch with their jobs, stages and tasks. */
export function batchDetail(fold: TimelineFold, jobs: JobsFold, time: number, position: number): OutputDetail[] {
  const batch = batchAt(fold, time, position);
  if (batch === undefined) return [];
  const ofBatch = jobs.jobsOf(time, position);
  const isOver = before(batch.completed, position) !== undefined;
  return fold.outputs
    .filter((output) => output.at < position)
    .map(({ output, operation, dstream }) => {
      const run = batch.outputs.get(output);
      const completed = before(run?.completed, position);
      const isStarted = run?.started !== undefined && run.started < position;
      return {
        output,
        operation,
        dstream,
        status:
          completed !== undefined
            ? completed.error === undefined
              ? ("done" as const)
              : ("failed" as const)
            : isStarted
              ? ("running" as const)
              : isOver
                ? ("none" as const)
                : ("pending" as const),
        duration: completed?.duration,
        error: completed?.error,
        jobs: ofBatch.filter((job) => job.output === output).map((job) => jobDetail(jobs, job, position)),
      };
    });
}

function jobDetail(jobs: JobsFold, job: JobFact, position: number): JobDetail {
  const completed = before(job.completed, position);
  return {
    job: job.job,
    action: job.action,
    status: completed === undefined ? "running" : completed.error === undefined ? "done" : "failed",
    duration: completed === undefined ? undefined : completed.t - job.t,
    error: completed?.error,
    stages: job.stages.map((id) => stageDetail(jobs.stages.get(id), id, job, completed !== undefined, position)),
  };
}

function stageDetail(
  stage: StageFact | undefined,
  id: number,
  job: JobFact,
  isOver: boolean,
  position: number,
): StageDetail {
  const attempts = stage?.attempts.filter((attempt) => attempt.at < position) ?? [];
  const last = attempts.at(-1);
  if (stage === undefined || last === undefined) {
    const isSkipped = isOver || job.skipped.some((skipped) => skipped.stage === id && skipped.at < position);
    const status = isSkipped ? "skipped" : "pending";
    return { stage: id, status, attempts: 0, duration: undefined, shuffled: undefined, tasks: [], error: undefined };
  }
  const completed = before(last.completed, position);
  const buckets = stage.buckets.filter((bucket) => bucket.at < position);
  return {
    stage: id,
    status: completed === undefined ? "running" : completed.error === undefined ? "done" : "failed",
    attempts: attempts.length,
    duration: completed === undefined ? undefined : completed.t - attempts[0]!.t,
    shuffled:
      stage.shuffle === undefined
        ? undefined
        : buckets.reduce((sum, bucket) => sum + bucket.sizes.reduce((all, size) => all + size, 0), 0),
    tasks: stage.tasks.filter((task) => task.at < position).map((task) => taskDetail(task, position)),
    error: completed?.error,
  };
}

function taskDetail(task: TaskFact, position: number): TaskDetail {
  const completed = before(task.completed, position);
  const { partition, attempt, slot, t } = task;
  return { task: task.task, partition, attempt, slot, t, duration: completed?.duration, error: completed?.error };
}

function before<F extends { readonly at: number }>(fact: F | undefined, position: number): F | undefined {
  return fact !== undefined && fact.at < position ? fact : undefined;
}
