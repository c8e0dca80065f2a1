import { checkpointFile } from "../rdd/checkpoint.ts";
import type { RDDContext } from "../rdd/context.ts";
import type { RDD } from "../rdd/rdd.ts";

/** The checkpointed RDDs of a stream, by batch time in milliseconds: the directories in which they are, and in how many parts. */
export type CheckpointFiles = readonly (readonly [time: number, directory: string, partitions: number])[];

/**
 * Which files hold the checkpointed RDDs of a stream: what a checkpoint of the driver refers to, and what nobody needs any more.
 * Spark: `DStreamCheckpointData`.
 */
export class CheckpointData<T> {
  /** What the next checkpoint of the driver refers to. */
  #current: CheckpointFiles = [];
  /** All that there are still. */
  readonly #files = new Map<number, string>();
  /** For each time for which there may be a checkpoint of the driver, the time of the oldest file that is needed if it is the newest. */
  readonly #oldestNeeded = new Map<number, number>();
  /** The same for the last one that was written, which is gone on from when the next one turns out to be broken. */
  #neededBefore = Number.NEGATIVE_INFINITY;

  get current(): CheckpointFiles {
    return this.#current;
  }

  /**
   * Before a checkpoint of the driver is made, as of the batch at `time`: notes which of the RDDs that are remembered have been checkpointed.
   * `remembered` are the stream's, by time.
   */
  update(time: number, remembered: ReadonlyMap<number, RDD<T>>): void {
    const current: [number, string, number][] = [];
    let oldest = Number.POSITIVE_INFINITY;
    for (const [ms, rdd] of remembered) {
      oldest = Math.min(oldest, ms);
      const directory = rdd.getCheckpointFile();
      if (directory !== undefined) current.push([ms, directory, rdd.getNumPartitions()]);
    }
    if (current.length === 0) return;
    this.#current = current;
    for (const [ms, directory] of current) this.#files.set(ms, directory);
    this.#oldestNeeded.set(time, this.#lastFileUpTo(oldest) ?? Math.min(...current.map(([ms]) => ms)));
  }

  /** RDDs that are remembered and lost their blocks are computed from there on. */
  #lastFileUpTo(time: number): number | undefined {
    let last: number | undefined;
    for (const ms of this.#files.keys()) if (ms <= time && (last === undefined || ms > last)) last = ms;
    return last;
  }

  /** Are there files in `directory` that this stream's RDDs are read from? */
  has(directory: string): boolean {
    return [...this.#files.values()].includes(directory);
  }

  /**
   * The checkpoint of the driver as of the batch at `time` has been written, or there are none at all: `remove`s the files that are too old for it and
   * for the one before, unless they are not this stream's alone.
   */
  cleanup(time: number, isShared: (directory: string) => boolean, remove: (directory: string) => boolean): void {
    const oldest = this.#oldestNeeded.get(time);
    if (oldest === undefined) return;
    for (const ms of this.#oldestNeeded.keys()) if (ms <= time) this.#oldestNeeded.delete(ms);
    const needed = Math.min(oldest, this.#neededBefore);
    this.#neededBefore = oldest;
    for (const [ms, directory] of this.#files)
      if (ms < needed && (isShared(directory) || remove(directory))) this.#files.delete(ms);
  }

  /**
   * The RDDs to which a checkpoint of the driver refers, in a new driver, by time; `stream` is whose they are, for messages.
   * @throws IllegalArgumentError, SparkError when one of them is not there, or not whole
   */
  restore(files: CheckpointFiles, context: RDDContext, stream: string): [time: number, rdd: RDD<T>][] {
    this.#current = files;
    for (const [ms, directory] of files) this.#files.set(ms, directory);
    return files.map(([ms, directory, partitions]) => [
      ms,
      checkpointFile<T>(context, directory, partitions, `${stream}, batch ${ms} ms`),
    ]);
  }
}
