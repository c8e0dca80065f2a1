import { Seconds, SparkConf, StreamingContext } from "sluice";
import { testInput } from "../../../core/testing/test-input.ts";
import { passTime } from "../passing-time.ts";
import { putOutput } from "../simulation/outputs.ts";

/** Sums of one word, whose states are written at every second batch. Until `slowUntil` (milliseconds) a batch takes longer than its interval. */
export function slowSums(directory: string, batches: number, slowUntil: number): StreamingContext {
  const conf = new SparkConf().setMaster("local[2]").setAppName("SlowSums").set("sluice.executor", "inline");
  const ssc = new StreamingContext(conf, Seconds(1));
  ssc.checkpoint(directory);
  const numbers = Array.from({ length: batches }, (_, i): [string, number][] => [["a", i]]);
  testInput(ssc, numbers)
    .updateStateByKey((values: number[], sum?: number) => values.reduce((a, b) => a + b, sum ?? 0))
    .checkpoint(Seconds(2))
    .foreachRDD(async (rdd, time) => {
      putOutput(0, time, await rdd.collect());
      await passTime(1700, slowUntil);
    });
  return ssc;
}
