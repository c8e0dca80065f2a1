import { Seconds, SparkConf, StreamingContext } from "sluice";

const ssc = new StreamingContext(new SparkConf().setMaster("local[2]").setAppName("Throws"), Seconds(1));
ssc
  .socketTextStream("localhost", 9999)
  .map((line): string => {
    throw new RangeError(`no room for ${line}`);
  })
  .print();
ssc.start();
await ssc.awaitTermination();
