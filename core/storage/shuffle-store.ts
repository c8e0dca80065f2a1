import { FetchFailedError } from "./fetch-failed.ts";

type Pairs = readonly (readonly [unknown, unknown])[];

/**
 * What map tasks put aside for the reduce tasks of a shuffle: for every map partition one bucket of pairs for every reduce partition.
 * Spark: shuffle files and the `MapOutputTracker`.
 */
export class ShuffleStore {
  readonly #outputs = new Map<number, (readonly Pairs[] | undefined)[]>();

  get size(): number {
    return this.#outputs.size;
  }

  register(shuffleId: number, mapPartitions: number): void {
    if (!this.#outputs.has(shuffleId)) this.#outputs.set(shuffleId, new Array(mapPartitions));
  }

  write(shuffleId: number, mapPartition: number, buckets: readonly Pairs[]): void {
    this.#outputs.get(shuffleId)![mapPartition] = buckets;
  }

  /** The map partitions whose output is not there. */
  missing(shuffleId: number): number[] {
    const outputs = this.#outputs.get(shuffleId) ?? [];
    const missing: number[] = [];
    for (let i = 0; i < outputs.length; i++) if (outputs[i] === undefined) missing.push(i);
    return missing;
  }

  /** The buckets of a reduce partition, in the order of the map partitions. Throws when one is not there. */
  read(shuffleId: number, reducePartition: number): Pairs[] {
    const outputs = this.#outputs.get(shuffleId);
    if (outputs === undefined) throw new FetchFailedError(shuffleId, 0);
    return Array.from(outputs, (buckets, mapPartition) => {
      if (buckets === undefined) throw new FetchFailedError(shuffleId, mapPartition);
      return buckets[reducePartition]!;
    });
  }

  /** Forgets the output of one map task, as when the executor that kept it is gone. */
  lose(shuffleId: number, mapPartition: number): void {
    const outputs = this.#outputs.get(shuffleId);
    if (outputs !== undefined) outputs[mapPartition] = undefined;
  }

  remove(shuffleId: number): void {
    this.#outputs.delete(shuffleId);
  }
}
