import type { RDDBase } from "./base.ts";
import { type Dependency, oneToOne } from "./dependency.ts";
import type { Partitioner } from "./partitioner.ts";
import type { TaskContext } from "./task-context.ts";

/** How pairs come to where `partitioner` puts their keys: they are there already, or by a shuffle. */
export function dependencyByKey(rdd: RDDBase<readonly [unknown, unknown]>, partitioner: Partitioner): Dependency {
  if (rdd.partitioner?.equals(partitioner)) return oneToOne(rdd);
  return { type: "shuffle", rdd, shuffleId: rdd.context.newShuffleId(), partitioner, aggregator: undefined, mapSideCombine: false };
}

/** Gives the pairs of a partition of such a dependency to `put`. */
export function readByKey(dependency: Dependency, partition: number, task: TaskContext, put: (key: unknown, value: unknown) => void): void {
  if (dependency.type === "narrow") {
    dependency.rdd.each(partition, task, (record) => {
      const pair = record as readonly [unknown, unknown];
      put(pair[0], pair[1]);
    });
    return;
  }
  for (const list of task.readShuffle(dependency.shuffleId, partition)) for (const pair of list) put(pair[0], pair[1]);
}
