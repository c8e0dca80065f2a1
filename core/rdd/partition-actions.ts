import type { RDDBase } from "./base.ts";
import type { RunJob } from "./context.ts";
import { engineNamed } from "./engine-function.ts";
import type { PartitionAction } from "./job.ts";
import type { TaskContext } from "./task-context.ts";

/** What an action does with a partition; `functions` are the task's own copies of the user's. */
type Work<F extends readonly unknown[], D, T, R> = (
  rdd: RDDBase<T>,
  partition: number,
  task: TaskContext,
  functions: F,
  data: D,
) => R | PromiseLike<R>;

/** An action as data, so that it can go to executors in other threads: what it does, by name, with which functions of the user's and which data. */
export class EngineAction<F extends readonly unknown[], D, T, R> implements PartitionAction<T, R> {
  readonly name: string;
  readonly functions: F;
  private readonly data: D;
  private readonly work: Work<F, D, T, R>;

  constructor(name: string, functions: F, data: D, work: Work<F, D, T, R>) {
    this.name = name;
    this.functions = functions;
    this.data = data;
    this.work = work;
  }

  run(rdd: RDDBase<T>, partition: number, task: TaskContext): R | PromiseLike<R> {
    const own = this.functions.map((f) => task.own(f)) as readonly unknown[] as F;
    return this.work(rdd, partition, task, own, this.data);
  }
}

/** Declares what actions do with a partition, under a name of its own. The result makes actions, called as the user called them. */
export function engineAction<F extends readonly unknown[], D, T, R>(
  id: string,
  work: Work<F, D, T, R>,
): (name: string, functions: F, data: D) => PartitionAction<T, R> {
  engineNamed(`action ${id}`, work);
  return (name, functions, data) => new EngineAction(name, functions, data, work);
}

/** Counts the records of each partition. */
export const countOfPartition = engineAction(
  "count",
  (rdd: RDDBase<unknown>, partition, task, _functions: readonly [], _data: undefined) => {
    let count = 0;
    rdd.each(partition, task, () => {
      count++;
    });
    return count;
  },
);

/** Gives all records of each partition. */
export const recordsOfPartition = engineAction(
  "records",
  (rdd: RDDBase<unknown>, partition, task, _functions: readonly [], _data: undefined) => rdd.toArray(partition, task),
);

/** Fails on each partition with the error that it is given. */
export const failureOfPartition = engineAction(
  "failure",
  (_rdd: RDDBase<unknown>, _partition, _task, _functions: readonly [], error: Error): never => {
    throw error;
  },
);

/** All records of `rdd`, or of some of its partitions, by a job called `name`. */
export async function collectAll<T>(
  runJob: RunJob,
  rdd: RDDBase<T>,
  name: string,
  partitions?: readonly number[],
): Promise<T[]> {
  return joined(await runJob(rdd as RDDBase<unknown>, recordsOfPartition(name, [], undefined), partitions)) as T[];
}

/** Lists behind one another. `flat()` would look at every record. */
export function joined<T>(lists: readonly (readonly T[])[]): T[] {
  return ([] as T[]).concat(...(lists as T[][]));
}
