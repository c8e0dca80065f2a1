import type { RDDBase } from "../base.ts";
import { dependencyByKey, readByKey } from "../by-key.ts";
import type { Dependency } from "../dependency.ts";
import { KeyTable } from "../key-table.ts";
import type { RDDKind } from "../kind.ts";
import type { Partitioner } from "../partitioner.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** The pairs of one RDD whose keys another does not have; only the first one's values are kept in memory. */
export class SubtractedRDD<K, V> implements RDDKind<[K, V]> {
  readonly name = "SubtractedRDD";
  readonly dependencies: readonly [Dependency, Dependency];
  readonly numPartitions: number;
  readonly partitioner: Partitioner;
  readonly functions = [];

  constructor(kept: RDDBase<readonly [K, V]>, removed: RDDBase<readonly [K, unknown]>, partitioner: Partitioner) {
    this.partitioner = partitioner;
    this.numPartitions = partitioner.numPartitions;
    this.dependencies = [dependencyByKey(kept, partitioner), dependencyByKey(removed, partitioner)];
  }

  each(partition: number, task: TaskContext, sink: Sink<[K, V]>): void {
    const [kept, removed] = this.dependencies;
    const table = new KeyTable<unknown, unknown[]>();
    readByKey(kept, partition, task, (key, value) => {
      (table.get(key) ?? table.add(key, [])).value.push(value);
    });
    readByKey(removed, partition, task, (key) => {
      const cell = table.get(key);
      if (cell !== undefined) cell.value = [];
    });
    for (const { key, value } of table.cells()) for (const v of value) sink([key as K, v as V]);
  }
}
