import { describeError, require, SparkError } from "../conf/errors.ts";
import { StorageLevel } from "../conf/storage-level.ts";
import { decode, encode } from "../storage/codec.ts";
import { makeDurableDirectory } from "../storage/files/durable-directory.ts";
import { partName } from "../storage/files/output.ts";
import type { RDDBase } from "./base.ts";
import type { RDDContext, RunJob } from "./context.ts";
import type { PartitionAction } from "./job.ts";
import {
  CHECKPOINT_DATA_ADVICE,
  CheckpointedRDD,
  LocalCheckpointRDD,
  ReliableCheckpointRDD,
} from "./kinds/checkpointed.ts";
import { engineAction } from "./partition-actions.ts";
import type { Partitioner } from "./partitioner.ts";
import type { RDD } from "./rdd.ts";
import type { TaskContext } from "./task-context.ts";

/** An RDD that shall be checkpointed, until it is: to files, or (without a directory) where its blocks are. Spark: `RDDCheckpointData`. */
export class CheckpointMark {
  readonly directory: string | undefined;
  done = false;

  constructor(directory: string | undefined) {
    this.directory = directory;
  }
}

/** Writes a partition of a checkpoint: aside first, then in its place. */
export class WriteCheckpoint<T> implements PartitionAction<T, void> {
  readonly name = "checkpoint";
  readonly functions = [];
  private readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  run(rdd: RDDBase<T>, partition: number, task: TaskContext): void {
    const { files } = task.host;
    const aside = `${this.directory}/.${partName(partition)}-attempt-${task.taskAttemptId}`;
    files.write(aside, encode(rdd.content(partition, task)));
    files.flush(aside);
    files.rename(aside, `${this.directory}/${partName(partition)}`);
  }
}

/** Computes every partition, so that its block is kept. */
const keepBlocks = engineAction(
  "keepBlocks",
  (rdd: RDDBase<unknown>, partition, task, _functions: readonly [], _data: undefined) =>
    rdd.each(partition, task, () => {}),
);

/**
 * The marked RDDs in the lineage of one that a job has just computed, each after those that it is made of: from each way down the first, or with `all` also
 * those behind it. Spark: `RDD.CHECKPOINT_ALL_MARKED_ANCESTORS`, which its streams set (SPARK-6847): else the lineage of states would never be cut behind a
 * stream that is checkpointed as often.
 */
export function markedInLineage(rdd: RDDBase<unknown>, all: boolean): RDDBase<unknown>[] {
  const marked: RDDBase<unknown>[] = [];
  const seen = new Set<RDDBase<unknown>>();
  /** An RDD comes a second time when all that it is made of has been looked at. */
  const waiting: { readonly rdd: RDDBase<unknown>; readonly isMarked: boolean }[] = [{ rdd, isMarked: false }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { rdd: each, isMarked } = next;
    if (isMarked) marked.push(each);
    if (seen.has(each)) continue;
    seen.add(each);
    const { checkpointMark: mark } = each;
    if (mark?.done === false) waiting.push({ rdd: each, isMarked: true });
    if (mark === undefined || (all && !mark.done))
      for (const dependency of each.dependencies.toReversed()) waiting.push({ rdd: dependency.rdd, isMarked: false });
  }
  return marked;
}

/** Keeps the records of a marked RDD and cuts its lineage there. */
export async function checkpointRDD(rdd: RDDBase<unknown>, runJob: RunJob): Promise<void> {
  const mark = rdd.checkpointMark!;
  const numPartitions = rdd.getNumPartitions();
  mark.done = true;
  try {
    if (mark.directory === undefined) {
      await runJob(rdd, keepBlocks("localCheckpoint", [], undefined));
      rdd.truncateLineage(
        new CheckpointedRDD(rdd.kind, rdd.context.newRDD(new LocalCheckpointRDD(rdd.id, numPartitions))),
      );
      return;
    }
    const { files } = rdd.context.host;
    const directory = `${mark.directory}/rdd-${rdd.id}`;
    makeDurableDirectory(files, directory);
    await runJob(rdd, new WriteCheckpoint(directory));
    files.flush(directory);
    if (rdd.partitioner !== undefined) writePartitioner(rdd.partitioner, directory, rdd.context);
    const parts = files.list(directory).filter((entry) => entry.name.startsWith("part-"));
    if (parts.length !== numPartitions) {
      throw new SparkError(
        `Checkpoint RDD has a different number of partitions from original RDD. Original RDD [ID: ${rdd.id}, num of partitions: ${numPartitions}]; ` +
          `Checkpoint RDD [num of partitions: ${parts.length}].`,
        { code: "CHECKPOINT_INCOMPLETE" },
      );
    }
    rdd.truncateLineage(
      new CheckpointedRDD(
        rdd.kind,
        rdd.context.newRDD(new ReliableCheckpointRDD(directory, numPartitions, String(rdd))),
      ),
    );
    rdd.context.trace.emit({
      kind: "rdd-checkpointed",
      rdd: rdd.id,
      partitions: numPartitions,
      bytes: parts.reduce((sum, { size }) => sum + size, 0),
      path: directory,
      ...rdd.origin,
    });
  } catch (error) {
    mark.done = false;
    throw error;
  }
}

const PARTITIONER = "_partitioner";

/** So that who reads the checkpoint in another driver need not shuffle. Without it, it only costs more. */
function writePartitioner(partitioner: Partitioner, directory: string, { host, trace }: RDDContext): void {
  try {
    host.files.write(`${directory}/${PARTITIONER}`, encode([partitioner]));
  } catch (error) {
    trace.warn(`Error writing partitioner to ${directory}: ${describeError(error)}`, "CHECKPOINT_PARTITIONER");
  }
}

function readPartitioner(directory: string, { host, trace }: RDDContext): Partitioner | undefined {
  const path = `${directory}/${PARTITIONER}`;
  if (host.files.stat(path) === undefined) return undefined;
  try {
    return decode(host.files.read(path))[0] as Partitioner;
  } catch (error) {
    trace.warn(
      `Error reading partitioner from ${directory}, partitioner will not be recovered: ${describeError(error)}`,
      "CHECKPOINT_PARTITIONER",
    );
    return undefined;
  }
}

/**
 * The RDD that was checkpointed into `directory` in `numPartitions` parts, the records of `whose`. Spark: `SparkContext.checkpointFile`, which takes for the
 * number whatever parts there are.
 */
export function checkpointFile<T>(
  context: RDDContext,
  directory: string,
  numPartitions: number,
  whose: string,
): RDD<T> {
  const { files } = context.host;
  require(files.stat(directory) !== undefined, () =>
    `Checkpoint directory does not exist: ${directory}, with the records of ${whose}`, {
    code: "NO_CHECKPOINT",
    advice: CHECKPOINT_DATA_ADVICE,
  });
  const there = new Set(files.list(directory).map(({ name }) => name));
  const parts = Array.from({ length: numPartitions }, (_, partition) => partName(partition));
  const missing = parts.filter((part) => !there.has(part));
  if (missing.length > 0) {
    throw new SparkError(
      `Checkpoint directory ${directory}, with the records of ${whose}, has ${numPartitions - missing.length} of ${numPartitions} parts: ` +
        `${missing[0]} is not there`,
      { code: "CHECKPOINT_PART", advice: CHECKPOINT_DATA_ADVICE },
    );
  }
  return context.newRDD(
    new ReliableCheckpointRDD<T>(directory, numPartitions, whose, readPartitioner(directory, context)),
  );
}

/** The level at which an RDD is kept for a local checkpoint: with disk, so that its blocks are not lost to eviction. */
export function localCheckpointLevel(level: StorageLevel): StorageLevel {
  if (level === StorageLevel.NONE) return StorageLevel.MEMORY_AND_DISK;
  if (level.useDisk) return level;
  return level.deserialized ? StorageLevel.MEMORY_AND_DISK : StorageLevel.MEMORY_AND_DISK_SER;
}
