import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { Milliseconds, type RDD, Seconds, SparkConf, type State, StateSpec, StreamingContext, type Time } from "sluice";

// What is counted, in four ways, goes into one file for each batch and way: a batch that is run twice says the same twice.

const folder = process.argv[2] ?? ".";

async function write(way: string, rdd: RDD<[string, number]>, time: Time): Promise<void> {
  const counts = Object.fromEntries((await rdd.collect()).sort());
  const [aside, name] = [`${folder}/out/.aside-${way}`, `${folder}/out/${way}-${time.milliseconds}.json`];
  writeFileSync(aside, JSON.stringify(counts));
  renameSync(aside, name);
}

const add = (a: number, b: number): number => a + b;

function count(_word: string, ones: number | undefined, state: State<number>): void {
  state.update((state.getOption() ?? 0) + (ones ?? 0));
}

function create(): StreamingContext {
  const ssc = new StreamingContext(new SparkConf().setMaster("local[2]").setAppName("Totals"), Milliseconds(200));
  ssc.checkpoint(`${folder}/checkpoint`);
  const counts = ssc
    .textFileStream(`${folder}/in`)
    .map((word): [string, number] => [word, 1])
    .reduceByKey(add);
  const updated = counts.updateStateByKey((values, sum: number | undefined) => values.reduce(add, sum ?? 0));
  const mapped = counts.mapWithState(StateSpec.function(count)).stateSnapshots();
  const windows = counts.reduceByKeyAndWindow(add, (a, b) => a - b, Seconds(1), Milliseconds(200));
  counts.foreachRDD((rdd, time) => write("counts", rdd, time));
  updated.foreachRDD((rdd, time) => write("updated", rdd, time));
  mapped.foreachRDD((rdd, time) => write("mapped", rdd, time));
  windows.foreachRDD(async (rdd, time) => {
    await write("windows", rdd, time);
    console.log(`batch ${time.milliseconds}`);
  });
  return ssc;
}

mkdirSync(`${folder}/out`, { recursive: true });
const ssc = StreamingContext.getOrCreate(`${folder}/checkpoint`, create);
ssc.start();
await ssc.awaitTermination();
