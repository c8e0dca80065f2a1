import { SparkError } from "../conf/errors.ts";
import type { SparkConf } from "../conf/spark-conf.ts";
import type { Time } from "../conf/time.ts";
import type { ReceivedBlockInfo } from "../dstream/environment.ts";
import type { Files } from "../host/files.ts";
import type { Host, Timer } from "../host/host.ts";
import type { TaskScheduler } from "../scheduler/task-scheduler.ts";
import type { BlockManager } from "../storage/block-manager.ts";
import type { Trace } from "../trace/trace.ts";
import type { RateLimits } from "./rate-limits.ts";
import { ReceivedBlockHandler } from "./received-block-handler.ts";
import { ReceivedBlockTracker } from "./received-block-tracker.ts";
import type { Receiver } from "./receiver.ts";
import { ReceiverSupervisor } from "./receiver-supervisor.ts";
import { logSettings, WriteAheadLog } from "./write-ahead-log/write-ahead-log.ts";

export interface ReceiverTrackerOptions {
  readonly host: Host;
  readonly trace: Trace;
  readonly conf: SparkConf;
  readonly tasks: TaskScheduler;
  readonly blocks: BlockManager;
  readonly blockInterval: number;
  readonly restartDelay: number;
  /** Undefined when there is no limit, and none can come. */
  readonly rateLimits: RateLimits | undefined;
  /** Runs a job whose only task throws `error`, which is what becomes of a receiver that cannot be set up. Rejects. */
  failedJob(error: Error): Promise<unknown>;
}

/** A receiver of the program's, and the number of its stream. */
export interface StreamReceiver {
  readonly stream: number;
  /** Of its class. */
  readonly name: string;
  /** A new copy, as an executor gets one each time that it is started there. */
  make(): Receiver<unknown>;
}

/** A receiver in its slot, or on the way into one. */
interface Running extends StreamReceiver {
  supervisor: ReceiverSupervisor | undefined;
  freeSlot: () => void;
  /** How often it was started before. */
  attempt: number;
  again: Timer | undefined;
  /** Why it ended last, so that the same is told once. */
  failure: string | undefined;
}

/** A receiver that has ended is started again after so many milliseconds: about as long as it takes Spark to run another job for it. */
const START_AGAIN_AFTER = 100;
/** Below the checkpoint directory, the logs of received blocks, a directory for each stream. */
const RECEIVED = "receivedData";

/**
 * Runs the receivers, each in a task slot of its own for good, and has what they store written to their logs and allocated to batches.
 * Spark: `ReceiverTracker`.
 */
export class ReceiverTracker {
  readonly #options: ReceiverTrackerOptions;
  #running: Running[] = [];
  #isStopped = false;
  #received: ReceivedBlockTracker | undefined;
  /** By stream; none where `spark.streaming.receiver.writeAheadLog.enable` is off. */
  readonly #logs = new Map<number, WriteAheadLog>();

  constructor(options: ReceiverTrackerOptions) {
    this.#options = options;
  }

  /**
   * Asks for a slot for every receiver, before any batch does. With a checkpoint directory it is logged which blocks come in. Where there is a log to go on
   * from, `pathNow` says where a file is that the driver before had at a path.
   */
  start(
    receivers: readonly StreamReceiver[],
    checkpointDir: string | undefined,
    pathNow: ((path: string) => string) | undefined,
  ): void {
    if (receivers.length === 0) return;
    const { trace, tasks, host, blocks, conf } = this.#options;
    const log = (whose: "driver" | "receiver", directory: string): WriteAheadLog =>
      new WriteAheadLog({
        files: host.files,
        trace,
        directory: `${checkpointDir}/${directory}`,
        ...logSettings(conf, whose),
      });
    this.#received = new ReceivedBlockTracker({
      trace,
      clock: host.clock,
      streams: receivers.map(({ stream }) => stream),
      log: checkpointDir === undefined ? undefined : log("driver", "receivedBlockMetadata"),
      hasBlock: (block) => blocks.has(block),
    });
    if (pathNow !== undefined && checkpointDir !== undefined)
      this.#received.recover((path) => segmentNow(path, pathNow(path), checkpointDir, host.files));
    if (this.#isLogged && checkpointDir !== undefined)
      for (const { stream } of receivers) this.#logs.set(stream, log("receiver", `${RECEIVED}/${stream}`));
    for (const receiver of receivers) {
      const running: Running = {
        ...receiver,
        supervisor: undefined,
        freeSlot: () => {},
        attempt: 0,
        again: undefined,
        failure: undefined,
      };
      this.#running.push(running);
      this.#launch(running);
    }
    if (tasks.freeSlots === 0) {
      trace.warn(
        `The ${receivers.length} receiver(s) take all ${tasks.slots} task slot(s): no slot is left for the tasks of the batches, ` +
          `which wait for ever. Use local[${receivers.length + 1}] or more.`,
        "RECEIVERS_STARVE_TASKS",
      );
    }
  }

  get #isLogged(): boolean {
    return this.#options.conf.getBoolean("spark.streaming.receiver.writeAheadLog.enable", false);
  }

  #launch(running: Running): void {
    const { trace, tasks } = this.#options;
    if (this.#isLogged && !this.#logs.has(running.stream)) {
      const error = withoutCheckpointDirectory();
      this.#options.failedJob(error).catch(() => this.#ended(running, error));
      return;
    }
    let isStarted = false;
    running.freeSlot = tasks.occupySlot((slot) => {
      isStarted = true;
      running.supervisor = this.#supervise(running);
      running.supervisor.start(slot);
    });
    if (!isStarted) {
      const reason = "All task slots are taken, so this receiver waits for one that becomes free";
      trace.emit({ kind: "receiver-waiting", stream: running.stream, name: running.name, reason });
    }
  }

  #supervise(running: Running): ReceiverSupervisor {
    const { host, trace, blocks, blockInterval, restartDelay, rateLimits } = this.#options;
    const { stream } = running;
    const handler = new ReceivedBlockHandler({ blocks, clock: host.clock, log: this.#logs.get(stream), stream, trace });
    return new ReceiverSupervisor(running.make(), {
      host,
      trace,
      streamId: stream,
      attempt: running.attempt++,
      blockInterval,
      restartDelay,
      rateLimits,
      storeBlock: (block, content, records, level) => {
        const segment = handler.storeBlock(block, content, level);
        if (this.#received!.addBlock(stream, { block, records, segment, isBlockIdValid: true })) return;
        handler.discard(block);
        throw new SparkError("Failed to add block to receiver tracker.", {
          code: "BLOCK_NOT_ADDED",
          advice: "It could not be logged that the block is there: a warning before this one says why.",
        });
      },
      ended: (error) => this.#ended(running, error),
    });
  }

  /** The receiver has stopped by itself, or could not be started: it is started again, for ever, as on Spark. */
  #ended(running: Running, error: unknown): void {
    if (this.#isStopped) return;
    const { host, trace } = this.#options;
    if (error !== undefined && running.failure !== String(error)) {
      running.failure = String(error);
      trace.error(
        `Receiver ${running.stream} has been stopped. It is started again, until that works`,
        error,
        "RECEIVER_JOB_FAILED",
      );
    }
    running.again = host.clock.schedule(host.clock.now() + START_AGAIN_AFTER, () => {
      running.again = undefined;
      running.freeSlot();
      trace.info(`Restarting Receiver ${running.stream}`, "RECEIVER_JOB_RESTARTED");
      this.#launch(running);
    });
  }

  /** Sets the rate of a stream's receiver, in whole records a second. Gives the one that holds then, if it is another than before. */
  sendRateUpdate(stream: number, rate: number): number | undefined {
    return this.#running.find((running) => running.stream === stream)?.supervisor?.updateRate(rate);
  }

  /** Lets the thread of a stream's receiver die. Nothing happens while none runs. */
  kill(stream: number): void {
    this.#running.find((running) => running.stream === stream)?.supervisor?.killed();
  }

  /** Stops all receivers; their last blocks are stored. */
  stop(): void {
    this.#isStopped = true;
    for (const { supervisor, again } of this.#running) {
      again?.cancel();
      supervisor?.stop("Stopped by driver");
    }
    for (const { freeSlot } of this.#running.splice(0)) freeSlot();
  }

  /** Gives all blocks that are there to the batch at `time`. */
  allocateBlocksToBatch(time: Time): void {
    if (this.#received === undefined) return;
    this.#received.allocateBlocksToBatch(time);
    const blocks = [...(this.#received.blocksOfBatch(time) ?? [])];
    this.#options.trace.emit({
      kind: "blocks-allocated",
      time: time.milliseconds,
      blocks: blocks.flatMap(([stream, infos]) => infos.map(({ block, records }) => ({ stream, block, records }))),
    });
  }

  blocksOf(time: Time, stream: number): readonly ReceivedBlockInfo[] {
    return this.#received?.blocksOfBatch(time)?.get(stream) ?? [];
  }

  hasUnallocatedBlocks(): boolean {
    return this.#received?.hasUnallocatedBlocks() ?? false;
  }

  /** Forgets the allocations of batches before `time`, and removes files of logs that are older, but for those in which a block stands that is still needed. */
  cleanupOldBlocksAndBatches(time: Time): void {
    const received = this.#received;
    if (received === undefined) return;
    received.cleanupOldBatches(time);
    if (this.#logs.size === 0) return;
    const needed = new Set<string>();
    for (const { segment } of received.known()) if (segment !== undefined) needed.add(segment.path);
    for (const log of this.#logs.values()) log.clean(time.milliseconds, (path) => needed.has(path));
  }
}

function withoutCheckpointDirectory(): SparkError {
  return new SparkError(
    "Cannot enable receiver write-ahead log without checkpoint directory set. Please use streamingContext.checkpoint() to set the checkpoint " +
      "directory. See documentation for more details.",
    {
      code: "WAL_WITHOUT_CHECKPOINT",
      advice:
        'Call ssc.checkpoint("…") before ssc.start(), or turn spark.streaming.receiver.writeAheadLog.enable off. Until then this stream stays empty.',
    },
  );
}

/**
 * Where a log file of received blocks is now that was at `path` when its driver wrote it. The log tells of drivers before the last one, too, and a checkpoint that
 * was moved more than once knows only where it was last: then it is below the directory where all of them are.
 */
function segmentNow(path: string, now: string, checkpointDir: string, files: Files): string {
  if (files.stat(now) !== undefined) return now;
  const place = path.lastIndexOf(`/${RECEIVED}/`);
  return place === -1 ? now : checkpointDir + path.slice(place);
}
