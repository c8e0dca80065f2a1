import type { ShuffleDependency } from "../rdd/dependency.ts";
import { KeyTable } from "../rdd/key-table.ts";
import { ownAggregator } from "../rdd/kinds/shuffled.ts";
import { checkedPartition } from "../rdd/partitioner.ts";
import type { TaskContext } from "../rdd/task-context.ts";
import { SparkError } from "../conf/errors.ts";
import type { Stage } from "./stage.ts";

type Pair = readonly [unknown, unknown];

/** Writes one partition of a map stage: its pairs in one bucket for every reduce partition, combined by key first if that is wanted. */
export function shuffleMapTask(shuffle: ShuffleDependency, partition: number, task: TaskContext): Pair[][] {
  const { rdd, aggregator, mapSideCombine } = shuffle;
  const partitioner = shuffle.partitioner.forTask(task);
  const buckets: Pair[][] = Array.from({ length: partitioner.numPartitions }, () => []);
  const put = (pair: Pair) => {
    buckets[checkedPartition(partitioner, pair[0])]!.push(pair);
  };
  if (aggregator === undefined || !mapSideCombine) {
    rdd.each(partition, task, put);
    return buckets;
  }
  const { createCombiner, mergeValue } = ownAggregator(aggregator, task);
  const table = new KeyTable<unknown, unknown>();
  rdd.each(partition, task, (pair) => {
    const key = pair[0];
    const cell = table.get(key);
    if (cell !== undefined) {
      cell.value = mergeValue(cell.value, pair[1]);
      return;
    }
    if (ArrayBuffer.isView(key)) throw arrayKey();
    table.add(key, createCombiner(pair[1]));
  });
  for (const cell of table.cells()) put([cell.key, cell.value]);
  return buckets;
}

function arrayKey(): SparkError {
  return new SparkError("Cannot use map-side combining with array keys.", {
    code: "ARRAY_KEY",
    advice: "Typed arrays compare by identity, so they cannot be keys; use a text or a tuple.",
  });
}

/** What a task computes of its partition: for the stage's shuffle, or for its action. */
export function runPartition({ rdd, shuffle, action }: Omit<Stage, "id" | "parents">, partition: number, context: TaskContext): unknown {
  return shuffle === undefined ? action!.run(rdd, partition, context) : shuffleMapTask(shuffle, partition, context);
}
