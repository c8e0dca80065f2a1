import { Seconds, SparkConf, StreamingContext } from "sluice";

const conf = new SparkConf().setMaster("local[2]").setAppName("HdfsWordCount");
const ssc = new StreamingContext(conf, Seconds(1));
const lines = ssc.textFileStream("data/in");
const counts = lines
  .flatMap((line) => line.split(" "))
  .map((word): [string, number] => [word, 1])
  .reduceByKey((a, b) => a + b);
counts.print();
counts.saveAsTextFiles("/out/counts");

ssc.start();
await ssc.awaitTermination();
