import { Seconds, SparkConf, StreamingContext } from "sluice";

const ssc = new StreamingContext(new SparkConf().setMaster("local[2]").setAppName("NeverStarts"), Seconds(1));
ssc.socketTextStream("localhost", 9999).print();
await ssc.awaitTermination();
