import type { ReviveEnvironment } from "../closure/index.ts";
import { SparkError } from "../conf/errors.ts";
import { StorageLevel } from "../conf/storage-level.ts";
import type { Host } from "../host/host.ts";
import type { Workers } from "../host/workers.ts";
import type { BlockManager } from "../storage/block-manager.ts";
import type { BlockContent } from "../storage/packed-records.ts";
import type { MapOutput, ShuffleStore } from "../storage/shuffle-store.ts";
import type { Trace } from "../trace/trace.ts";
import { blockOf, Contents, recordsOf } from "./content.ts";
import { registerEngineClasses } from "./engine-classes.ts";
import type { Execution, Executor, Outcome, StageRun, TaskAttempt } from "./executor.ts";
import { ExecutorThread } from "./executor-thread.ts";
import { reportWatched } from "./partition-watch.ts";
import { type Plan, packStage, UncompiledError } from "./plan.ts";
import type { Content, PackedPlan, SentBlock, TaskOutcome, TaskReport, ToExecutor } from "./protocol.ts";
import type { Stage } from "./stage.ts";
import { inputsOf } from "./task-inputs.ts";

export interface WorkerExecutorOptions {
  readonly host: Host;
  readonly workers: Workers;
  readonly trace: Trace;
  readonly blocks: BlockManager;
  readonly shuffles: ShuffleStore;
  readonly environment: ReviveEnvironment;
  /** Finds accumulators and broadcast variables of the driver's by their ids. */
  readonly variables: SharedVariables;
  /** For tasks that need what only the driver has. */
  readonly inline: Executor;
}

export interface SharedVariables {
  accumulator(id: number): { mergeTask(updates: never): void } | undefined;
  broadcast(id: number): unknown;
}

/** A stage whose tasks go to threads. */
interface WorkerRun {
  readonly id: number;
  readonly stage: Stage;
  readonly plan: Plan;
  /** For tasks that turn out to need the driver. */
  inline: StageRun | undefined;
}

/**
 * Runs tasks in threads, one for every slot that gets work. Threads know nothing but what they are sent: a plan for each stage, and with each task
 * the records that it reads. What they compute comes back encoded and is kept by the driver, shuffle output and blocks included; a thread that is
 * lost takes with it what it made, as an executor of Spark's does.
 */
export class WorkerExecutor implements Executor {
  readonly #options: WorkerExecutorOptions;
  readonly #executors = new Map<number, ExecutorThread>();
  /** Which executor computed the blocks of persisted RDDs. */
  readonly #owners = new Map<string, number>();
  readonly #broadcasts = new Map<number, Content>();
  #nextRun = 0;
  #stopped = false;

  constructor(options: WorkerExecutorOptions) {
    this.#options = options;
    registerEngineClasses();
    options.trace.subscribe((event) => {
      if (event.kind === "block-updated" && event.where === "nowhere") this.#outdate(event.block);
    });
  }

  prepare(stage: Stage, partitions: readonly number[]): StageRun {
    if (partitions.length === 0) return this.#options.inline.prepare(stage, partitions);
    const plan = this.#plan(stage, partitions);
    const run: WorkerRun = { id: this.#nextRun++, stage, plan, inline: undefined };
    return {
      start: (task) => this.#start(run, task),
      end: () => {
        run.inline?.end();
        for (const executor of this.#executors.values()) {
          if (executor.plans.delete(run.id)) executor.ended.push(run.id);
        }
      },
    };
  }

  stop(): void {
    this.#stopped = true;
    for (const executor of this.#executors.values()) executor.terminate();
    this.#executors.clear();
  }

  freeBroadcast(id: number): void {
    this.#broadcasts.delete(id);
    for (const executor of this.#executors.values()) {
      if (executor.broadcasts.delete(id)) executor.post({ type: "broadcast-freed", id });
    }
  }

  /** Are the threads of the first `slots` slots up? If not, they are started. */
  ready(slots: number): boolean {
    const executors = Array.from({ length: slots }, (_, slot) => this.#executor(slot));
    return executors.every((executor) => executor.ready);
  }

  kill(slot: number): void {
    this.#executors.get(slot)?.kill();
  }

  // ── what a stage needs ─────────────────────────────────────────────────────────────────────────────────────────────────────

  /** The stage as data. */
  #plan(stage: Stage, partitions: readonly number[]): Plan {
    try {
      return packStage(stage);
    } catch (error) {
      if (error instanceof UncompiledError) throw uncompiled(error);
      // says it in the same words as ever
      this.#options.inline.prepare(stage, partitions).end();
      throw error;
    }
  }

  // ── one task ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

  #start(run: WorkerRun, task: TaskAttempt): Execution {
    if (this.#stopped) return failed(stopped());
    const executor = this.#executor(task.slot);
    let reported: Promise<TaskReport>;
    try {
      const contents = new Contents();
      reported = executor.run(this.#message(run, task, executor, contents), contents.transfer);
    } catch (reason) {
      return failed(reason);
    }
    const { host, workers } = this.#options;
    const release = workers.onClock ? undefined : host.hold?.();
    let finish = (_succeeded: boolean): void => {};
    const take = (report: TaskReport): Outcome | Promise<Outcome> => {
      if ("needsDriver" in report.outcome) {
        const execution = this.#startInline(run, task);
        finish = execution.finish;
        return "later" in execution.outcome ? execution.outcome.later : execution.outcome;
      }
      this.#keepBlocks(report, executor);
      finish = (succeeded) => this.#finish(report, task.taskId, succeeded);
      return this.#outcomeOf(report.outcome, executor);
    };
    const later = reported
      .then(take)
      .catch((reason: unknown): Outcome => ({ error: { reason } }))
      .finally(release);
    return { outcome: { later }, finish: (succeeded) => finish(succeeded) };
  }

  #startInline(run: WorkerRun, task: TaskAttempt): Execution {
    run.inline ??= this.#options.inline.prepare(run.stage, [task.partition]);
    return run.inline.start(task);
  }

  #executor(slot: number): ExecutorThread {
    const known = this.#executors.get(slot);
    if (known !== undefined) return known;
    const { workers, trace, host } = this.#options;
    const executor = new ExecutorThread(slot, workers, {
      console: ({ stream, text, stage, task }) =>
        trace.emit({ kind: "console", stream, text, origin: { stage, task } }),
      lost: (reason) => this.#lose(executor, reason),
    });
    executor.post({ type: "start", simulated: host.clock.kind !== "system" });
    this.#executors.set(slot, executor);
    trace.emit({ kind: "executor-added", executor: slot });
    return executor;
  }

  /** What an executor made is gone with it; a block of which there are two copies is not. */
  #lose(executor: ExecutorThread, reason: Error): void {
    const { blocks, shuffles, trace } = this.#options;
    this.#executors.delete(executor.id);
    shuffles.loseExecutor(executor.id);
    for (const [id, owner] of this.#owners) {
      if (owner !== executor.id) continue;
      this.#owners.delete(id);
      if ((blocks.info(id)?.level.replication ?? 2) < 2) blocks.remove(id);
    }
    trace.emit({ kind: "executor-removed", executor: executor.id, reason: reason.message });
  }

  /** The plan of a run, without what the executor has of it already; undefined when it has all of it. */
  #planFor({ id, plan }: WorkerRun, executor: ExecutorThread): PackedPlan | undefined {
    if (executor.plans.has(id)) return undefined;
    executor.plans.add(id);
    for (const broadcast of plan.broadcasts) this.#bringBroadcast(broadcast, executor);
    const unknown = Object.entries(plan.codes).filter(([key]) => !executor.codes.has(key));
    for (const [key] of unknown) executor.codes.add(key);
    const { previews } = this.#options.trace;
    return { graph: plan.graph, codes: Object.fromEntries(unknown), copyPerTask: plan.copyPerTask, previews };
  }

  #bringBroadcast(id: number, executor: ExecutorThread): void {
    if (executor.broadcasts.has(id)) return;
    executor.broadcasts.add(id);
    let value = this.#broadcasts.get(id);
    if (value === undefined) {
      value = new Contents().of([this.#options.variables.broadcast(id)]);
      this.#broadcasts.set(id, value);
    }
    executor.post({ type: "broadcast", id, value });
  }

  #message(
    run: WorkerRun,
    task: TaskAttempt,
    executor: ExecutorThread,
    contents: Contents,
  ): ToExecutor & { readonly type: "task" } {
    const { blocks, shuffles, host } = this.#options;
    const found = new Map<string, BlockContent | null>();
    const hasBlock = (id: string): boolean => {
      if (executor.blocks.has(id)) {
        found.set(id, null);
        return true;
      }
      const content = blocks.content(id);
      if (content !== undefined) found.set(id, content);
      return content !== undefined;
    };
    const inputs = inputsOf(run.stage.rdd, task.partition, hasBlock);
    const forget = [...executor.outdated];
    executor.outdated.clear();
    const sent: SentBlock[] = [];
    for (const id of inputs.blocks) {
      const content = found.get(id) ?? null;
      const serialized = blocks.info(id)?.level.deserialized === false;
      sent.push({ id, content: content === null ? null : contents.ofBlock(content), serialized });
      executor.blocks.add(id);
    }
    const slices = [...inputs.slices].map(([id, records]): [string, Content] => [id, contents.of(records)]);
    const read = inputs.shuffles.map(([shuffle, partition]) => ({
      shuffle,
      partition,
      buckets: shuffles.buckets(shuffle, partition).map((bucket) => {
        if (bucket === null || bucket.length === 0) return null;
        // bytes stay here, too: they are copied
        return bucket instanceof Uint8Array ? bucket : contents.of(bucket);
      }),
    }));
    // last, since what has come so far may have thrown
    const plan = this.#planFor(run, executor);
    const { ended } = executor;
    executor.ended = [];
    return {
      type: "task",
      run: run.id,
      plan,
      ended,
      stage: run.stage.id,
      task: task.taskId,
      partition: task.partition,
      attempt: task.attempt,
      now: host.clock.now(),
      forget,
      blocks: sent,
      slices,
      shuffles: read,
    };
  }

  #keepBlocks(report: TaskReport, executor: ExecutorThread): void {
    const { blocks, environment } = this.#options;
    for (const [id, level, content] of report.blocks) {
      const storageLevel = StorageLevel.named(level);
      this.#outdate(id);
      blocks.put(id, blockOf(content, environment), storageLevel);
      if (blocks.has(id)) {
        executor.outdated.delete(id);
        executor.blocks.add(id);
        this.#owners.set(id, executor.id);
      } else {
        // there was no room for it
        executor.outdated.add(id);
      }
    }
  }

  /** The copies that executors have of a block are no longer those of the block that there is. */
  #outdate(id: string): void {
    this.#owners.delete(id);
    for (const executor of this.#executors.values()) if (executor.blocks.delete(id)) executor.outdated.add(id);
  }

  #outcomeOf(outcome: Exclude<TaskOutcome, { needsDriver: true }>, executor: ExecutorThread): Outcome {
    const { environment } = this.#options;
    if ("value" in outcome) return { result: outcome.value };
    if ("records" in outcome) return { result: recordsOf(outcome.records, environment) };
    if ("object" in outcome) return { result: recordsOf(outcome.object, environment)[0] };
    if ("error" in outcome) return { error: { reason: recordsOf(outcome.error, environment)[0] } };
    const output: MapOutput = { sizes: outcome.sizes, buckets: [...outcome.buckets], executor: executor.id };
    return { result: output };
  }

  #finish({ watched, updates }: TaskReport, taskId: number, succeeded: boolean): void {
    const { trace, variables, environment } = this.#options;
    reportWatched(trace, taskId, watched);
    if (!succeeded) return;
    for (const [id, added] of updates) variables.accumulator(id)?.mergeTask(recordsOf(added, environment)[0] as never);
  }
}

function failed(reason: unknown): Execution {
  return { outcome: { error: { reason } }, finish() {} };
}

function stopped(): SparkError {
  return new SparkError("SparkContext was shut down", {
    code: "STOPPED_SPARK_CONTEXT",
    advice: "Await the actions before the context is stopped.",
  });
}

function uncompiled({ what }: UncompiledError): SparkError {
  return new SparkError(
    `Job aborted due to stage failure: Task not serializable: ${what} was not compiled by Sluice, so it cannot run in another thread`,
    {
      code: "NOT_COMPILED",
      advice:
        "Start the program with `sluice run`, or with `node --import sluice/register`; in a bundle, add the plugin from sluice/vite. " +
        "Or let tasks run in the driver's thread: sluice.executor=inline.",
    },
  );
}
