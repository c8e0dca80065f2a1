import { type RDD, Seconds, SparkConf, StreamingContext } from "sluice";
import { testInput } from "../../../core/testing/test-input.ts";
import { passTime } from "../passing-time.ts";
import { putOutput } from "../simulation/outputs.ts";

function context(directory: string): StreamingContext {
  const conf = new SparkConf().setMaster("local[2]").setAppName("Bugs").set("sluice.executor", "inline");
  const ssc = new StreamingContext(conf, Seconds(1));
  ssc.checkpoint(directory);
  return ssc;
}

const numbers = Array.from({ length: 20 }, (_, i): number[] => [i]);

/** Batches that take longer than their interval until `slowUntil`, in milliseconds. */
export function slow(directory: string, slowUntil: number): StreamingContext {
  const ssc = context(directory);
  testInput(ssc, numbers).foreachRDD(async (rdd, time) => {
    putOutput(0, time, await rdd.collect());
    await passTime(1700, slowUntil);
  });
  return ssc;
}

/** Each batch is saved into a directory of its own. */
export function saving(directory: string, prefix: string): StreamingContext {
  const ssc = context(directory);
  testInput(ssc, numbers).saveAsTextFiles(prefix);
  return ssc;
}

/** What comes out of a queue, which no checkpoint can keep. */
export function ofQueue(directory: string): StreamingContext {
  const ssc = context(directory);
  const queue: RDD<number>[] = [ssc.sparkContext.parallelize([1], 1)];
  ssc.queueStream(queue).foreachRDD((rdd, time) => putOutput(0, time, [rdd.id]));
  return ssc;
}
