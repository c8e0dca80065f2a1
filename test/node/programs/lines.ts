import { Milliseconds, SparkConf, StreamingContext } from "sluice";

const ssc = new StreamingContext(new SparkConf().setMaster("local[2]").setAppName("Lines"), Milliseconds(200));

ssc
  .socketTextStream("localhost", Number(process.argv[2]))
  .map((line) => (line.length > 100 ? `${line.length} characters` : JSON.stringify(line)))
  .foreachRDD(async (rdd) => {
    for (const text of await rdd.collect()) console.log(text);
  });

ssc.start();
await ssc.awaitTermination();
