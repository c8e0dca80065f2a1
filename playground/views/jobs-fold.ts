import type { ErrorInfo, RDDInfo, TraceEvent, TraceEventOf, TraceKind } from "../../core/trace/events.ts";
import { areOfOneDriver } from "./attempts.ts";
import { count, errorInfo, isNumber, list, text } from "./checks.ts";

/** Numbers that one event may bring: no program that can be shown has more. */
const KEPT_NUMBERS = 10_000;

/** RDDs of a job that are shown, and lines between them. */
const KEPT_RDDS = 400;
const KEPT_LINES = 2_000;
/** Jobs of a batch that are shown. */
const KEPT_JOBS = 1_000;

/** A fact is true from the event with this index on: it shows at every position greater than `at`. */
interface Fact {
  readonly at: number;
}

interface End extends Fact {
  /** When it was over. */
  readonly t: number;
  readonly error: ErrorInfo | undefined;
}

export interface TaskFact extends Fact {
  readonly task: number;
  readonly partition: number;
  readonly attempt: number;
  readonly slot: number;
  readonly t: number;
  completed: (End & { readonly duration: number }) | undefined;
}

export interface AttemptFact extends Fact {
  readonly attempt: number;
  readonly t: number;
  readonly tasks: number;
  completed: End | undefined;
}

export interface StageFact extends Fact {
  readonly stage: number;
  /** The RDD that its tasks compute. */
  readonly rdd: number;
  /** Of a stage before a shuffle. */
  readonly shuffle: number | undefined;
  readonly attempts: AttemptFact[];
  readonly tasks: TaskFact[];
  /** Records that the tasks put in the buckets of the shuffle, by partition. */
  readonly buckets: (Fact & { readonly partition: number; readonly sizes: readonly number[] })[];
}

export interface JobFact extends Fact {
  readonly job: number;
  readonly action: string;
  readonly stages: readonly number[];
  /** What it is computed from, from the RDD of its action on. */
  readonly rdds: readonly RDDInfo[];
  readonly t: number;
  /** The batch and the output operation on whose behalf it runs, where that is known. */
  readonly time: number | undefined;
  readonly output: number | undefined;
  completed: End | undefined;
  /** Stages that did not have to run for it. */
  readonly skipped: (Fact & { readonly stage: number })[];
}

/** That a task ended, in the order of the trace. */
export interface TaskEnd extends Fact {
  readonly stage: number;
  /** The batch that it was run for, where that is known. */
  readonly time: number | undefined;
  /** It is so many-th that ended for its batch, from 1. */
  readonly number: number;
}

/** What a trace says about jobs, stages and tasks, folded event by event beside `TimelineFold`. */
export class JobsFold {
  length = 0;
  readonly jobs = new Map<number, JobFact>();
  readonly stages = new Map<number, StageFact>();
  readonly taskEnds: TaskEnd[] = [];
  readonly #byTime = new Map<number, JobFact[]>();
  readonly #running = new Map<number, TaskFact>();
  /** By stage, for what batch it runs. */
  readonly #timeOf = new Map<number, number>();
  /** By batch, how many tasks have ended. */
  readonly #ended = new Map<number | undefined, number>();

  append(events: readonly TraceEvent[]): void {
    for (const event of events) {
      const at = this.length++;
      const kind = (event as TraceEvent | null | undefined)?.kind;
      const fold = Object.hasOwn(FOLDS, kind as string) ? FOLDS[kind!] : undefined;
      (fold as ((fold: JobsFold, event: TraceEvent, at: number) => void) | undefined)?.(this, event, at);
    }
  }

  /** The jobs of a batch that had begun before `position`, in that order: of the driver that ran it last. */
  jobsOf(time: number, position: number): readonly JobFact[] {
    const known = (this.#byTime.get(time) ?? []).filter((job) => job.at < position);
    const last = known.at(-1);
    return last === undefined ? known : known.filter((job) => areOfOneDriver(job.job, last.job));
  }

  addJob(job: JobFact): void {
    if (job.time !== undefined) for (const stage of job.stages) this.#timeOf.set(stage, job.time);
    if (this.jobs.has(job.job)) return;
    this.jobs.set(job.job, job);
    if (job.time === undefined) return;
    const others = this.#byTime.get(job.time);
    if (others === undefined) this.#byTime.set(job.time, [job]);
    else if (others.length < KEPT_JOBS) others.push(job);
  }

  addTask(stage: number, task: TaskFact): void {
    this.stages.get(stage)?.tasks.push(task);
    this.#running.set(task.task, task);
  }

  /** The driver dies, and all that it and its executors do. */
  die({ at, t }: { readonly at: number; readonly t: number }): void {
    const end: End = { at, t, error: DIED };
    for (const task of this.#running.values()) task.completed = { ...end, duration: t - task.t };
    this.#running.clear();
    for (const stage of this.stages.values()) for (const attempt of stage.attempts) attempt.completed ??= end;
    for (const job of this.jobs.values()) job.completed ??= end;
  }

  endTask(stage: number, task: number, at: number): TaskFact | undefined {
    const fact = this.#running.get(task);
    if (!this.#running.delete(task)) return undefined;
    const time = this.#timeOf.get(stage);
    const number = (this.#ended.get(time) ?? 0) + 1;
    this.#ended.set(time, number);
    this.taskEnds.push({ at, stage, time, number });
    return fact;
  }
}

const DIED: ErrorInfo = { name: "DriverDied", message: "The driver died" };

type Folds = { readonly [K in TraceKind]?: (fold: JobsFold, event: TraceEventOf<K>, at: number) => void };

const FOLDS: Folds = {
  "driver-died": (fold, event, at) => fold.die({ at, t: event.t }),
  "job-started": (fold, event, at) => {
    if (!isNumber(event.job) || !isNumber(event.t)) return;
    fold.addJob({
      at,
      job: event.job,
      action: text(event.action),
      stages: [...new Set(list(event.stages).filter(isNumber))].slice(0, KEPT_NUMBERS),
      rdds: [...rddsById(list(event.rdds).slice(0, KEPT_RDDS)).values()],
      t: event.t,
      time: isNumber(event.time) ? event.time : undefined,
      output: isNumber(event.output) ? event.output : undefined,
      completed: undefined,
      skipped: [],
    });
  },
  "job-completed": (fold, event, at) => {
    const job = fold.jobs.get(event.job);
    if (job !== undefined) job.completed ??= { at, t: event.t, error: errorInfo(event.error) };
  },
  "stage-submitted": (fold, event, at) => {
    if (!isNumber(event.stage) || !isNumber(event.rdd)) return;
    let stage = fold.stages.get(event.stage);
    if (stage === undefined) {
      stage = {
        at,
        stage: event.stage,
        rdd: event.rdd,
        shuffle: isNumber(event.shuffle) ? event.shuffle : undefined,
        attempts: [],
        tasks: [],
        buckets: [],
      };
      fold.stages.set(event.stage, stage);
    }
    stage.attempts.push({
      at,
      attempt: count(event.attempt),
      t: event.t,
      tasks: count(event.tasks),
      completed: undefined,
    });
  },
  "stage-skipped": (fold, event, at) => {
    if (isNumber(event.stage)) fold.jobs.get(event.job)?.skipped.push({ at, stage: event.stage });
  },
  "stage-completed": (fold, event, at) => {
    const attempt = fold.stages.get(event.stage)?.attempts.find((candidate) => candidate.attempt === event.attempt);
    if (attempt !== undefined) attempt.completed ??= { at, t: event.t, error: errorInfo(event.error) };
  },
  "task-started": (fold, event, at) => {
    if (!isNumber(event.task) || !isNumber(event.stage)) return;
    fold.addTask(event.stage, {
      at,
      task: event.task,
      partition: count(event.partition),
      attempt: count(event.attempt),
      slot: count(event.slot),
      t: event.t,
      completed: undefined,
    });
  },
  "task-completed": (fold, event, at) => {
    const task = fold.endTask(event.stage, event.task, at);
    if (task === undefined) return;
    task.completed = { at, t: event.t, duration: count(event.duration), error: errorInfo(event.error) };
  },
  "shuffle-written": (fold, event, at) => {
    const stage = fold.stages.get(event.stage);
    const sizes = list(event.buckets).slice(0, KEPT_NUMBERS).map(count);
    if (stage !== undefined && isNumber(event.partition)) stage.buckets.push({ at, partition: event.partition, sizes });
  },
};

/** Each RDD once. */
function rddsById(values: readonly unknown[]): Map<number, RDDInfo> {
  const found = new Map<number, RDDInfo>();
  let room = KEPT_LINES;
  for (const value of values) {
    const rdd = rddInfo(value);
    if (rdd === undefined || found.has(rdd.rdd)) continue;
    const parents = rdd.parents.slice(0, room);
    room -= parents.length;
    found.set(rdd.rdd, { ...rdd, parents });
  }
  return found;
}

function rddInfo(value: unknown): RDDInfo | undefined {
  const { rdd, parents, level, kept, checkpointed, dstream, time, ...known } = (value ?? {}) as Partial<RDDInfo>;
  if (!isNumber(rdd)) return undefined;
  return {
    rdd,
    text: text(known.text),
    parents: list(parents)
      .slice(0, KEPT_RDDS)
      .map((each) => (each ?? {}) as RDDInfo["parents"][number])
      .filter((each) => isNumber(each.rdd))
      .map((each) => ({ rdd: each.rdd, shuffle: isNumber(each.shuffle) ? each.shuffle : undefined })),
    level: text(level) || undefined,
    kept: kept === true,
    checkpointed: checkpointed === true,
    dstream: isNumber(dstream) ? dstream : undefined,
    time: isNumber(time) ? time : undefined,
  };
}
