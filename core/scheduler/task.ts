import { SparkError } from "../conf/errors.ts";
import type { ShuffleDependency } from "../rdd/dependency.ts";
import { KeyTable } from "../rdd/key-table.ts";
import { combineInto, ownAggregator } from "../rdd/kinds/shuffled.ts";
import { notPair } from "../rdd/pairs.ts";
import { checkedPartition } from "../rdd/partitioner.ts";
import type { TaskContext } from "../rdd/task-context.ts";
import type { Stage } from "./stage.ts";

type Pair = readonly [unknown, unknown];

/** Writes one partition of a map stage: its pairs in one bucket for every reduce partition, combined by key first if that is wanted. */
export function shuffleMapTask(shuffle: ShuffleDependency, partition: number, task: TaskContext): Pair[][] {
  const { rdd, aggregator, mapSideCombine } = shuffle;
  const partitioner = shuffle.partitioner.forTask(task);
  const buckets: Pair[][] = Array.from({ length: partitioner.numPartitions }, () => []);
  const put = (pair: Pair) => {
    if (pair?.length !== 2) notPair(pair);
    buckets[checkedPartition(partitioner, pair[0])]!.push(pair);
  };
  if (aggregator === undefined || !mapSideCombine) {
    rdd.each(partition, task, put);
    return buckets;
  }
  const table = new KeyTable<unknown, unknown>();
  rdd.each(partition, task, combineInto(table, ownAggregator(aggregator, task)));
  const { keys, values } = table;
  for (let id = 0; id < keys.length; id++) {
    if (ArrayBuffer.isView(keys[id])) throw arrayKey();
    put([keys[id], values[id]]);
  }
  return buckets;
}

function arrayKey(): SparkError {
  return new SparkError("Cannot use map-side combining with array keys.", {
    code: "ARRAY_KEY",
    advice: "Typed arrays compare by identity, so they cannot be keys; use a text or a tuple.",
  });
}

/** What a task computes of its partition: for the stage's shuffle, or for its action. */
export function runPartition(
  { rdd, shuffle, action }: Omit<Stage, "id" | "parents">,
  partition: number,
  context: TaskContext,
): unknown {
  return shuffle === undefined ? action!.run(rdd, partition, context) : shuffleMapTask(shuffle, partition, context);
}
