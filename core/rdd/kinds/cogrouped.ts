import type { RDDBase } from "../base.ts";
import { dependencyByKey, readByKey } from "../by-key.ts";
import type { Dependency } from "../dependency.ts";
import { KeyTable } from "../key-table.ts";
import type { RDDKind } from "../kind.ts";
import { CompactBuffer } from "../list.ts";
import type { Partitioner } from "../partitioner.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** For every key the values of each parent. A parent that is partitioned alike is read where it is; the others are shuffled. */
export class CoGroupedRDD<K> implements RDDKind<[K, CompactBuffer<unknown>[]]> {
  readonly name = "CoGroupedRDD";
  readonly dependencies: readonly Dependency[];
  readonly numPartitions: number;
  readonly partitioner: Partitioner;
  readonly functions = [];

  constructor(parents: readonly RDDBase<readonly [K, unknown]>[], partitioner: Partitioner) {
    this.partitioner = partitioner;
    this.numPartitions = partitioner.numPartitions;
    this.dependencies = parents.map((rdd) => dependencyByKey(rdd, partitioner));
  }

  each(partition: number, task: TaskContext, sink: Sink<[K, CompactBuffer<unknown>[]]>): void {
    const table = new KeyTable<unknown, CompactBuffer<unknown>[]>();
    const sides = this.dependencies.length;
    this.dependencies.forEach((dependency, side) => {
      readByKey(dependency, partition, task, (key, value) => {
        const cell = table.get(key) ?? table.add(key, Array.from({ length: sides }, () => new CompactBuffer<unknown>()));
        cell.value[side]!.push(value);
      });
    });
    for (const cell of table.cells()) sink([cell.key as K, cell.value]);
  }
}
