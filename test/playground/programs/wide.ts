import { Milliseconds, Seconds, SparkConf, StreamingContext } from "sluice";

const conf = new SparkConf()
  .setMaster("local[4]")
  .setAppName("Wide")
  .set("spark.streaming.blockInterval", "50ms")
  .set("spark.default.parallelism", "20");
const ssc = new StreamingContext(conf, Seconds(1));

const lines = ssc.socketTextStream("localhost", 9999);
const words = lines.flatMap((line) => line.split(" "));
const pairs = words.map((word): [string, number] => [word, 1]);
const counts = pairs.reduceByKey((a, b) => a + b, 20);
const recent = counts.window(Milliseconds(2000), Milliseconds(1000));
recent.print();

ssc.start();
await ssc.awaitTermination();
