import { type Duration, type RDD, Seconds, SparkConf, StreamingContext } from "../../core/index.ts";
import { type Benchmark, timed } from "./benchmark.ts";
import { pairs } from "./data.ts";
import { manualHost } from "./host.ts";
import type { Place } from "./place.ts";

type Pair = [string, number];

const WINDOW = 60;
/** The window is full, and V8 has seen all of it. */
const WARM_UP = WINDOW + 20;

const add = (a: number, b: number): number => a + b;
const subtract = (a: number, b: number): number => a - b;

/** 100,000 records a batch, with 10,000 keys. */
const batches = (): Pair[][] => Array.from({ length: 8 }, (_, i) => pairs(900 + i, 100_000, 10_000));

/** A program on the manual clock that gets a batch a second. */
function program(place: Place, name: string) {
  const { clock } = manualHost(place);
  const ssc = new StreamingContext(new SparkConf().setMaster("local[2]").setAppName(name), Seconds(1));
  ssc.checkpoint("/checkpoints");
  const queue: RDD<Pair>[] = [];
  const stream = ssc.queueStream(queue);
  return {
    ssc,
    stream,
    /** One batch with these records, from its timer to the end of its last output operation. */
    batch(records: readonly Pair[]): Promise<unknown> {
      queue.push(ssc.sparkContext.parallelize(records, 2));
      return clock.advance(1000);
    },
  };
}

/** Stream and loop get the same batches, one each a run. `ofWindow` is what the loop does with a batch's sums. */
function windowBenchmark(
  place: Place,
  what: string,
  limit: number,
  operation: (stream: ReturnType<typeof program>["stream"]) => ReturnType<typeof program>["stream"],
  ofWindow: (sums: Map<string, Sum>) => Map<string, Sum>,
): Benchmark {
  const data = batches();
  const { ssc, stream, batch } = program(place, what);
  let window: RDD<Pair>;
  let counted = 0;
  operation(stream).foreachRDD(async (rdd) => {
    window = rdd;
    counted = await rdd.count();
  });
  ssc.start();
  const check = (sums: Iterable<readonly [string, number]>, keys: number): string => {
    let total = 0;
    for (const [, sum] of sums) total += sum;
    return `${keys} keys, ${total} in all`;
  };
  return {
    name: `W5 reduceByKeyAndWindow, window 60, slide 1, 100,000 records a batch, 10,000 keys: ${what}`,
    unit: "ms",
    limit,
    warmUp: WARM_UP,
    runs: 61,
    async ours(run) {
      const { cost } = await timed(() => batch(data[run % data.length]!));
      return { cost, check: check(await window.collect(), counted) };
    },
    async theirs(run) {
      const { value, cost } = await timed(() => ofWindow(sumsOf(data[run % data.length]!)));
      return {
        cost,
        check: check(
          [...value].map(([key, { v }]) => [key, v]),
          value.size,
        ),
      };
    },
    end: () => void ssc.stop(),
  };
}

// ── the loops ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Sum {
  v: number;
}

function sumsOf(records: readonly Pair[]): Map<string, Sum> {
  const sums = new Map<string, Sum>();
  for (let i = 0; i < records.length; i++) {
    const pair = records[i]!;
    const sum = sums.get(pair[0]);
    if (sum === undefined) sums.set(pair[0], { v: pair[1] });
    else sum.v += pair[1];
  }
  return sums;
}

function mergeInto(total: Map<string, Sum>, sums: Map<string, Sum>, sign: 1 | -1): void {
  for (const [key, { v }] of sums) {
    const sum = total.get(key);
    if (sum === undefined) total.set(key, { v });
    else sum.v += sign * v;
  }
}

/** W5: each window made of the one before. */
export function inverseWindow(place: Place): Benchmark {
  const kept: Map<string, Sum>[] = [];
  const total = new Map<string, Sum>();
  return windowBenchmark(
    place,
    "inverse",
    2,
    (stream) => stream.reduceByKeyAndWindow(add, subtract, Seconds(WINDOW), Seconds(1)),
    (sums) => {
      kept.push(sums);
      mergeInto(total, sums, 1);
      if (kept.length > WINDOW) mergeInto(total, kept.shift()!, -1);
      return total;
    },
  );
}

/** W5 with values that are tuples of a sum and a count; against a loop whose tuples are changed in place. */
export function inverseTupleWindow(place: Place): Benchmark {
  type Totals = [sum: number, count: number];
  const data = batches();
  const { ssc, stream, batch } = program(place, "tuples");
  let counted = 0;
  stream
    .mapValues((value): Totals => [value, 1])
    .reduceByKeyAndWindow(
      (a, b): Totals => [a[0] + b[0], a[1] + b[1]],
      (a, b): Totals => [a[0] - b[0], a[1] - b[1]],
      Seconds(WINDOW),
      Seconds(1),
    )
    .foreachRDD(async (rdd) => {
      counted = await rdd.count();
    });
  ssc.start();
  const kept: Map<string, Totals>[] = [];
  const total = new Map<string, Totals>();
  const merge = (into: Map<string, Totals>, key: string, sum: number, count: number): void => {
    const known = into.get(key);
    if (known === undefined) into.set(key, [sum, count]);
    else {
      known[0] += sum;
      known[1] += count;
    }
  };
  return {
    name: `W5 reduceByKeyAndWindow, window ${WINDOW}, slide 1, 100,000 records a batch, 10,000 keys: inverse, tuples`,
    unit: "ms",
    limit: 3,
    warmUp: WARM_UP,
    runs: 61,
    async ours(run) {
      const { cost } = await timed(() => batch(data[run % data.length]!));
      return { cost, check: `${counted} keys` };
    },
    async theirs(run) {
      const { cost } = await timed(() => {
        const sums = new Map<string, Totals>();
        for (const [key, value] of data[run % data.length]!) merge(sums, key, value, 1);
        for (const [key, [sum, count]] of sums) merge(total, key, sum, count);
        kept.push(sums);
        if (kept.length <= WINDOW) return;
        for (const [key, [sum, count]] of kept.shift()!) merge(total, key, -sum, -count);
      });
      return { cost, check: `${total.size} keys` };
    },
    end: () => ssc.stop(),
  };
}

/** W5: each window made of the sums of its batches. */
export function plainWindow(place: Place): Benchmark {
  const kept: Map<string, Sum>[] = [];
  return windowBenchmark(
    place,
    "plain",
    1.5,
    (stream) => stream.reduceByKeyAndWindow(add, Seconds(WINDOW), Seconds(1)),
    (sums) => {
      kept.push(sums);
      if (kept.length > WINDOW) kept.shift();
      const total = new Map<string, Sum>();
      for (const each of kept) mergeInto(total, each, 1);
      return total;
    },
  );
}

/** The inverse form with windows of 600 and of 60 batches in one program, over the same input; theirs is the shorter one. */
export function windowLength(place: Place): Benchmark {
  const data = batches();
  const { ssc, stream, batch } = program(place, "window length");
  const latest = new Map<Duration, RDD<Pair>>();
  const [long, short] = [Seconds(10 * WINDOW), Seconds(WINDOW)];
  for (const length of [long, short]) {
    stream.reduceByKeyAndWindow(add, subtract, length, Seconds(1)).foreachRDD((rdd) => {
      latest.set(length, rdd);
    });
  }
  ssc.start();
  let ready = -1;
  const countOf = async (length: Duration, run: number) => {
    if (ready !== run) await batch(data[run % data.length]!);
    ready = run;
    const { value, cost } = await timed(() => latest.get(length)!.count());
    return { cost, check: `${value} keys` };
  };
  return {
    name: "W5 inverse, window 600 (theirs: window 60)",
    unit: "ms",
    limit: 1.1,
    warmUp: 10 * WINDOW + 20,
    runs: 61,
    ours: (run) => countOf(long, run),
    theirs: (run) => countOf(short, run),
    end: () => void ssc.stop(),
  };
}

/** A batch of a program of 50 streams to which nothing comes; beside the goal of 2 ms. */
export function idleGraph(place: Place): Benchmark {
  const { ssc, stream, batch } = program(place, "idle");
  let outputs = 0;
  let streams = 1;
  for (let i = 0; streams < 50; i++) {
    const sums = stream
      .filter(([key]) => key.length > i)
      .mapValues((n) => n + i)
      .reduceByKeyAndWindow(add, subtract, Seconds(10), Seconds(1));
    const pairsOfBoth = sums.join(stream.window(Seconds(3))).map(([key, [sum, n]]): Pair => [key, sum + n]);
    pairsOfBoth.foreachRDD(async (rdd) => {
      outputs += await rdd.count();
    });
    streams += 7;
  }
  ssc.start();
  return {
    name: `A batch of ${streams} streams with nothing in it (theirs: the goal)`,
    unit: "ms",
    limit: 1,
    warmUp: 200,
    runs: 301,
    async ours() {
      const { cost } = await timed(() => batch([]));
      return { cost, check: String(outputs) };
    },
    theirs: async () => ({ cost: 2, check: "0" }),
    end: () => void ssc.stop(),
  };
}
