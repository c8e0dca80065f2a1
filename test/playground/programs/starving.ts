import { Seconds, SparkConf, StreamingContext } from "sluice";

const ssc = new StreamingContext(new SparkConf().setMaster("local[1]").setAppName("Starving"), Seconds(1));

const lines = ssc.socketTextStream("localhost", 9999);
lines.print();

ssc.start();
await ssc.awaitTermination();
