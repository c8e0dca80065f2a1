import { Seconds, SparkConf, StreamingContext } from "sluice";

const ssc = new StreamingContext(new SparkConf().setMaster("local[3,2]").setAppName("Failing"), Seconds(1));

const lines = ssc.socketTextStream("localhost", 9999);
const words = lines.flatMap((line) => line.split(" "));
const checked = words.map((word): [string, number] => {
  if (word === "not") throw new Error("not wanted");
  return [word, 1];
});
const counts = checked.reduceByKey((a, b) => a + b, 2);
counts.print();

ssc.start();
await ssc.awaitTermination();
