import { Seconds, SparkConf, StreamingContext } from "sluice";

const conf = new SparkConf().setMaster("local[2]").setAppName("Lengths");
const ssc = new StreamingContext(conf, Seconds(1));

const lines = ssc.socketTextStream("localhost", 9999);
const lengths = lines.map((line) => {
  console.log(`measuring "${line}"`);
  return line.length;
});
lengths.cache();

const howMany = lengths.count();
howMany.print();

const longest = lengths.reduce((a, b) => Math.max(a, b));
longest.print();

ssc.start();
await ssc.awaitTermination();
