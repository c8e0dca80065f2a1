import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { Milliseconds, SparkConf, StreamingContext } from "sluice";

// Writes down which lines came in over a socket, one file for each batch: a batch that is run twice says the same twice.

const [, , folder = ".", port = "9999"] = process.argv;

function create(): StreamingContext {
  const conf = new SparkConf()
    .setMaster("local[3]")
    .setAppName("SocketLines")
    .set("spark.streaming.receiver.writeAheadLog.enable", "true");
  const ssc = new StreamingContext(conf, Milliseconds(200));
  ssc.checkpoint(`${folder}/checkpoint`);
  ssc.socketTextStream("127.0.0.1", Number(port)).foreachRDD(async (rdd, time) => {
    writeFileSync(`${folder}/out/.aside`, (await rdd.collect()).map((line) => `${line}\n`).join(""));
    renameSync(`${folder}/out/.aside`, `${folder}/out/lines-${time.milliseconds}.txt`);
    console.log(`batch ${time.milliseconds}`);
  });
  return ssc;
}

mkdirSync(`${folder}/out`, { recursive: true });
const ssc = StreamingContext.getOrCreate(`${folder}/checkpoint`, create);
ssc.start();
await ssc.awaitTermination();
