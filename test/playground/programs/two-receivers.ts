import { Seconds, SparkConf, StreamingContext } from "sluice";

const ssc = new StreamingContext(new SparkConf().setMaster("local[4]").setAppName("TwoReceivers"), Seconds(1));

const left = ssc.socketTextStream("localhost", 9999);
const right = ssc.socketTextStream("localhost", 9998);
const lines = left.union(right);
lines.print();
const ones = left.map((word): [string, number] => [word, 1]);
const twos = right.map((word): [string, number] => [word, 2]);
const joined = ones.join(twos, 2);
joined.print();

ssc.start();
await ssc.awaitTermination();
