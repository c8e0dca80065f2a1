import type { RDDBase } from "./base.ts";
import { type Dependency, oneToOne } from "./dependency.ts";
import type { Pairs } from "./pairs.ts";
import type { Partitioner } from "./partitioner.ts";
import type { TaskContext } from "./task-context.ts";

/** How pairs come to where `partitioner` puts their keys: they are there already, or by a shuffle. */
export function dependencyByKey(rdd: RDDBase<readonly [unknown, unknown]>, partitioner: Partitioner): Dependency {
  if (rdd.partitioner?.equals(partitioner)) return oneToOne(rdd);
  return {
    type: "shuffle",
    rdd,
    shuffleId: rdd.context.newShuffleId(),
    partitioner,
    aggregator: undefined,
    mapSideCombine: false,
  };
}

/** The pairs of a partition of such a dependency. */
export function pairsByKey(dependency: Dependency, partition: number, task: TaskContext): readonly Pairs[] {
  if (dependency.type === "shuffle") return task.readShuffle(dependency.shuffleId, partition);
  return [(dependency.rdd as RDDBase<readonly [unknown, unknown]>).toArray(partition, task)];
}
