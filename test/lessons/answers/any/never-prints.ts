import { Seconds, SparkConf, StreamingContext } from "sluice";

const ssc = new StreamingContext(new SparkConf().setMaster("local[2]").setAppName("NeverPrints"), Seconds(1));
ssc.socketTextStream("localhost", 9999).foreachRDD(async (rdd) => console.log(await rdd.count()));
ssc.start();
await ssc.awaitTermination();
