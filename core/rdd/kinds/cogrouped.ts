import type { RDDBase } from "../base.ts";
import { dependencyByKey, pairsByKey } from "../by-key.ts";
import type { Dependency } from "../dependency.ts";
import { type Groups, gather, sizeOf } from "../groups.ts";
import { KeyIds } from "../key-ids.ts";
import type { RDDKind } from "../kind.ts";
import { CompactBuffer } from "../list.ts";
import { hasKey } from "../made-of.ts";
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

  isMadeOf([key]: [K, CompactBuffer<unknown>[]], input: unknown): boolean {
    return hasKey(key, input);
  }

  each(partition: number, task: TaskContext, sink: Sink<[K, CompactBuffer<unknown>[]]>): void {
    const ids = new KeyIds();
    const sides = this.dependencies.map((dependency) => gather(pairsByKey(dependency, partition, task), ids, "values"));
    for (let id = 0; id < ids.keys.length; id++) {
      sink([ids.keys[id] as K, sides.map((groups) => bufferOf(groups, id, CompactBuffer))]);
    }
  }
}

/** The items of a key as a buffer of the given class. */
export function bufferOf<B extends unknown[]>(groups: Groups, id: number, bufferClass: new (length: number) => B): B {
  const size = sizeOf(groups, id);
  const buffer = new bufferClass(size);
  const start = groups.starts[id]!;
  for (let i = 0; i < size; i++) buffer[i] = groups.items[start + i];
  return buffer;
}
