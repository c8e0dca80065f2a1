import { IllegalArgumentError, SparkError } from "../../conf/errors.ts";
import type { RDDBase } from "../base.ts";
import { oneToOne } from "../dependency.ts";
import { engineNamed } from "../engine-function.ts";
import type { RDDKind } from "../kind.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** Partitions of several RDDs side by side, through a function of their iterators. */
export class ZippedPartitionsRDD<U> implements RDDKind<U> {
  readonly name: string;
  readonly dependencies;
  readonly partitioner;
  readonly functions: readonly unknown[];
  readonly gathers: boolean;
  private readonly parents: readonly RDDBase<unknown>[];
  private readonly f: (...iterators: readonly IteratorObject<unknown>[]) => Iterable<U>;

  constructor(
    parents: readonly RDDBase<unknown>[],
    f: (...iterators: readonly IteratorObject<unknown>[]) => Iterable<U>,
    preservesPartitioning = false,
  ) {
    this.name = `ZippedPartitionsRDD${parents.length}`;
    this.parents = parents;
    this.f = f;
    this.functions = [f];
    this.gathers = (f as unknown) !== zipRecords;
    this.partitioner = preservesPartitioning ? parents[0]!.partitioner : undefined;
    this.dependencies = parents.map(oneToOne);
  }

  get numPartitions(): number {
    const counts = this.parents.map((rdd) => rdd.getNumPartitions());
    if (counts.every((count) => count === counts[0])) return counts[0]!;
    throw new IllegalArgumentError(`Can't zip RDDs with unequal numbers of partitions: List(${counts.join(", ")})`, {
      code: "ZIP_PARTITIONS",
      advice: "Give both the same number of partitions, with repartition or coalesce, or join them by key.",
    });
  }

  each(partition: number, task: TaskContext, sink: Sink<U>): void {
    for (const record of this.apply(partition, task)) sink(record);
  }

  iterator(partition: number, task: TaskContext): IteratorObject<U> {
    return Iterator.from(this.apply(partition, task));
  }

  private apply(partition: number, task: TaskContext): Iterable<U> {
    const f = task.own(this.f);
    return f(...this.parents.map((rdd) => rdd.iterator(partition, task)));
  }
}

/** The records of two iterators by pairs; both have to end together. */
export function* zipRecords<T, U>(first: IteratorObject<T>, second: IteratorObject<U>): Generator<[T, U]> {
  for (;;) {
    const a = first.next();
    const b = second.next();
    if (a.done && b.done) return;
    if (a.done || b.done) {
      throw new SparkError("Can only zip RDDs with same number of elements in each partition", {
        code: "ZIP_ELEMENTS",
        advice: "zip needs RDDs of which one was made through a map on the other; to match records by a key, use join.",
      });
    }
    yield [a.value, b.value];
  }
}

engineNamed("zipRecords", zipRecords);
