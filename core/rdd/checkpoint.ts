import { SparkError } from "../conf/errors.ts";
import { StorageLevel } from "../conf/storage-level.ts";
import { encode } from "../storage/codec.ts";
import { partName } from "../storage/files/output.ts";
import type { RDDBase } from "./base.ts";
import type { RunJob } from "./context.ts";
import type { PartitionAction } from "./job.ts";
import { CheckpointedRDD, LocalCheckpointRDD, ReliableCheckpointRDD } from "./kinds/checkpointed.ts";
import { engineAction } from "./partition-actions.ts";
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
    files.write(aside, encode(rdd.toArray(partition, task)));
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

/** The marked RDDs in the lineage of one that a job has just computed: from each way down the first. */
export function markedInLineage(rdd: RDDBase<unknown>): RDDBase<unknown>[] {
  const marked: RDDBase<unknown>[] = [];
  const seen = new Set<RDDBase<unknown>>();
  const waiting = [rdd];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (next.checkpointMark?.done === false) marked.push(next);
    else if (next.checkpointMark === undefined) waiting.push(...next.dependencies.map((dependency) => dependency.rdd));
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
    files.makeDirectory(directory);
    await runJob(rdd, new WriteCheckpoint(directory));
    const written = files.list(directory).filter((entry) => entry.name.startsWith("part-")).length;
    if (written !== numPartitions) {
      throw new SparkError(
        `Checkpoint RDD has a different number of partitions from original RDD. Original RDD [ID: ${rdd.id}, num of partitions: ${numPartitions}]; ` +
          `Checkpoint RDD [num of partitions: ${written}].`,
        { code: "CHECKPOINT_INCOMPLETE" },
      );
    }
    rdd.truncateLineage(
      new CheckpointedRDD(rdd.kind, rdd.context.newRDD(new ReliableCheckpointRDD(directory, numPartitions))),
    );
  } catch (error) {
    mark.done = false;
    throw error;
  }
}

/** The level at which an RDD is kept for a local checkpoint: with disk, so that its blocks are not lost to eviction. */
export function localCheckpointLevel(level: StorageLevel): StorageLevel {
  if (level === StorageLevel.NONE) return StorageLevel.MEMORY_AND_DISK;
  if (level.useDisk) return level;
  return level.deserialized ? StorageLevel.MEMORY_AND_DISK : StorageLevel.MEMORY_AND_DISK_SER;
}
