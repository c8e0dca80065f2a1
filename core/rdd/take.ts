import type { RDDBase } from "./base.ts";
import type { RunJob } from "./context.ts";
import { engineAction } from "./partition-actions.ts";
import { NO_MORE, untilNoMore } from "./task-context.ts";

/** The first so many records of a partition, and not one more computed. */
export const takeOfPartition = engineAction(
  "take",
  (rdd: RDDBase<unknown>, partition, task, _functions: readonly [], limit: number) => {
    const taken: unknown[] = [];
    if (limit <= 0) return taken;
    untilNoMore(() =>
      rdd.each(partition, task, (record) => {
        taken.push(record);
        if (taken.length >= limit) throw NO_MORE;
      }),
    );
    return taken;
  },
);

/**
 * Spark's `take`: one partition first; as long as that is not enough, a job over more of them, by how many the last ones gave. So a
 * `print` of a batch with little in its first partition is two jobs.
 */
export async function take<T>(runJob: RunJob, rdd: RDDBase<T>, num: number, name: string): Promise<T[]> {
  const conf = rdd.context.conf;
  const scaleUpFactor = Math.max(conf.getInt("spark.rdd.limit.scaleUpFactor", 4), 2);
  const initial = conf.getInt("spark.rdd.limit.initialNumPartitions", 1);
  const total = rdd.getNumPartitions();
  const taken: T[] = [];
  let scanned = 0;
  while (taken.length < num && scanned < total) {
    const left = num - taken.length;
    let attempt = initial;
    if (scanned > 0) {
      attempt = scanned * scaleUpFactor;
      if (taken.length > 0) attempt = Math.min(Math.ceil((1.5 * left * scanned) / taken.length), attempt);
    }
    const until = Math.min(scanned + attempt, total);
    const partitions = Array.from({ length: until - scanned }, (_, i) => scanned + i);
    for (const records of await runJob(rdd as RDDBase<unknown>, takeOfPartition(name, [], left), partitions)) {
      for (let i = 0; i < records.length && taken.length < num; i++) taken.push(records[i] as T);
    }
    scanned = until;
  }
  return taken;
}
