import { Seconds, SparkConf, StreamingContext } from "sluice";

const ssc = new StreamingContext(new SparkConf().setMaster("local[3]").setAppName("Windows"), Seconds(1));
ssc.checkpoint("/checkpoint");

const lines = ssc.socketTextStream("localhost", 9999);
const words = lines.flatMap((line) => line.split(" "));
const pairs = words.map((word): [string, number] => [word, 1]);
const counts = pairs.reduceByKey((a, b) => a + b);
const windowed = counts.reduceByKeyAndWindow(
  (a, b) => a + b, // enters
  (a, b) => a - b, // leaves
  Seconds(3),
  Seconds(1),
);
const everyTwo = counts.reduceByKeyAndWindow((a, b) => a + b, Seconds(3), Seconds(2));
const gaps = lines.window(Seconds(1), Seconds(3));
windowed.print();
everyTwo.print();
gaps.print();

ssc.start();
await ssc.awaitTermination();
