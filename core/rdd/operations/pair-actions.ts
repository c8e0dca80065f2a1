import { SparkError } from "../../conf/errors.ts";
import type { RDDBase } from "../base.ts";
import { sameKey } from "../hash.ts";
import type { JobPromise } from "../job.ts";
import { KeyTable } from "../key-table.ts";
import { collectAll, joined } from "../partition-actions.ts";
import { checkedPartition } from "../partitioner.ts";
import type { RDD } from "../rdd.ts";
import { JoinOperations } from "./joins.ts";

/** Actions on RDDs of pairs. Spark: `PairRDDFunctions`. */
export class PairActions<T> extends JoinOperations<T> {
  /** How many pairs each key has. The result has to fit into the driver's memory. */
  countByKey<K, V>(this: RDD<readonly [K, V]>): JobPromise<Map<K, number>> {
    return this.action(async (runJob) => {
      const counts = this.mapValues<K, V, number>(one).reduceByKey<K, number>(sum);
      return new Map(await collectAll(runJob, counts, "countByKey"));
    });
  }

  /** The pairs as a map; of several values of a key the last one stays. */
  collectAsMap<K, V>(this: RDD<readonly [K, V]>): JobPromise<Map<K, V>> {
    return this.action(async (runJob) => {
      const table = new KeyTable<K, V>();
      for (const [key, value] of await collectAll<readonly [K, V]>(runJob, this, "collectAsMap")) {
        const cell = table.get(key);
        if (cell === undefined) table.add(key, value);
        else cell.value = value;
      }
      return mapOf(table);
    });
  }

  /** The values of `key`. Where it is known in which partition they are, only that one is computed. */
  lookup<K, V>(this: RDD<readonly [K, V]>, key: K): JobPromise<V[]> {
    const partitions = this.partitioner === undefined ? undefined : [checkedPartition(this.partitioner, key)];
    return this.action(async (runJob) => {
      const action = {
        name: "lookup",
        functions: [],
        run(rdd: RDDBase<readonly [K, V]>, partition: number, task: Parameters<RDDBase<unknown>["each"]>[1]) {
          const values: V[] = [];
          rdd.each(partition, task, (pair) => {
            if (sameKey(pair[0], key)) values.push(pair[1]);
          });
          return values;
        },
      };
      return joined(await runJob(this, action, partitions));
    });
  }

  /** The values of each key reduced by `f`, as a map in the driver: without a shuffle. */
  reduceByKeyLocally<K, V>(this: RDD<readonly [K, V]>, f: (a: V, b: V) => V): JobPromise<Map<K, V>> {
    this.clean(f);
    return this.action(async (runJob) => {
      const parts = await runJob<readonly [K, V], KeyTable<K, V>>(this, {
        name: "reduceByKeyLocally",
        functions: [f],
        run(rdd, partition, task) {
          const own = task.own(f);
          const table = new KeyTable<K, V>();
          rdd.each(partition, task, (pair) => reduceInto(table, pair[0], pair[1], own));
          return table;
        },
      });
      const all = new KeyTable<K, V>();
      for (const part of parts) for (const { key, value } of part.cells()) reduceInto(all, key, value, f);
      return mapOf(all);
    });
  }
}

function reduceInto<K, V>(table: KeyTable<K, V>, key: K, value: V, f: (a: V, b: V) => V): void {
  const cell = table.get(key);
  if (cell !== undefined) {
    cell.value = f(cell.value, value);
    return;
  }
  if (ArrayBuffer.isView(key)) {
    throw new SparkError("reduceByKeyLocally() does not support array keys", {
      code: "ARRAY_KEY",
      advice: "Typed arrays compare by identity, so they cannot be keys; use a text or a tuple.",
    });
  }
  table.add(key, value);
}

function mapOf<K, V>(table: KeyTable<K, V>): Map<K, V> {
  return new Map(table.cells().map((cell) => [cell.key, cell.value]));
}

function one(): number {
  return 1;
}

function sum(a: number, b: number): number {
  return a + b;
}
