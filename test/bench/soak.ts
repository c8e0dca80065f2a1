import { type RDD, Seconds, SparkConf, StreamingContext } from "../../core/index.ts";
import type { Benchmark } from "./benchmark.ts";
import { manualHost } from "./host.ts";
import type { Place } from "./place.ts";

const EARLY = 1_000;
const LATE = 10_000;

/** The heap after 10,000 batches with a shuffle, a cached stream and a broadcast each, beside the heap after 1,000: nothing may grow. */
export function soak(place: Place): Benchmark {
  if (globalThis.gc === undefined)
    throw new Error("This benchmark has to collect garbage: start it with --expose-gc, as npm run bench does");
  let heaps: Promise<ReadonlyMap<number, number>> | undefined;
  const heapAfter = async (batches: number) => {
    heaps ??= run(place);
    return { cost: (await heaps).get(batches)!, check: "the same run" };
  };
  return {
    name: `Heap after ${LATE} batches beside after ${EARLY}`,
    unit: "MB",
    limit: 1.1,
    warmUp: 0,
    runs: 1,
    ours: () => heapAfter(LATE),
    theirs: () => heapAfter(EARLY),
  };
}

async function run(place: Place): Promise<ReadonlyMap<number, number>> {
  const { clock } = manualHost(place);
  const ssc = new StreamingContext(new SparkConf().setMaster("local[2]").setAppName("soak"), Seconds(1));
  const sc = ssc.sparkContext;
  const queue: RDD<string>[] = [];
  const words = ssc
    .queueStream(queue)
    .flatMap((line) => line.split(" "))
    .cache();
  words.countByValue().foreachRDD((rdd) => rdd.count());
  words.foreachRDD(async (rdd) => {
    const length = sc.broadcast(3);
    await rdd.filter((word) => word.length > length.value).count();
    length.destroy();
  });
  ssc.start();
  const heaps = new Map<number, number>();
  for (let batch = 1; batch <= LATE; batch++) {
    queue.push(sc.parallelize(["to be or not to be", `batch ${batch}`], 2));
    await clock.advance(1000);
    if (batch === EARLY || batch === LATE) heaps.set(batch, await settledHeap(place));
  }
  await ssc.stop();
  return heaps;
}

/** Megabytes in use after collecting twice, with time for what is cleaned up behind collected objects. */
async function settledHeap({ heap }: Place): Promise<number> {
  for (let i = 0; i < 2; i++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return heap();
}
