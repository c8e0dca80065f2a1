import { StorageLevel } from "../conf/storage-level.ts";
import type { Time } from "../conf/time.ts";
import type { BlockInfo } from "../dstream/environment.ts";
import type { Host } from "../host/host.ts";
import type { TaskScheduler } from "../scheduler/task-scheduler.ts";
import type { BlockManager } from "../storage/block-manager.ts";
import type { Trace } from "../trace/trace.ts";
import type { RateLimits } from "./rate-limits.ts";
import type { Receiver } from "./receiver.ts";
import { ReceiverSupervisor } from "./receiver-supervisor.ts";

export interface ReceiverTrackerOptions {
  readonly host: Host;
  readonly trace: Trace;
  readonly tasks: TaskScheduler;
  readonly blocks: BlockManager;
  readonly blockInterval: number;
  readonly restartDelay: number;
  /** Undefined when there is no limit, and none can come. */
  readonly rateLimits: RateLimits | undefined;
}

/** A receiver, and the number of its stream. */
export interface RunningReceiver {
  readonly stream: number;
  readonly receiver: Receiver<unknown>;
}

/**
 * Runs the receivers, each in a task slot of its own for good, and knows which blocks they stored and to which batch each was allocated.
 * Spark: `ReceiverTracker` and `ReceivedBlockTracker`.
 */
export class ReceiverTracker {
  readonly #options: ReceiverTrackerOptions;
  #receivers: readonly RunningReceiver[] = [];
  readonly #running: {
    readonly stream: number;
    stop(): void;
    freeSlot(): void;
    updateRate(rate: number): number | undefined;
  }[] = [];
  /** Blocks that no batch has yet, by stream. */
  readonly #unallocated = new Map<number, BlockInfo[]>();
  readonly #allocated = new Map<number, ReadonlyMap<number, readonly BlockInfo[]>>();

  constructor(options: ReceiverTrackerOptions) {
    this.#options = options;
  }

  get receiverCount(): number {
    return this.#receivers.length;
  }

  /** Asks for a slot for every receiver, before any batch does. */
  start(receivers: readonly RunningReceiver[]): void {
    const { trace, tasks } = this.#options;
    this.#receivers = receivers;
    for (const { stream, receiver } of receivers) {
      this.#unallocated.set(stream, []);
      let supervisor: ReceiverSupervisor | undefined;
      const freeSlot = tasks.occupySlot((slot) => {
        supervisor = this.#supervise(stream, receiver);
        supervisor.start(slot);
      });
      if (supervisor === undefined) {
        const reason = "All task slots are taken, so this receiver waits for one that becomes free";
        trace.emit({ kind: "receiver-waiting", stream, name: receiver.constructor.name, reason });
      }
      this.#running.push({
        stream,
        stop: () => supervisor?.stop("Stopped by driver"),
        freeSlot,
        updateRate: (rate) => supervisor?.updateRate(rate),
      });
    }
    if (this.#receivers.length > 0 && tasks.freeSlots === 0) {
      trace.warn(
        `The ${this.#receivers.length} receiver(s) take all ${tasks.slots} task slot(s): no slot is left for the tasks of the batches, ` +
          `which wait for ever. Use local[${this.#receivers.length + 1}] or more.`,
        "RECEIVERS_STARVE_TASKS",
      );
    }
  }

  #supervise(stream: number, receiver: Receiver<unknown>): ReceiverSupervisor {
    const { host, trace, blocks, blockInterval, restartDelay, rateLimits } = this.#options;
    return new ReceiverSupervisor(receiver, {
      host,
      trace,
      streamId: stream,
      blockInterval,
      restartDelay,
      rateLimits,
      // as records, whatever the level says of serialisation: they are read soon, and most often once
      storeBlock: (block, content, records, level) => {
        blocks.put(block, content, level.useDisk ? StorageLevel.MEMORY_AND_DISK : StorageLevel.MEMORY_ONLY);
        this.#unallocated.get(stream)!.push({ block, records });
      },
    });
  }

  /** Sets the rate of a stream's receiver, in whole records a second. Gives the one that holds then, if it is another than before. */
  sendRateUpdate(stream: number, rate: number): number | undefined {
    return this.#running.find((running) => running.stream === stream)?.updateRate(rate);
  }

  /** Stops all receivers; their last blocks are stored. */
  stop(): void {
    for (const running of this.#running) running.stop();
    for (const running of this.#running.splice(0)) running.freeSlot();
  }

  /** Gives all blocks that are there to the batch at `time`. */
  allocateBlocksToBatch(time: Time): void {
    if (this.#receivers.length === 0) return;
    const allocation = new Map<number, readonly BlockInfo[]>();
    for (const [stream, blocks] of this.#unallocated) allocation.set(stream, blocks.splice(0));
    this.#allocated.set(time.milliseconds, allocation);
    this.#options.trace.emit({
      kind: "blocks-allocated",
      time: time.milliseconds,
      blocks: [...allocation].flatMap(([stream, blocks]) => blocks.map((block) => ({ stream, ...block }))),
    });
  }

  blocksOf(time: Time, stream: number): readonly BlockInfo[] {
    return this.#allocated.get(time.milliseconds)?.get(stream) ?? [];
  }

  hasUnallocatedBlocks(): boolean {
    return [...this.#unallocated.values()].some((blocks) => blocks.length > 0);
  }

  /** Forgets the allocations of batches before `time`. */
  cleanupOldBatches(time: Time): void {
    for (const ms of this.#allocated.keys()) if (ms < time.milliseconds) this.#allocated.delete(ms);
  }
}
