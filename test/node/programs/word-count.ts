import { Milliseconds, SparkConf, StreamingContext } from "sluice";

const [port, interval = "400"] = process.argv.slice(2);
const conf = new SparkConf().setMaster("local[2]").setAppName("NetworkWordCount");
const ssc = new StreamingContext(conf, Milliseconds(Number(interval)));

const lines = ssc.socketTextStream("localhost", Number(port));
const counts = lines
  .flatMap((line) => line.split(" "))
  .map((word): [string, number] => [word, 1])
  .reduceByKey((a, b) => a + b);
counts.print();

ssc.start();
await ssc.awaitTermination();
console.log("the end");
