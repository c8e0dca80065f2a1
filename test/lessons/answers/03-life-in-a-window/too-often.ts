import { Seconds, SparkConf, StreamingContext } from "sluice";

const conf = new SparkConf().setMaster("local[2]").setAppName("LifeInAWindow");
const ssc = new StreamingContext(conf, Seconds(1));

const lines = ssc.socketTextStream("localhost", 9999);
const windowed = lines.window(Seconds(12), Seconds(3));
windowed.print();

ssc.start();
await ssc.awaitTermination();
