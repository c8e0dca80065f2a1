import { SparkError } from "../conf/errors.ts";
import { StorageLevel } from "../conf/storage-level.ts";
import type { LogSegment } from "../rdd/kinds/write-ahead-log-backed-block.ts";
import type { BlockManager } from "../storage/block-manager.ts";
import { encodeBlock } from "../storage/codec.ts";
import type { BlockContent } from "../storage/packed-records.ts";
import type { Trace } from "../trace/trace.ts";
import { logWritten, type WriteAheadLog } from "./write-ahead-log/write-ahead-log.ts";

export interface ReceivedBlockHandlerOptions {
  readonly blocks: BlockManager;
  readonly clock: { now(): number };
  /** Where the stream's blocks are written to, if they are. */
  readonly log: WriteAheadLog | undefined;
  readonly stream: number;
  readonly trace: Trace;
}

/** Keeps what a receiver stores: in the block manager, and in the log where there is one. Spark: `ReceivedBlockHandler`. */
export class ReceivedBlockHandler {
  readonly #options: ReceivedBlockHandlerOptions;

  constructor(options: ReceivedBlockHandlerOptions) {
    this.#options = options;
  }

  /**
   * When it returns, the block is stored, and logged where there is a log: where in it.
   * @throws SparkError when there is no room for it; NotSerializableError when a record cannot be written down; what the log could not be written for
   */
  storeBlock(block: string, content: BlockContent, level: StorageLevel): LogSegment | undefined {
    const { blocks, clock, log, stream, trace } = this.#options;
    const segment = log?.write(encodeBlock(content), clock.now());
    if (segment !== undefined) trace.emit(logWritten(segment, { entry: "block", stream, block }));
    // as records, whatever the level says of serialisation: they are read soon, and most often once
    blocks.put(block, content, level.useDisk ? StorageLevel.MEMORY_AND_DISK : StorageLevel.MEMORY_ONLY);
    if (segment === undefined && !blocks.has(block))
      throw new SparkError(`Could not store ${block} to block manager with storage level ${level}`, {
        code: "BLOCK_NOT_STORED",
        advice:
          "There is no room for it: give the stream a storage level that also uses the disk, or set sluice.storage.memory higher.",
      });
    return segment;
  }

  /** Frees a block that no batch will have; in the log it stays. */
  discard(block: string): void {
    this.#options.blocks.remove(block);
  }
}
