import { Seconds, SparkConf, StreamingContext } from "sluice";

const ssc = new StreamingContext(new SparkConf().setMaster("local[2]").setAppName("Slow"), Seconds(1));

const lines = ssc.socketTextStream("localhost", 9999);
const words = lines.flatMap((line) => line.split(" "));
const counts = words.map((word): [string, number] => [word, 1]).reduceByKey((a, b) => a + b);
counts.print();
words.foreachRDD(async (rdd) => {
  console.log("words", await rdd.count());
});

ssc.start();
await ssc.awaitTermination();
