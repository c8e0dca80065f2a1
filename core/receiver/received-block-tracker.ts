import type { Time } from "../conf/time.ts";
import type { ReceivedBlockInfo } from "../dstream/environment.ts";
import type { LogSegment } from "../rdd/kinds/write-ahead-log-backed-block.ts";
import { decode, encode } from "../storage/codec.ts";
import type { LogEntry } from "../trace/events.ts";
import type { Trace } from "../trace/trace.ts";
import { logWritten, type WriteAheadLog } from "./write-ahead-log/write-ahead-log.ts";

/** What happened to blocks, as the log has it. Times in milliseconds. Spark: `ReceivedBlockTrackerLogEvent`. */
type LogEvent =
  | { readonly event: "block-added"; readonly stream: number; readonly info: ReceivedBlockInfo }
  | {
      readonly event: "batch-allocated";
      readonly time: number;
      readonly blocks: readonly (readonly [stream: number, infos: readonly ReceivedBlockInfo[]])[];
    }
  | { readonly event: "batches-cleaned"; readonly times: readonly number[] };

export interface ReceivedBlockTrackerOptions {
  readonly trace: Trace;
  readonly clock: { now(): number };
  /** The streams that have receivers. */
  readonly streams: readonly number[];
  /** Without it, what is known dies with the driver. */
  readonly log?: WriteAheadLog | undefined;
  /** Is a block kept in memory or on disk? */
  hasBlock(block: string): boolean;
}

/**
 * Knows which blocks were received, and to which batch each was allocated: whatever it does is written to its log first, from which the next driver makes it
 * again. Spark: `ReceivedBlockTracker`.
 */
export class ReceivedBlockTracker {
  readonly #options: ReceivedBlockTrackerOptions;
  /** Blocks that no batch has yet, by stream. */
  readonly #unallocated = new Map<number, ReceivedBlockInfo[]>();
  /** By batch time and stream. */
  readonly #allocated = new Map<number, ReadonlyMap<number, readonly ReceivedBlockInfo[]>>();
  #lastAllocated = Number.NEGATIVE_INFINITY;
  /** Could blocks not be allocated, so that they may be older than the files that the log keeps? */
  #isBehind = false;

  constructor(options: ReceivedBlockTrackerOptions) {
    this.#options = options;
    for (const stream of options.streams) this.#unallocated.set(stream, []);
  }

  /** A block has been stored. Gives false when that could not be logged: then it belongs to no batch. */
  addBlock(stream: number, info: ReceivedBlockInfo): boolean {
    if (!this.#logged({ event: "block-added", stream, info })) return false;
    this.#queue(stream).push(info);
    return true;
  }

  /**
   * Gives all blocks that are there to the batch at `time`. A batch that is not newer than the last one keeps what it has; when the log cannot be written, the
   * blocks wait for the next.
   */
  allocateBlocksToBatch(time: Time): void {
    const ms = time.milliseconds;
    if (ms <= this.#lastAllocated) {
      this.#options.trace.info(`Possibly processed batch ${time} needs to be processed again in WAL recovery`);
      return;
    }
    const blocks = this.#options.streams.map((stream) => [stream, [...this.#queue(stream)]] as const);
    this.#isBehind = !this.#logged({ event: "batch-allocated", time: ms, blocks });
    if (this.#isBehind) {
      this.#options.trace.warn(
        `The blocks received for batch ${time} could not be allocated to it: they go to the next one`,
        "BLOCKS_NOT_ALLOCATED",
      );
      return;
    }
    for (const stream of this.#options.streams) this.#queue(stream).length = 0;
    this.#allocated.set(ms, new Map(blocks));
    this.#lastAllocated = ms;
  }

  /** The blocks of a batch, by stream; undefined when nothing was allocated to it. */
  blocksOfBatch(time: Time): ReadonlyMap<number, readonly ReceivedBlockInfo[]> | undefined {
    return this.#allocated.get(time.milliseconds);
  }

  hasUnallocatedBlocks(): boolean {
    return [...this.#unallocated.values()].some((blocks) => blocks.length > 0);
  }

  unallocatedBlocks(stream: number): readonly ReceivedBlockInfo[] {
    return this.#queue(stream);
  }

  /** Forgets the allocations of batches before `time`, and removes what the log has of that time. */
  cleanupOldBatches(time: Time): void {
    const times = [...this.#allocated.keys()].filter((ms) => ms < time.milliseconds);
    if (times.length > 0 && !this.#logged({ event: "batches-cleaned", times })) {
      this.#options.trace.warn("Failed to acknowledge batch clean up in the Write Ahead Log.", "WAL_CLEAN");
      return;
    }
    for (const ms of times) this.#allocated.delete(ms);
    if (!this.#isBehind) this.#options.log?.clean(time.milliseconds);
  }

  /** Every block that a batch has or will have. */
  *known(): Generator<ReceivedBlockInfo> {
    for (const blocks of this.#unallocated.values()) yield* blocks;
    for (const batch of this.#allocated.values()) for (const blocks of batch.values()) yield* blocks;
  }

  /**
   * Does again what another driver logged. Of the blocks that it received, none is where it put them, unless they are in this driver's memory; `pathNow` says
   * where a log file is that it had at a path.
   */
  recover(pathNow: (path: string) => string = unmoved): void {
    const { log, trace } = this.#options;
    if (log === undefined) return;
    for (const record of log.readAll()) {
      try {
        this.#redo((decode(record, { evaluates: false }) as [LogEvent])[0], pathNow);
      } catch (error) {
        trace.warn(
          "A record of the received blocks' write ahead log cannot be read: it is passed over",
          "WAL_DAMAGED",
          error,
        );
      }
    }
  }

  #redo(event: LogEvent, pathNow: (path: string) => string): void {
    switch (event.event) {
      case "block-added": {
        const added = this.#recovered(event.info, pathNow);
        // it may be there twice: what failed was tried again
        if (!this.#queue(event.stream).some((info) => isSame(info, added))) this.#queue(event.stream).push(added);
        break;
      }
      case "batch-allocated":
        for (const [stream, infos] of event.blocks) {
          const given = infos.map((info) => this.#recovered(info, pathNow));
          const queue = this.#queue(stream);
          const left = queue.filter((queued) => !given.some((info) => isSame(info, queued)));
          queue.splice(0, queue.length, ...left);
        }
        this.#allocated.set(
          event.time,
          new Map(event.blocks.map(([stream, infos]) => [stream, infos.map((info) => this.#recovered(info, pathNow))])),
        );
        this.#lastAllocated = Math.max(this.#lastAllocated, event.time);
        break;
      case "batches-cleaned":
        for (const ms of event.times) this.#allocated.delete(ms);
    }
  }

  #recovered(info: ReceivedBlockInfo, pathNow: (path: string) => string): ReceivedBlockInfo {
    const { segment, block } = info;
    return {
      ...info,
      segment: segment && { ...segment, path: pathNow(segment.path) },
      isBlockIdValid: segment === undefined && this.#options.hasBlock(block),
    };
  }

  #queue(stream: number): ReceivedBlockInfo[] {
    let queue = this.#unallocated.get(stream);
    if (queue === undefined) {
      queue = [];
      this.#unallocated.set(stream, queue);
    }
    return queue;
  }

  #logged(event: LogEvent): boolean {
    const { log, clock, trace } = this.#options;
    if (log === undefined) return true;
    let segment: LogSegment;
    try {
      segment = log.write([encode([event])], clock.now());
    } catch {
      // the log has told why
      return false;
    }
    trace.emit(logWritten(segment, entryOf(event)));
    return true;
  }
}

function unmoved(path: string): string {
  return path;
}

function entryOf(event: LogEvent): LogEntry {
  if (event.event === "block-added") return { entry: event.event, stream: event.stream, block: event.info.block };
  return event.event === "batch-allocated" ? { entry: event.event, time: event.time } : { entry: event.event };
}

function isSame(a: ReceivedBlockInfo, b: ReceivedBlockInfo): boolean {
  return a.block === b.block && a.segment?.path === b.segment?.path && a.segment?.offset === b.segment?.offset;
}
