import { UnsupportedOperationError } from "../../conf/errors.ts";
import type { RDDBase } from "../base.ts";
import type { RunJob } from "../context.ts";
import type { JobPromise } from "../job.ts";
import { KeyTable } from "../key-table.ts";
import { take } from "../take.ts";
import type { TaskContext } from "../task-context.ts";
import { Transformations } from "./transformations.ts";

/** Operations that compute: each runs one job or more and returns a promise of its result. */
export class Actions<T> extends Transformations<T> {
  protected action<R>(work: (runJob: RunJob) => Promise<R>): JobPromise<R> {
    return this.context.action(this, work);
  }

  /** All records, in the order of the partitions. */
  collect(): JobPromise<T[]> {
    return this.action(async (runJob) =>
      (await runJob(this, { name: "collect", functions: [], run: (rdd, partition, task) => rdd.toArray(partition, task) })).flat() as T[],
    );
  }

  /** How many records there are. */
  count(): JobPromise<number> {
    return this.action(async (runJob) => {
      const counts = await runJob(this, { name: "count", functions: [], run: countOfPartition });
      return counts.reduce((a, b) => a + b, 0);
    });
  }

  /** How often each record occurs. */
  countByValue(): JobPromise<Map<T, number>> {
    return this.action(async (runJob) => {
      const counts = new KeyTable<T, number>();
      const tables = await runJob(this, {
        name: "countByValue",
        functions: [],
        run(rdd, partition, task) {
          const table = new KeyTable<T, number>();
          rdd.each(partition, task, (record) => {
            const cell = table.get(record);
            if (cell === undefined) table.add(record, 1);
            else cell.value++;
          });
          return table.cells();
        },
      });
      for (const { key, value } of tables.flat()) {
        const cell = counts.get(key);
        if (cell === undefined) counts.add(key, value);
        else cell.value += value;
      }
      return new Map(counts.cells().map((cell) => [cell.key, cell.value]));
    });
  }

  /** The first `num` records; reads as few partitions as it can. */
  take(num: number): JobPromise<T[]> {
    return this.action((runJob) => take(runJob, this, num, "take"));
  }

  /** The first record. Throws "empty collection" when there is none. */
  first(): JobPromise<T> {
    return this.action(async (runJob) => {
      const taken = await take(runJob, this, 1, "first");
      if (taken.length === 0) throw emptyCollection();
      return taken[0]!;
    });
  }

  isEmpty(): JobPromise<boolean> {
    return this.action(async (runJob) => this.getNumPartitions() === 0 || (await take(runJob, this, 1, "isEmpty")).length === 0);
  }

  /** All records reduced by `f`, which has to be commutative and associative. Throws "empty collection" when there are none. */
  reduce(f: (a: T, b: T) => T): JobPromise<T> {
    this.clean(f);
    return this.action(async (runJob) => {
      const parts = await runJob<T, { readonly value: T } | undefined>(this, {
        name: "reduce",
        functions: [f],
        run(rdd, partition, task) {
          const own = task.own(f);
          let reduced: { value: T } | undefined;
          rdd.each(partition, task, (record) => {
            if (reduced === undefined) reduced = { value: record };
            else reduced.value = own(reduced.value, record);
          });
          return reduced;
        },
      });
      const values = parts.filter((part) => part !== undefined).map((part) => part.value);
      if (values.length === 0) throw emptyCollection();
      return values.reduce((a, b) => f(a, b));
    });
  }

  /** Runs `f` for every record, on the executors. `f` may be async; a partition's records are taken one after the other. */
  foreach(f: (record: T) => unknown): JobPromise<void> {
    this.clean(f);
    return this.action(async (runJob) => {
      await runJob<T, void>(this, {
        name: "foreach",
        functions: [f],
        run(rdd, partition, task) {
          const own = task.own(f);
          let pending: Promise<unknown> | undefined;
          rdd.each(partition, task, (record) => {
            if (pending !== undefined) {
              pending = pending.then(() => own(record));
              return;
            }
            const result = own(record);
            if (isThenable(result)) pending = Promise.resolve(result);
          });
          return pending as Promise<void> | undefined;
        },
      });
    });
  }

  /** Runs `f` for every partition's records, on the executors. `f` may be async. */
  foreachPartition(f: (records: IteratorObject<T>) => unknown): JobPromise<void> {
    this.clean(f);
    return this.action(async (runJob) => {
      await runJob<T, void>(this, {
        name: "foreachPartition",
        functions: [f],
        run(rdd, partition, task) {
          const result = task.own(f)(rdd.iterator(partition, task));
          return isThenable(result) ? (result as Promise<void>) : undefined;
        },
      });
    });
  }
}

function countOfPartition<T>(rdd: RDDBase<T>, partition: number, task: TaskContext): number {
  let count = 0;
  rdd.each(partition, task, () => {
    count++;
  });
  return count;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}

function emptyCollection(): UnsupportedOperationError {
  return new UnsupportedOperationError("empty collection", {
    code: "EMPTY_COLLECTION",
    advice: "Ask isEmpty() first, or use take(1), or fold with a zero value.",
  });
}
