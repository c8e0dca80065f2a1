import { Seconds, SparkConf, StreamingContext } from "sluice";

const ssc = new StreamingContext(new SparkConf().setAppName("Throws"), Seconds(1));
ssc
  .socketTextStream("localhost", 9999)
  .map((line) => {
    if (line === "bad") throw new RangeError(`a bad line`);
    return line;
  })
  .print();
ssc.start();
await ssc.awaitTermination();
