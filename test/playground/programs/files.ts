import { Seconds, SparkConf, StreamingContext } from "sluice";

const conf = new SparkConf().setMaster("local[3]").setAppName("Files");
const ssc = new StreamingContext(conf, Seconds(1));
ssc.checkpoint("/checkpoint");
const fromFiles = ssc.textFileStream("/data/in");
const typed = ssc.socketTextStream("localhost", 9999);
const counts = fromFiles
  .union(typed)
  .flatMap((line) => line.split(" "))
  .map((word): [string, number] => [word, 1])
  .reduceByKey((a, b) => a + b);
counts.print();
counts.saveAsTextFiles("/out/counts");

ssc.start();
await ssc.awaitTermination();
