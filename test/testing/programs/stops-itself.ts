import { type RDD, Seconds, SparkConf, StreamingContext } from "sluice";

await new Promise((resolve) => setTimeout(resolve, 5000));
const ssc = new StreamingContext(new SparkConf().setAppName("StopsItself"), Seconds(1));
const queue: RDD<number>[] = [ssc.sparkContext.parallelize([1, 2]), ssc.sparkContext.parallelize([3])];
let seen = 0;
ssc.queueStream(queue).foreachRDD(async (rdd) => {
  seen += await rdd.count();
});
ssc.start();
setTimeout(() => ssc.stop(), 3500);
await ssc.awaitTermination();

export { seen };
