import type { RDDBase } from "../base.ts";
import type { ShuffleDependency } from "../dependency.ts";
import { gather } from "../groups.ts";
import { KeyIds } from "../key-ids.ts";
import type { RDDKind } from "../kind.ts";
import { CompactBuffer } from "../list.ts";
import { hasKey } from "../made-of.ts";
import type { Partitioner } from "../partitioner.ts";
import type { Sink, TaskContext } from "../task-context.ts";
import { bufferOf } from "./cogrouped.ts";

/** All values of each key, by a shuffle. Nothing is combined before it: that would make no pair less. */
export class GroupedRDD<K, V> implements RDDKind<[K, CompactBuffer<V>]> {
  readonly name = "ShuffledRDD";
  readonly dependencies: readonly [ShuffleDependency];
  readonly numPartitions: number;
  readonly partitioner: Partitioner;
  readonly functions = [];

  constructor(parent: RDDBase<readonly [K, V]>, partitioner: Partitioner) {
    this.partitioner = partitioner;
    this.numPartitions = partitioner.numPartitions;
    const shuffleId = parent.context.newShuffleId();
    this.dependencies = [
      { type: "shuffle", rdd: parent, shuffleId, partitioner, aggregator: undefined, mapSideCombine: false },
    ];
  }

  isMadeOf([key]: [K, CompactBuffer<V>], input: unknown): boolean {
    return hasKey(key, input);
  }

  each(partition: number, task: TaskContext, sink: Sink<[K, CompactBuffer<V>]>): void {
    const ids = new KeyIds();
    const groups = gather(task.readShuffle(this.dependencies[0].shuffleId, partition), ids, "values");
    const { keys } = ids;
    for (let id = 0; id < keys.length; id++) sink([keys[id] as K, bufferOf(groups, id, CompactBuffer<V>)]);
  }
}
