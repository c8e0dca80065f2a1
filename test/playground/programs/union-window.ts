import { Seconds, SparkConf, StreamingContext } from "sluice";

const ssc = new StreamingContext(new SparkConf().setMaster("local[3]").setAppName("UnionWindow"), Seconds(1));

const lines = ssc.socketTextStream("localhost", 9999);
const recent = lines.window(Seconds(3), Seconds(1));
recent.foreachRDD(async (rdd) => {
  console.log(await rdd.count());
});

ssc.start();
await ssc.awaitTermination();
