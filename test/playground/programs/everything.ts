import { Seconds, SparkConf, StreamingContext } from "sluice";

const ssc = new StreamingContext(new SparkConf().setMaster("local[4]").setAppName("Everything"), Seconds(1));
ssc.checkpoint("/checkpoint");

const lines = ssc.socketTextStream("localhost", 9999);
const files = ssc.textFileStream("/data/in");
const words = lines.union(files).flatMap((line) => line.split(" "));
const pairs = words.map((word): [string, number] => [word, 1]);
const counts = pairs.reduceByKey((a, b) => a + b);
const windowed = counts.reduceByKeyAndWindow((a, b) => a + b, Seconds(3), Seconds(1));
const totals = pairs.updateStateByKey<string, number, number>((values, state) => (state ?? 0) + [...values].length, 2);
windowed.cache();
windowed.print();
totals.print();
counts.saveAsTextFiles("/out/counts");

ssc.start();
await ssc.awaitTermination();
