import { Seconds, SparkConf, StreamingContext } from "sluice";

const ssc = new StreamingContext(new SparkConf().setMaster("local[3]").setAppName("PairsWindow"), Seconds(1));
ssc.checkpoint("/checkpoint");

const pairs = ssc
  .socketTextStream("localhost", 9999)
  .flatMap((line) => line.split(" "))
  .map((word): [string, number] => [word, 1]);
const recent = pairs.reduceByKeyAndWindow(
  (a, b) => a + b, // enters
  (a, b) => a - b, // leaves
  Seconds(3),
  Seconds(1),
);
recent.print();

ssc.start();
await ssc.awaitTermination();
