import { Seconds, SparkConf, StreamingContext } from "sluice";

/** All words so far, also of the drivers before. */
const ssc = StreamingContext.getOrCreate("/checkpoint", () => {
  console.log("declared");
  const ssc = new StreamingContext(new SparkConf().setAppName("RunningCount"), Seconds(1));
  ssc.checkpoint("/checkpoint");
  ssc
    .textFileStream("/in")
    .flatMap((line) => line.split(" "))
    .map((word): [string, number] => [word, 1])
    .updateStateByKey((ones: Iterable<number>, before?: number) => (before ?? 0) + [...ones].length, 1)
    .checkpoint(Seconds(1))
    .transform((rdd) => rdd.sortByKey())
    .print();
  return ssc;
});
ssc.start();
await ssc.awaitTermination();
