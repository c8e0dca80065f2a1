import { Seconds, SparkConf, StreamingContext } from "sluice";

const ssc = new StreamingContext(new SparkConf().setMaster("local[2]").setAppName("NoReceiver"), Seconds(1));

const files = ssc.textFileStream("/in");
const queued = ssc.queueStream([ssc.sparkContext.parallelize(["a b", "c"], 2), ssc.sparkContext.parallelize(["d"], 1)]);
files.print();
queued.flatMap((line) => line.split(" ")).print();

ssc.start();
await ssc.awaitTermination();
