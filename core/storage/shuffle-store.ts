import { FetchFailedError } from "./fetch-failed.ts";
import type { PackedRecords } from "./packed-records.ts";

type Pairs = readonly (readonly [unknown, unknown])[];

/** The pairs that a map task has for one reduce partition: as they are, encoded where they came from another thread, or packed; null are none. */
export type Bucket = Pairs | Uint8Array<ArrayBuffer> | PackedRecords | null;

export interface MapOutput {
  /** One for every reduce partition. */
  readonly buckets: Bucket[];
  /** How many pairs are in each. */
  readonly sizes: readonly number[];
  /** The executor that made it, and with which it is lost. */
  readonly executor?: number;
}

/** What a map task gave as a map output. */
export function mapOutput(result: unknown): MapOutput {
  if (!Array.isArray(result)) return result as MapOutput;
  const buckets = result as Pairs[];
  return { buckets, sizes: buckets.map((bucket) => bucket.length) };
}

/**
 * What map tasks put aside for the reduce tasks of a shuffle: for every map partition one bucket of pairs for every reduce partition.
 * Spark: shuffle files and the `MapOutputTracker`.
 */
export class ShuffleStore {
  readonly #outputs = new Map<number, (MapOutput | undefined)[]>();
  readonly #decode: (bytes: Uint8Array) => unknown[];

  constructor(decode: (bytes: Uint8Array) => unknown[]) {
    this.#decode = decode;
  }

  get size(): number {
    return this.#outputs.size;
  }

  register(shuffleId: number, mapPartitions: number): void {
    if (!this.#outputs.has(shuffleId)) this.#outputs.set(shuffleId, new Array(mapPartitions));
  }

  write(shuffleId: number, mapPartition: number, output: MapOutput): void {
    // a task may end after its shuffle was freed
    const outputs = this.#outputs.get(shuffleId);
    if (outputs !== undefined) outputs[mapPartition] = output;
  }

  /** The map partitions whose output is not there. */
  missing(shuffleId: number): number[] {
    const outputs = this.#outputs.get(shuffleId) ?? [];
    const missing: number[] = [];
    for (let i = 0; i < outputs.length; i++) if (outputs[i] === undefined) missing.push(i);
    return missing;
  }

  /** The pairs of a reduce partition, in the order of the map partitions. Throws when a part of them is not there. */
  read(shuffleId: number, reducePartition: number): Pairs[] {
    return this.buckets(shuffleId, reducePartition).map((bucket) => {
      if (bucket === null) return [];
      return bucket instanceof Uint8Array ? (this.#decode(bucket) as unknown as Pairs) : bucket;
    });
  }

  /** The same, as pairs or encoded. */
  buckets(shuffleId: number, reducePartition: number): (Pairs | Uint8Array<ArrayBuffer> | null)[] {
    const outputs = this.#outputs.get(shuffleId);
    if (outputs === undefined) throw new FetchFailedError(shuffleId, 0);
    return Array.from(outputs, (output, mapPartition) => {
      if (output === undefined) throw new FetchFailedError(shuffleId, mapPartition);
      const bucket = output.buckets[reducePartition]!;
      return bucket !== null && "each" in bucket ? (bucket.toArray() as unknown as Pairs) : bucket;
    });
  }

  /**
   * Keeps what was made of all buckets of a reduce partition, combined by key, in their place: who reads them once more makes the same of it. What is
   * kept is often the block that is kept anyway. Not where a part of them could be lost by itself.
   */
  merge(shuffleId: number, reducePartition: number, merged: PackedRecords): void {
    const outputs = this.#outputs.get(shuffleId);
    if (outputs === undefined) return;
    for (const output of outputs) if (output === undefined || output.executor !== undefined) return;
    outputs.forEach((output, mapPartition) => {
      output!.buckets[reducePartition] = mapPartition === 0 ? merged : null;
    });
  }

  /** How many pairs there are in all. */
  records(shuffleId: number): number {
    let records = 0;
    for (const output of this.#outputs.get(shuffleId) ?? []) for (const size of output?.sizes ?? []) records += size;
    return records;
  }

  /** Forgets the output of one map task, as when the executor that kept it is gone. */
  lose(shuffleId: number, mapPartition: number): void {
    const outputs = this.#outputs.get(shuffleId);
    if (outputs !== undefined) outputs[mapPartition] = undefined;
  }

  /** Forgets all that an executor made, which is gone. */
  loseExecutor(executor: number): void {
    for (const outputs of this.#outputs.values()) {
      outputs.forEach((output, mapPartition) => {
        if (output?.executor === executor) outputs[mapPartition] = undefined;
      });
    }
  }

  remove(shuffleId: number): void {
    this.#outputs.delete(shuffleId);
  }
}
