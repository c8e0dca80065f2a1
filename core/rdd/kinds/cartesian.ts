import type { RDDBase } from "../base.ts";
import { type Dependency, StridedDependency } from "../dependency.ts";
import { sameKey } from "../hash.ts";
import type { RDDKind } from "../kind.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** Every record of one RDD with every record of another; partition i·n + j is the i-th of one with the j-th of the other. */
export class CartesianRDD<T, U> implements RDDKind<[T, U]> {
  readonly name = "CartesianRDD";
  readonly dependencies: readonly Dependency[];
  readonly functions = [];
  private readonly first: RDDBase<T>;
  private readonly second: RDDBase<U>;
  /** How many partitions the second RDD has: as on Spark, it is asked at once. */
  private readonly width: number;

  constructor(first: RDDBase<T>, second: RDDBase<U>) {
    this.first = first;
    this.second = second;
    this.width = second.getNumPartitions();
    this.dependencies = [
      new StridedDependency(first as RDDBase<unknown>, this.width, Number.POSITIVE_INFINITY),
      new StridedDependency(second as RDDBase<unknown>, 1, this.width),
    ];
  }

  get numPartitions(): number {
    return this.first.getNumPartitions() * this.width;
  }

  isMadeOf(output: [T, U], input: unknown, place: number): boolean {
    return sameKey(output[place], input);
  }

  each(partition: number, task: TaskContext, sink: Sink<[T, U]>): void {
    const second = this.second.toArray(partition % this.width, task);
    this.first.each(Math.floor(partition / this.width), task, (a) => {
      for (const b of second) sink([a, b]);
    });
  }
}
