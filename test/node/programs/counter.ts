import { Milliseconds, SparkConf, StreamingContext } from "sluice";

const ssc = new StreamingContext(new SparkConf().setMaster("local[2]").setAppName("Counter"), Milliseconds(100));
let counter = 0;
ssc.queueStream([ssc.sparkContext.parallelize([1, 2, 3])]).foreachRDD(async (rdd) => {
  await rdd.foreach((x) => {
    counter += x;
  });
  if (!(await rdd.isEmpty())) console.log(`Counter value: ${counter}`);
});
ssc.start();
await ssc.awaitTerminationOrTimeout(500);
await ssc.stop();
