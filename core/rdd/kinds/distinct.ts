import type { RDDBase } from "../base.ts";
import { oneToOne } from "../dependency.ts";
import { sameKey } from "../hash.ts";
import { KeyIds } from "../key-ids.ts";
import type { RDDKind } from "../kind.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** Every record once, where equal records are in one partition already: no shuffle. */
export class DistinctRDD<T> implements RDDKind<T> {
  readonly name = "MapPartitionsRDD";
  readonly dependencies;
  readonly partitioner;
  readonly functions = [];
  private readonly parent: RDDBase<T>;

  constructor(parent: RDDBase<T>) {
    this.parent = parent;
    this.dependencies = [oneToOne(parent)];
    this.partitioner = parent.partitioner;
  }

  get numPartitions(): number {
    return this.parent.getNumPartitions();
  }

  isMadeOf(output: T, input: unknown): boolean {
    return sameKey(output, input);
  }

  each(partition: number, task: TaskContext, sink: Sink<T>): void {
    const seen = new KeyIds();
    this.parent.each(partition, task, (record) => {
      const before = seen.keys.length;
      if (seen.of(record) === before) sink(record);
    });
  }
}
