import { Seconds, SparkConf, StreamingContext } from "sluice";

const conf = new SparkConf().setMaster("local[2]").setAppName("NetworkWordCount");
const ssc = new StreamingContext(conf, Seconds(1));

const lines = ssc.socketTextStream("localhost", 9999);
const counts = lines
  .flatMap((line) => line.toLowerCase().split(" "))
  .filter((word) => word !== "")
  .map((word): [string, number] => [word, 1])
  .reduceByKey((a, b) => a + b);
counts.print();

ssc.start();
await ssc.awaitTermination();
