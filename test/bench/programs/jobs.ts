/** Compiled by the source transform, as a user's program is, so that its functions can go to executors in threads. */
import type { SparkContext } from "../../../core/index.ts";

export function wordCount(sc: SparkContext, lines: readonly string[]): Promise<[string, number][]> {
  return sc
    .parallelize(lines, 2)
    .flatMap((line) => line.split(" "))
    .map((word) => [word, 1])
    .reduceByKey((a, b) => a + b)
    .collect();
}

/** Four partitions with next to nothing in them, and one shuffle. */
export function emptyJob(sc: SparkContext): Promise<[number, number][]> {
  return sc
    .parallelize([1, 2, 3, 4], 4)
    .map((x) => [x, 1])
    .reduceByKey((a, b) => a + b)
    .collect();
}
