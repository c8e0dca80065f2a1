import { Milliseconds, SparkConf, StreamingContext } from "sluice";

const [port, mode] = process.argv.slice(2);
const ssc = new StreamingContext(new SparkConf().setMaster("local[2]").setAppName("Throws"), Milliseconds(300));

const numbers = ssc.socketTextStream("localhost", Number(port)).map((line) => {
  if (line === "bad") throw new RangeError(`cannot use ${line}`);
  return line.toUpperCase();
});
numbers.print();

ssc.start();
if (mode === "wait") await ssc.awaitTermination();
