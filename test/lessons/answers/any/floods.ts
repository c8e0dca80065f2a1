import { Seconds, SparkConf, StreamingContext } from "sluice";

const ssc = new StreamingContext(new SparkConf().setMaster("local[2]").setAppName("Floods"), Seconds(1));
ssc
  .socketTextStream("localhost", 9999)
  .map((line) => {
    for (let i = 0; i < 20_000; i++) console.log(`${i} ${line} and much more than anybody wants to read`);
    return line;
  })
  .print();
ssc.start();
await ssc.awaitTermination();
