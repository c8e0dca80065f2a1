import process from "node:process";
import { Seconds, type SparkContext, StorageLevel, StreamingContext } from "sluice";

/** Two stages of four tasks each. */
export function countLetters(sc: SparkContext): Promise<[string, number][]> {
  return sc
    .parallelize(["a", "b", "c", "a", "b", "d"], 4)
    .map((letter): [string, number] => [letter, 1])
    .reduceByKey((a, b) => a + b, 4)
    .collect();
}

export function cachedNumbers(sc: SparkContext, level: "MEMORY_ONLY" | "MEMORY_ONLY_2") {
  const computed = sc.longAccumulator("computed");
  const cached = sc
    .range(0, 4, 1, 4)
    .map((n) => {
      computed.add(1);
      return n;
    })
    .persist(StorageLevel[level]);
  return { cached, computed };
}

export function randomNumbers(sc: SparkContext) {
  return sc
    .range(0, 4, 1, 4)
    .map(() => Math.random())
    .cache();
}

/** Its task ends the thread in which it runs. */
export function exiting(sc: SparkContext): Promise<number[]> {
  return sc
    .parallelize([1], 1)
    .map((n) => {
      process.exit(3);
      return n;
    })
    .collect();
}

export async function failure(sc: SparkContext): Promise<Error> {
  return sc
    .parallelize([1], 1)
    .map((n) => new Array<number>(n - 2).length)
    .collect()
    .then(
      () => new Error("it did not fail"),
      (error) => error as Error,
    );
}

export function talking(sc: SparkContext): Promise<void> {
  return sc.parallelize([1], 1).foreach((n) => console.log("hello %d", n));
}

/** As an RDD of a stream is watched. */
export async function watched(sc: SparkContext): Promise<void> {
  const pairs = sc.parallelize(["a", "b", "c"], 2).map((letter) => [letter, 1]);
  pairs.origin = { dstream: 0, time: 0 };
  pairs.watched = true;
  await pairs.count();
}

/** Counts words of a socket; what each batch gave is in the array that is returned. */
export function streamed(sc: SparkContext): unknown[] {
  const said: unknown[] = [];
  const ssc = new StreamingContext(sc, Seconds(1));
  const lines = ssc.socketTextStream("localhost", 9999);
  const counts = lines
    .flatMap((line) => line.split(" "))
    .map((word) => [word, 1])
    .reduceByKey((a, b) => a + b);
  counts.foreachRDD(async (rdd, time) => {
    said.push([time.milliseconds, (await rdd.collect()).sort()]);
  });
  lines.foreachRDD(async (rdd) => {
    (said.at(-1) as unknown[]).push(await rdd.count());
  });
  ssc.start();
  return said;
}
