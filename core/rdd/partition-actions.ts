import type { RDDBase } from "./base.ts";
import type { RunJob } from "./context.ts";
import type { TaskContext } from "./task-context.ts";

export function countOfPartition<T>(rdd: RDDBase<T>, partition: number, task: TaskContext): number {
  let count = 0;
  rdd.each(partition, task, () => {
    count++;
  });
  return count;
}

/** All records of `rdd`, or of some of its partitions, by a job called `name`. */
export async function collectAll<T>(runJob: RunJob, rdd: RDDBase<T>, name: string, partitions?: readonly number[]): Promise<T[]> {
  const action = { name, functions: [], run: (one: RDDBase<T>, partition: number, task: TaskContext) => one.toArray(partition, task) };
  return joined(await runJob(rdd, action, partitions)) as T[];
}

/** Lists behind one another. `flat()` would look at every record. */
export function joined<T>(lists: readonly (readonly T[])[]): T[] {
  return ([] as T[]).concat(...(lists as T[][]));
}
