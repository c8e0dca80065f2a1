import { Seconds, SparkConf, StreamingContext } from "sluice";

const ssc = new StreamingContext(new SparkConf().setMaster("local[2]").setAppName("Types"), Seconds(1));
const lengths = ssc.socketTextStream("localhost", 9999).map((line) => line.length);
lengths.reduceByKey((a, b) => a + b).print();
