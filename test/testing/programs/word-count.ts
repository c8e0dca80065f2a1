import { Seconds, SparkConf, StreamingContext } from "sluice";

const conf = new SparkConf().setAppName("NetworkWordCount");
const ssc = new StreamingContext(conf, Seconds(2));
console.log("started at", Date.now(), "with", ssc.sparkContext.master);

const lines = ssc.socketTextStream("localhost", 9999);
lines
  .flatMap((line) => line.split(" "))
  .map((word): [string, number] => [word, 1])
  .reduceByKey((a, b) => a + b)
  .print();
lines.foreachRDD(async (rdd, time) => {
  console.log(`${await rdd.count()} lines at ${time.milliseconds}`);
});

ssc.start();
await ssc.awaitTermination();
console.error("over");
