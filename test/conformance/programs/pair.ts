import { type DStream, HashPartitioner, List, type RDD, Seconds, type State, StateSpec } from "sluice";
import type { Programs } from "../harness/words.ts";
import { FirstLetter, javaSplit } from "./shared.ts";

type Pair = [string, number];

export const pair: Programs = {
  "pair/reduceByKey": ({ input, out }) => {
    out(input<Pair>("p").reduceByKey((a, b) => a + b));
  },

  "pair/reduceByKey-n": ({ input, out }) => {
    out(input<Pair>("p").reduceByKey((a, b) => a + b, 4));
  },

  "pair/reduceByKey-partitioner": ({ input, out }) => {
    out(input<Pair>("p").reduceByKey((a, b) => a + b, new FirstLetter(3)));
  },

  "pair/wordcount": ({ input, out }) => {
    out(
      input<string>("lines")
        .flatMap((line) => javaSplit(line))
        .map((word) => [word, 1])
        .reduceByKey((a, b) => a + b),
    );
  },

  "pair/reduceByKey-intkeys": ({ input, out }) => {
    out(input<[number, number]>("p").reduceByKey((a, b) => a + b, 3));
  },

  "pair/reduceByKey-max": ({ input, out }) => {
    out(input<Pair>("p").reduceByKey((a, b) => Math.max(a, b)));
  },

  "pair/groupByKey": ({ input, out }) => {
    out(input<Pair>("p").groupByKey());
  },

  "pair/groupByKey-n": ({ input, out }) => {
    out(input<Pair>("p").groupByKey(3));
  },

  "pair/groupByKey-partitioner": ({ input, out }) => {
    out(input<Pair>("p").groupByKey(new HashPartitioner(1)));
  },

  "pair/reduceByKey-no-rdd": ({ input, out }) => {
    out(input<Pair>("p").reduceByKey((a, b) => a + b));
  },

  // a plain array would be a tuple here, which can be a key
  "pair/reduceByKey-array-key": ({ input, out }) => {
    out(
      input<string>("w")
        .map(() => [Int32Array.of(1), 1])
        .reduceByKey((a, b) => a + b),
    );
  },

  "pair/saveAsHadoop-order": ({ input, out }) => {
    out(
      input<Pair>("p")
        .groupByKey(1)
        .mapValues((values) => List.of(...values)),
    );
  },

  "pair/join": ({ input, out }) => {
    out(input<Pair>("a").join(input<[string, string]>("b")));
  },

  "pair/join-n": ({ input, out }) => {
    out(input<Pair>("a").join(input<[string, string]>("b"), 3));
  },

  "pair/leftOuterJoin": ({ input, out }) => {
    out(input<Pair>("a").leftOuterJoin(input<[string, string]>("b")));
  },

  "pair/rightOuterJoin": ({ input, out }) => {
    out(input<Pair>("a").rightOuterJoin(input<[string, string]>("b")));
  },

  "pair/fullOuterJoin": ({ input, out }) => {
    out(input<Pair>("a").fullOuterJoin(input<[string, string]>("b")));
  },

  "pair/cogroup": ({ input, out }) => {
    out(input<Pair>("a").cogroup(input<[string, string]>("b")));
  },

  "pair/cogroup-n": ({ input, out }) => {
    out(input<Pair>("a").cogroup(input<[string, string]>("b"), 1));
  },

  "pair/join-self": ({ input, out }) => {
    const a = input<Pair>("a");
    out(a.join(a));
  },

  "pair/leftOuterJoin-windowed": ({ input, out }) => {
    out(input<Pair>("a").leftOuterJoin(input<[string, string]>("b").window(Seconds(3))));
  },

  "pair/join-different-slide": ({ input, out }) => {
    out(input<Pair>("a").join(input<[string, string]>("b").window(Seconds(2), Seconds(2))));
  },

  "pair/partition-rules": ({ input, observe }) => {
    const p = input<Pair>("p");
    const q = input<Pair>("q");
    const partitionerOf = (r: RDD<unknown>) => r.partitioner?.constructor.name ?? "none";
    const n = (name: string, d: DStream<unknown>) =>
      d.foreachRDD((r, t) => observe(name, t, [r.getNumPartitions(), partitionerOf(r)]));
    n("input of 5", p);
    n(
      "map",
      p.map((x) => x),
    );
    n(
      "filter",
      p.filter(() => true),
    );
    n(
      "flatMap",
      p.flatMap((x) => [x]),
    );
    n("glom", p.glom());
    n("union 5+3", p.union(q));
    n("repartition(7)", p.repartition(7));
    n("count", p.count());
    n(
      "reduce",
      p.reduce((x) => x),
    );
    n("countByValue", p.countByValue());
    n(
      "reduceByKey",
      p.reduceByKey((a, b) => a + b),
    );
    n("groupByKey", p.groupByKey());
    n("join 5,3", p.join(q));
    n("cogroup 5,3", p.cogroup(q));
    n("reduceByKey(7) join q", p.reduceByKey((a, b) => a + b, 7).join(q));
    n("window of 5 and nothing", p.window(Seconds(2)));
    n(
      "reduceByKeyAndWindow",
      p.reduceByKeyAndWindow((a, b) => a + b, Seconds(2)),
    );
    n("countByWindow", p.countByWindow(Seconds(2), Seconds(1)));
    n(
      "updateStateByKey",
      p.updateStateByKey((values: readonly number[], state: number | undefined) =>
        values.reduce((a, b) => a + b, state ?? 0),
      ),
    );
    n(
      "mapWithState",
      p.mapWithState(StateSpec.function((_key: string, value: number | undefined, _state: State<number>) => value)),
    );
    n(
      "rdd.reduceByKey in transform",
      p.transform((r) => r.reduceByKey((a, b) => a + b)),
    );
    n(
      "rdd.join 5,3 in transformWith",
      p.transformWith(q, (a, b) => a.join(b)),
    );
    n(
      "rdd.reduceByKey(7) join q",
      p.transformWith(q, (a, b) => a.reduceByKey((x, y) => x + y, 7).join(b)),
    );
    n(
      "rdd.reduceByKey(2) join 5",
      p.transform((a) => a.reduceByKey((x, y) => x + y, 2).join(a)),
    );
    n(
      "rdd.groupBy",
      p.transform((r) => r.groupBy(([k]) => k)),
    );
    n(
      "rdd.distinct",
      p.transform((r) => r.distinct()),
    );
    n(
      "rdd.sortByKey",
      p.transform((r) => r.sortByKey()),
    );
    n(
      "rdd.sortBy",
      p.transform((r) => r.sortBy(([, v]) => v)),
    );
    n(
      "rdd.subtract",
      p.transformWith(q, (a, b) => a.subtract(b)),
    );
    n(
      "rdd.intersection",
      p.transformWith(q, (a, b) => a.intersection(b)),
    );
    n(
      "rdd.cartesian",
      p.transformWith(q, (a, b) => a.cartesian(b)),
    );
    n(
      "rdd.coalesce(2)",
      p.transform((r) => r.coalesce(2)),
    );
    n(
      "rdd.coalesce(9)",
      p.transform((r) => r.coalesce(9)),
    );
    n(
      "rdd.coalesce(9,shuffle)",
      p.transform((r) => r.coalesce(9, true)),
    );
    n(
      "rdd.parallelize",
      p.transform((r) => r.sparkContext.parallelize([["a", 1]])),
    );
    n(
      "rdd.emptyRDD",
      p.transform((r) => r.sparkContext.emptyRDD()),
    );
    n(
      "rdd.keyBy",
      p.transform((r) => r.keyBy(([k]) => k)),
    );
    n(
      "rdd.zipWithIndex",
      p.transform((r) => r.zipWithIndex()),
    );
    n(
      "rdd.keys of reduceByKey",
      p.transform((r) => r.reduceByKey((a, b) => a + b).keys()),
    );
    n(
      "rdd.mapValues of reduceByKey",
      p.transform((r) => r.reduceByKey((a, b) => a + b).mapValues((v) => v)),
    );
  },
};
