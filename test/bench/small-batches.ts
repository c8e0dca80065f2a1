import { type RDD, Seconds, SparkConf, StreamingContext } from "../../core/index.ts";
import { type Benchmark, timed } from "./benchmark.ts";
import { manualHost } from "./host.ts";
import type { Place } from "./place.ts";

const BATCHES = 2000;
const LINES = ["to be or not", "to", "be", "kind", "be", "quick", "or", "not", "to", "be"];

/** W3: the way from timer to output of a word count of ten lines, 2,000 batches on the manual clock; beside the goal of 2 ms a batch, 500 batches a second. */
export function smallBatches(place: Place): Benchmark {
  return {
    name: "W3 small batches: 10 lines, word count, manual clock (theirs: the goal of 2 ms a batch)",
    unit: "ms",
    limit: 1,
    warmUp: 1,
    runs: 5,
    async ours() {
      const { clock } = manualHost(place);
      const ssc = new StreamingContext(new SparkConf().setMaster("local[2]").setAppName("small batches"), Seconds(1));
      const queue: RDD<string>[] = Array.from({ length: BATCHES }, () => ssc.sparkContext.parallelize(LINES, 2));
      let total = 0;
      ssc
        .queueStream(queue)
        .flatMap((line) => line.split(" "))
        .map((word) => [word, 1])
        .reduceByKey((a, b) => a + b)
        .foreachRDD(async (rdd) => {
          for (const [, count] of await rdd.collect()) total += count;
        });
      ssc.start();
      const { cost } = await timed(() => clock.advance(BATCHES * 1000));
      await ssc.stop();
      return { cost: cost / BATCHES, check: String(total) };
    },
    async theirs() {
      const words = LINES.flatMap((line) => line.split(" ")).length;
      return { cost: 2, check: String(words * BATCHES) };
    },
  };
}
