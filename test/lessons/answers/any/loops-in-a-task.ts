import { Seconds, SparkConf, StreamingContext } from "sluice";

const ssc = new StreamingContext(new SparkConf().setMaster("local[2]").setAppName("Loops"), Seconds(1));
ssc
  .socketTextStream("localhost", 9999)
  .map((line) => {
    while (line !== "") {}
    return line;
  })
  .print();
ssc.start();
await ssc.awaitTermination();
