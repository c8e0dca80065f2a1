import { Milliseconds, SparkConf, StreamingContext } from "sluice";

const ssc = new StreamingContext(
  new SparkConf().setMaster("local[2]").setAppName("NotSerializable"),
  Milliseconds(100),
);
const queue = ssc.queueStream([ssc.sparkContext.parallelize([1, 2, 3])]);
queue.map((x) => x + ssc.batchDuration.milliseconds).print();
ssc.start();
await ssc.awaitTermination();
