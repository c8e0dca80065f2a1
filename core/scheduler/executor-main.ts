import { type ReviveEnvironment, reviveValues } from "../closure/index.ts";
import type { Code, Packed } from "../closure/packed.ts";
import { IllegalStateError } from "../conf/errors.ts";
import { StorageLevel } from "../conf/storage-level.ts";
import { type Accumulation, Accumulator } from "../rdd/accumulator.ts";
import { Broadcast } from "../rdd/broadcast.ts";
import { type Creation, createdBy } from "../rdd/creation.ts";
import type { Handle } from "../rdd/handle.ts";
import type { RDDKind } from "../rdd/kind.ts";
import { RDD } from "../rdd/rdd.ts";
import { setRunningTask, type TaskContext, type TaskHost } from "../rdd/task-context.ts";
import { decode } from "../storage/codec.ts";
import { type BlockContent, recordsOfBlock } from "../storage/packed-records.ts";
import { AccumulatorUpdates } from "./accumulator-updates.ts";
import { blockOf, Contents, computedBlock, type KeptBlock, keptBlock, recordsOf } from "./content.ts";
import { registerEngineClasses } from "./engine-classes.ts";
import { NeedsDriver } from "./needs-driver.ts";
import { PartitionWatch } from "./partition-watch.ts";
import type { StagePlan } from "./plan.ts";
import { portableError } from "./portable-error.ts";
import type {
  Content,
  ContentOfBlock,
  FromExecutor,
  PackedPlan,
  TaskMessage,
  TaskOutcome,
  ToExecutor,
} from "./protocol.ts";
import { runPartition } from "./task.ts";

export interface ExecutorMainOptions {
  readonly post: (message: FromExecutor, transfer: readonly ArrayBuffer[]) => void;
  /** The namespace of a package that the file `importer` imports. */
  readonly importPackage: (specifier: string, importer: string) => unknown;
  /** The outside world as tasks see it; a simulated one is with the driver. */
  readonly host: (simulated: boolean) => TaskHost;
  /** Called before each task. */
  readonly beforeTask?: (task: TaskMessage) => void;
}

/** A plan that has arrived. */
interface Stage {
  readonly plan: PackedPlan;
  readonly packed: Packed;
  /** The copy that serves all tasks, where one does. */
  revived: RevivedStage | undefined;
}

type RevivedStage = Omit<StagePlan, "rdds" | "rdd"> & { readonly rdd: RDD<unknown> };

/** The other side of a `WorkerExecutor`: runs tasks in a thread of its own, from what it is sent. */
export class ExecutorMain {
  readonly #options: ExecutorMainOptions;
  /** The texts of all functions that have come. */
  readonly #codes: Record<string, Code> = {};
  readonly #stages = new Map<number, Stage>();
  readonly #broadcasts = new Map<number, Broadcast<unknown>>();
  readonly #blocks = new Map<string, KeptBlock>();
  #host: TaskHost | undefined;
  #running: TaskMessage | undefined;

  constructor(options: ExecutorMainOptions) {
    this.#options = options;
    registerEngineClasses();
  }

  receive(message: ToExecutor): void {
    switch (message.type) {
      case "start":
        // for another application, perhaps, in which the numbers begin anew
        for (const kept of [this.#stages, this.#broadcasts, this.#blocks]) kept.clear();
        this.#host = this.#options.host(message.simulated);
        this.#options.post({ type: "ready" }, []);
        break;
      case "broadcast":
        this.#broadcasts.set(
          message.id,
          new Broadcast(message.id, recordsOf(message.value, this.#environment())[0], NO_OWNER),
        );
        break;
      case "broadcast-freed":
        this.#broadcasts.delete(message.id);
        break;
      case "task":
        for (const run of message.ended) this.#stages.delete(run);
        if (message.plan !== undefined) this.#keepPlan(message.run, message.plan);
        void this.#run(message);
    }
  }

  /** What a task writes to the console. */
  say(stream: "stdout" | "stderr", text: string): void {
    const { stage, task } = this.#running ?? { stage: -1, task: -1 };
    this.#options.post({ type: "console", stream, text, stage, task }, []);
  }

  #keepPlan(run: number, plan: PackedPlan): void {
    Object.assign(this.#codes, plan.codes);
    const packed: Packed = { ...(decode(plan.graph)[0] as Packed), codes: this.#codes };
    this.#stages.set(run, { plan, packed, revived: undefined });
  }

  async #run(message: TaskMessage): Promise<void> {
    const run = new TaskRun(message, this.#blocks, this.#environment());
    this.#running = message;
    this.#options.beforeTask?.(message);
    let outcome: TaskOutcome;
    try {
      const { plan } = this.#stages.get(message.run)!;
      const stage = this.#stage(message.run);
      const context = run.context(this.#host!, plan.previews);
      setRunningTask(context);
      const result = runPartition(stage, message.partition, context);
      outcome = run.outcome(isThenable(result) ? await result : result, stage.shuffle !== undefined);
    } catch (error) {
      outcome =
        error instanceof NeedsDriver ? { needsDriver: true } : { error: run.contents.of([portableError(error)]) };
    }
    setRunningTask(undefined);
    this.#running = undefined;
    const { contents, watched, computed } = run;
    this.#options.post(
      { type: "done", task: message.task, outcome, updates: this.#updates(run), watched, blocks: computed },
      contents.transfer,
    );
  }

  #updates({ updates, contents }: TaskRun): [number, Content][] {
    return [...updates.entries()].map(([accumulator, added]) => [
      (accumulator as Accumulator<unknown, unknown>).id,
      contents.of([added]),
    ]);
  }

  #stage(run: number): RevivedStage {
    const stage = this.#stages.get(run)!;
    if (stage.revived !== undefined) return stage.revived;
    const revived = this.#revive(stage.packed);
    if (!stage.plan.copyPerTask) stage.revived = revived;
    return revived;
  }

  #revive(packed: Packed): RevivedStage {
    const rdds = new Map<number, RDD<unknown>>();
    const plan = reviveValues(packed, this.#environment(rdds))[0] as StagePlan;
    for (const { id, kind, level, origin, watched } of plan.rdds) {
      const storageLevel = StorageLevel.named(level);
      rddIn(rdds, id).become(kind as RDDKind<unknown>, storageLevel, origin, watched);
    }
    return { rdd: rddIn(rdds, plan.rdd), shuffle: plan.shuffle, action: plan.action };
  }

  /** What stands here for the things that travel as a handle. `rdds` are those of a plan. */
  #environment(rdds = new Map<number, RDD<unknown>>()): ReviveEnvironment {
    const accumulators = new Map<number, Accumulator<unknown, unknown>>();
    return {
      import: this.#options.importPackage,
      custom: (handle: Handle) => {
        switch (handle.kind) {
          case "rdd":
            return rddIn(rdds, handle.id);
          case "broadcast":
            return this.#broadcast(handle.id);
          case "accumulator":
            return accumulatorIn(accumulators, handle.id, handle.zero);
          case "engine-function":
            return handle.make(handle.functions, handle.data);
        }
      },
    };
  }

  #broadcast(id: number): Broadcast<unknown> {
    const broadcast = this.#broadcasts.get(id);
    if (broadcast !== undefined) return broadcast;
    throw new IllegalStateError(`Broadcast(${id}) has not come to this executor`, { code: "NO_BROADCAST" });
  }
}

/** One task: what it has been given, and what comes of it. */
class TaskRun {
  readonly updates = new AccumulatorUpdates();
  readonly contents = new Contents();
  readonly computed: [id: string, level: string, content: ContentOfBlock][] = [];
  readonly #message: TaskMessage;
  readonly #environment: ReviveEnvironment;
  readonly #readable = new Map<string, KeptBlock>();
  #watch: PartitionWatch | undefined;

  constructor(message: TaskMessage, kept: Map<string, KeptBlock>, environment: ReviveEnvironment) {
    this.#message = message;
    this.#environment = environment;
    for (const id of message.forget) kept.delete(id);
    for (const { id, content, serialized } of message.blocks) {
      const block = content === null ? kept.get(id)! : keptBlock(content, serialized, environment);
      kept.set(id, block);
      this.#readable.set(id, block);
    }
    for (const [id, content] of message.slices) this.#readable.set(id, recordsOf(content, environment));
    this.#kept = kept;
  }

  readonly #kept: Map<string, KeptBlock>;

  get watched() {
    return this.#watch?.seen ?? [];
  }

  context(host: TaskHost, previews: number): TaskContext {
    const { stage, task, partition, attempt } = this.#message;
    const watch = previews > 0 ? new PartitionWatch(previews) : undefined;
    this.#watch = watch;
    return {
      stageId: stage,
      partitionId: partition,
      attemptNumber: attempt,
      taskAttemptId: task,
      host,
      own: (f) => f,
      readShuffle: (shuffle, reducePartition) => this.#readShuffle(shuffle, reducePartition),
      blocks: {
        get: (id) => {
          const content = this.#read(id);
          return content === undefined ? undefined : recordsOfBlock(content);
        },
        content: (id) => this.#read(id),
        put: (id, content, level) => this.#put(id, content, level),
      },
      accumulate: (accumulator, zero) => this.updates.of(accumulator, zero),
      watching: watch !== undefined,
      watch: (rdd, watched, sink) => watch!.watch(rdd, watched, sink),
      watchStates: (dstream, time, watched) => watch?.watchStates(dstream, time, watched),
    };
  }

  #read(id: string): BlockContent | undefined {
    const block = this.#readable.get(id);
    return block instanceof Uint8Array ? blockOf(block, this.#environment) : block;
  }

  #put(id: string, content: BlockContent, level: StorageLevel): void {
    const block = computedBlock(content, !level.deserialized);
    this.#readable.set(id, block);
    this.#kept.set(id, block);
    this.computed.push([id, level.name, this.contents.ofKept(block)]);
  }

  #readShuffle(shuffle: number, partition: number): readonly (readonly (readonly [unknown, unknown])[])[] {
    const input = this.#message.shuffles.find((each) => each.shuffle === shuffle && each.partition === partition);
    if (input === undefined)
      throw new IllegalStateError(`shuffle ${shuffle}, partition ${partition}, has not come with the task`, {
        code: "NO_INPUT",
      });
    return input.buckets.map((bucket) => (bucket === null ? [] : (recordsOf(bucket, this.#environment) as never)));
  }

  outcome(result: unknown, ofMap: boolean): TaskOutcome {
    if (ofMap) {
      const buckets = result as readonly (readonly unknown[])[];
      return {
        sizes: buckets.map((bucket) => bucket.length),
        buckets: buckets.map((bucket) => (bucket.length === 0 ? null : this.contents.encoded(bucket))),
      };
    }
    if ((typeof result !== "object" && typeof result !== "function" && typeof result !== "symbol") || result === null) {
      return { value: result as string | number | boolean | bigint | null | undefined };
    }
    if (Array.isArray(result) && Object.getPrototypeOf(result) === Array.prototype)
      return { records: this.contents.of(result) };
    return { object: this.contents.of([result]) };
  }
}

const ELSEWHERE: Creation = { operation: "main", site: undefined };
const NO_OWNER = { unpersistBroadcast() {}, destroyBroadcast() {} };

function rddIn(rdds: Map<number, RDD<unknown>>, id: number): RDD<unknown> {
  // where it was made is known in the driver
  const rdd = rdds.get(id) ?? createdBy(ELSEWHERE, () => RDD.withoutContext<unknown>(id));
  rdds.set(id, rdd);
  return rdd;
}

function accumulatorIn(
  accumulators: Map<number, Accumulator<unknown, unknown>>,
  id: number,
  zero: Accumulation<unknown, unknown>,
): Accumulator<unknown, unknown> {
  const accumulator = accumulators.get(id) ?? new Accumulator(id, undefined, zero);
  accumulators.set(id, accumulator);
  return accumulator;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}
