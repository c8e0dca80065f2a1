import { SparkError } from "../../conf/errors.ts";
import { decodeBlock } from "../../storage/codec.ts";
import type { BlockContent } from "../../storage/packed-records.ts";
import type { TaskContext } from "../task-context.ts";
import { BlockRDD } from "./block.ts";

/** Where a record of a write-ahead log stands, in bytes. Spark: `FileBasedWriteAheadLogSegment`. */
export interface LogSegment {
  readonly path: string;
  readonly offset: number;
  readonly length: number;
}

/** A received block, and where in the log it is. */
export interface LoggedBlock {
  readonly block: string;
  readonly segment: LogSegment;
  /** False of a block that another driver received: only the log has it. */
  readonly isBlockIdValid: boolean;
}

/**
 * The blocks that a receiver stored in an interval and wrote to its log: those that are not kept in memory (any more) are read from the log.
 * Spark: `WriteAheadLogBackedBlockRDD`.
 */
export class WriteAheadLogBackedBlockRDD<T> extends BlockRDD<T> {
  override readonly name = "WriteAheadLogBackedBlockRDD";
  readonly logged: readonly LoggedBlock[];

  constructor(logged: readonly LoggedBlock[]) {
    super(logged.map(({ block }) => block));
    this.logged = logged;
  }

  override blocksOf(partition: number): readonly string[] {
    return this.logged[partition]!.isBlockIdValid ? super.blocksOf(partition) : [];
  }

  override content(partition: number, task: TaskContext): BlockContent {
    const { block, segment, isBlockIdValid } = this.logged[partition]!;
    const kept = isBlockIdValid ? task.blocks.content(block) : undefined;
    return kept ?? read(segment, task);
  }
}

function read({ path, offset, length }: LogSegment, task: TaskContext): BlockContent {
  try {
    return decodeBlock(task.host.files.read(path, offset, offset + length));
  } catch (cause) {
    throw new SparkError(
      `Could not read data from write ahead log record FileBasedWriteAheadLogSegment(${path},${offset},${length})`,
      {
        code: "WAL_RECORD",
        advice: "Files below the checkpoint directory belong to the program: nobody else may remove or change them.",
        cause,
      },
    );
  }
}
