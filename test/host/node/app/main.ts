import { HashPartitioner, SparkConf, SparkContext } from "sluice";
import { shout } from "#lib/words.ts";

interface Options {
  readonly executor: string;
}

const options: Options = { executor: process.env.EXECUTOR ?? "inline" };
const sc = new SparkContext(
  new SparkConf().setMaster("local[2]").setAppName("bundled").set("sluice.executor", options.executor),
);
let counter = 0;
const words = await sc
  .parallelize(["a", "b", "a"], 2)
  .map((word): [string, number] => {
    counter++;
    return [shout(word), new HashPartitioner(2).numPartitions];
  })
  .reduceByKey((a, b) => a + b)
  .collect();
console.log(JSON.stringify(words.sort()), counter);
const failed = await sc
  .parallelize([1], 1)
  .map((n) => {
    if (n === 1) throw new RangeError("one");
    return n;
  })
  .collect()
  .catch((error: Error) => String((error.cause as Error).stack).split("\n")[1]);
console.log(failed);
sc.stop();
