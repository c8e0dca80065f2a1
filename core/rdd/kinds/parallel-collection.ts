import type { RDDKind } from "../kind.ts";
import type { Sink, TaskContext } from "../task-context.ts";
import { SlicesRDD } from "./slices.ts";

/** A collection of the driver's, cut into partitions: partition i has the records from i·n/p up to, without, (i+1)·n/p. */
export class ParallelCollectionRDD<T> implements RDDKind<T> {
  readonly name = "ParallelCollectionRDD";
  readonly dependencies = [];
  readonly functions = [];
  readonly numPartitions: number;
  readonly #records: readonly T[];

  constructor(records: readonly T[], numPartitions: number) {
    this.#records = records;
    this.numPartitions = numPartitions;
  }

  get size(): number {
    return this.#records.length;
  }

  each(partition: number, _task: TaskContext, sink: Sink<T>): void {
    const [start, end] = this.#bounds(partition);
    const records = this.#records;
    for (let i = start; i < end; i++) sink(records[i]!);
  }

  iterator(partition: number): IteratorObject<T> {
    return this.slice(partition).values();
  }

  toArray(partition: number): T[] {
    return this.#records.slice(...this.#bounds(partition));
  }

  slice(partition: number): readonly T[] {
    return this.#records.slice(...this.#bounds(partition));
  }

  forExecutors(rdd: number): RDDKind<T> {
    return new SlicesRDD<T>(rdd, this.numPartitions);
  }

  #bounds(partition: number): [number, number] {
    const length = this.#records.length;
    const bound = (i: number) => Math.floor((i * length) / this.numPartitions);
    return [bound(partition), bound(partition + 1)];
  }
}
