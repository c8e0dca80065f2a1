import { SparkError } from "../../conf/errors.ts";
import type { RDDBase } from "../base.ts";
import { one, sum } from "../engine-functions.ts";
import { sameKey } from "../hash.ts";
import type { JobPromise } from "../job.ts";
import { KeyTable } from "../key-table.ts";
import { notPair } from "../pairs.ts";
import { collectAll, engineAction, joined } from "../partition-actions.ts";
import { checkedPartition } from "../partitioner.ts";
import type { RDD } from "../rdd.ts";
import { JoinOperations } from "./joins.ts";

/** Actions on RDDs of pairs. Spark: `PairRDDFunctions`. */
export class PairActions<T> extends JoinOperations<T> {
  /**
   * How many pairs each key has. The result has to fit into the driver's memory.
   * @spark PairRDDFunctions.countByKey
   * @example await sc.parallelize([["a", 1], ["a", 3]]).countByKey(); // Map { "a" => 2 }
   */
  countByKey<K, V>(this: RDD<readonly [K, V]>): JobPromise<Map<K, number>> {
    return this.action(async (runJob) => {
      const counts = this.mapValues<K, V, number>(one).reduceByKey<K, number>(sum);
      return new Map(await collectAll(runJob, counts, "countByKey"));
    });
  }

  /**
   * The pairs as a map; of several values of a key the last one stays.
   * @spark PairRDDFunctions.collectAsMap
   * @example await sc.parallelize([["a", 1], ["b", 2]]).collectAsMap(); // Map { "a" => 1, "b" => 2 }
   */
  collectAsMap<K, V>(this: RDD<readonly [K, V]>): JobPromise<Map<K, V>> {
    return this.action(async (runJob) => {
      const table = new KeyTable<K, V>();
      for (const pair of await collectAll<readonly [K, V]>(runJob, this, "collectAsMap")) {
        if (pair?.length !== 2) notPair(pair);
        table.set(pair[0], pair[1]);
      }
      return table.toMap();
    });
  }

  /**
   * The values of `key`. Where it is known in which partition they are, only that one is computed.
   * @spark PairRDDFunctions.lookup
   * @example await sc.parallelize([["a", 1], ["a", 3]]).lookup("a"); // [1, 3]
   */
  lookup<K, V>(this: RDD<readonly [K, V]>, key: K): JobPromise<V[]> {
    const partitions = this.partitioner === undefined ? undefined : [checkedPartition(this.partitioner, key)];
    return this.action(async (runJob) => {
      const values = await runJob(this as RDDBase<AnyPair>, valuesOfKey("lookup", [], key), partitions);
      return joined(values) as V[];
    });
  }

  /**
   * The values of each key reduced by `f`, as a map in the driver: without a shuffle.
   * @spark PairRDDFunctions.reduceByKeyLocally
   * @example await sc.parallelize([["a", 1], ["a", 3]]).reduceByKeyLocally((x, y) => x + y); // Map { "a" => 4 }
   */
  reduceByKeyLocally<K, V>(this: RDD<readonly [K, V]>, f: (a: V, b: V) => V): JobPromise<Map<K, V>> {
    this.clean(f);
    return this.action(async (runJob) => {
      const parts = await runJob(this as RDDBase<AnyPair>, reducePairs("reduceByKeyLocally", [f as never], undefined));
      const all = new KeyTable<K, V>();
      for (const part of parts) for (const [key, value] of part) reduceInto(all, key as K, value as V, f);
      return all.toMap();
    });
  }
}

type AnyPair = readonly [unknown, unknown];

const valuesOfKey = engineAction(
  "lookup",
  (rdd: RDDBase<AnyPair>, partition, task, _functions: readonly [], key: unknown) => {
    const values: unknown[] = [];
    rdd.each(partition, task, (pair) => {
      if (pair?.length !== 2) notPair(pair);
      if (sameKey(pair[0], key)) values.push(pair[1]);
    });
    return values;
  },
);

const reducePairs = engineAction(
  "reduceByKeyLocally",
  (rdd: RDDBase<AnyPair>, partition, task, [f]: readonly [(a: unknown, b: unknown) => unknown], _data: undefined) => {
    const table = new KeyTable<unknown, unknown>();
    rdd.each(partition, task, (pair) => {
      if (pair?.length !== 2) notPair(pair);
      reduceInto(table, pair[0], pair[1], f);
    });
    return table.keys.map((key, id): [unknown, unknown] => [key, table.values[id]]);
  },
);

function reduceInto<K, V>(table: KeyTable<K, V>, key: K, value: V, f: (a: V, b: V) => V): void {
  const { ids, values } = table;
  const id = ids.of(key);
  if (id < values.length) {
    values[id] = f(values[id]!, value);
    return;
  }
  if (ArrayBuffer.isView(key)) {
    throw new SparkError("reduceByKeyLocally() does not support array keys", {
      code: "ARRAY_KEY",
      advice: "Typed arrays compare by identity, so they cannot be keys; use a text or a tuple.",
    });
  }
  values.push(value);
}
