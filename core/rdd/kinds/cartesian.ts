import type { RDDBase } from "../base.ts";
import type { Dependency } from "../dependency.ts";
import type { RDDKind } from "../kind.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** Every record of one RDD with every record of another; partition i·n + j is the i-th of one with the j-th of the other. */
export class CartesianRDD<T, U> implements RDDKind<[T, U]> {
  readonly name = "CartesianRDD";
  readonly dependencies: readonly Dependency[];
  readonly numPartitions: number;
  readonly functions = [];
  readonly #first: RDDBase<T>;
  readonly #second: RDDBase<U>;
  readonly #width: number;

  constructor(first: RDDBase<T>, second: RDDBase<U>) {
    this.#first = first;
    this.#second = second;
    this.#width = second.getNumPartitions();
    this.numPartitions = first.getNumPartitions() * this.#width;
    this.dependencies = [
      { type: "narrow", rdd: first as RDDBase<unknown>, parents: (p) => [Math.floor(p / this.#width)] },
      { type: "narrow", rdd: second as RDDBase<unknown>, parents: (p) => [p % this.#width] },
    ];
  }

  each(partition: number, task: TaskContext, sink: Sink<[T, U]>): void {
    const second = this.#second.toArray(partition % this.#width, task);
    this.#first.each(Math.floor(partition / this.#width), task, (a) => {
      for (const b of second) sink([a, b]);
    });
  }
}
