import type { RDDBase } from "../base.ts";
import { dependencyByKey, pairsByKey } from "../by-key.ts";
import type { Dependency } from "../dependency.ts";
import { gather } from "../groups.ts";
import { sameKey } from "../hash.ts";
import { KeyIds } from "../key-ids.ts";
import type { RDDKind } from "../kind.ts";
import type { Partitioner } from "../partitioner.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** The pairs of one RDD whose keys another does not have; only the first one's are kept in memory. */
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

  isMadeOf(output: [K, V], input: unknown, place: number): boolean {
    return place === 0 && sameKey(output, input);
  }

  each(partition: number, task: TaskContext, sink: Sink<[K, V]>): void {
    const [kept, removed] = this.dependencies;
    const ids = new KeyIds();
    const { items, starts } = gather(pairsByKey(kept, partition, task), ids, "values");
    const isRemoved = new Uint8Array(ids.keys.length);
    for (const list of pairsByKey(removed, partition, task)) {
      for (const pair of list) {
        const id = ids.find(pair[0]);
        if (id >= 0) isRemoved[id] = 1;
      }
    }
    for (let id = 0; id < isRemoved.length; id++) {
      if (isRemoved[id] === 1) continue;
      for (let i = starts[id]!; i < starts[id + 1]!; i++) sink([ids.keys[id] as K, items[i] as V]);
    }
  }
}
