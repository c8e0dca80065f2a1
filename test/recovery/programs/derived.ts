import { type DStream, type RDD, Seconds, SparkConf, StreamingContext } from "sluice";
import { testInput } from "../../../core/testing/test-input.ts";
import { putOutput } from "../simulation/outputs.ts";

type Sum = [word: string, sum: number];

/** What streams make of the states of another one. */
export const DERIVED = {
  "the same RDDs": (sums: DStream<Sum>): DStream<Sum> => sums.transform((rdd: RDD<Sum>) => rdd),
  "the same RDDs, checkpointed": (sums: DStream<Sum>): DStream<Sum> =>
    sums.transform((rdd: RDD<Sum>) => rdd).checkpoint(Seconds(1)),
  windows: (sums: DStream<Sum>): DStream<Sum> => sums.window(Seconds(3)),
  "windows that are longer than what states remember": (sums: DStream<Sum>): DStream<Sum> => sums.window(Seconds(12)),
  "windows that slide": (sums: DStream<Sum>): DStream<Sum> => sums.window(Seconds(6), Seconds(3)),
};

/** Sums of one word whose states are written at every `interval`-th batch, and what is derived from them. */
export function derivedSums(
  directory: string,
  batches: number,
  interval: number,
  derived: keyof typeof DERIVED,
): StreamingContext {
  const conf = new SparkConf().setMaster("local[2]").setAppName("Derived").set("sluice.executor", "inline");
  const ssc = new StreamingContext(conf, Seconds(1));
  ssc.checkpoint(directory);
  const numbers = Array.from({ length: batches }, (_, i): [string, number][] => [["a", i]]);
  const sums = testInput(ssc, numbers)
    .updateStateByKey((values: number[], sum?: number) => values.reduce((a, b) => a + b, sum ?? 0))
    .checkpoint(Seconds(interval));
  const stream = DERIVED[derived](sums as DStream<Sum>);
  sums.foreachRDD(async (rdd, time) => putOutput(0, time, await rdd.collect()));
  stream.foreachRDD(async (rdd, time) => putOutput(1, time, await rdd.collect()));
  return ssc;
}
