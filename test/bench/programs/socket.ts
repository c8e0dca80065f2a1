/** Compiled by the source transform, as a user's program is, so that its functions can go to executors in threads. */
import type { StreamingContext } from "../../../core/index.ts";

/** Counts the words of a socket's lines; `counted` gets how many words each batch had. */
export function countWords(ssc: StreamingContext, port: number, counted: (words: number) => void): void {
  ssc
    .socketTextStream("127.0.0.1", port)
    .flatMap((line) => line.split(" "))
    .map((word) => [word, 1])
    .reduceByKey((a, b) => a + b)
    .map(([, count]) => count)
    .foreachRDD(async (rdd) => counted(await rdd.fold(0, (a, b) => a + b)));
}
