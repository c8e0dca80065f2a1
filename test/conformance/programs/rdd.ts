import { HashPartitioner, RangePartitioner, type RDD } from "sluice";
import type { Programs } from "../harness/words.ts";
import { FirstLetter, javaSplit } from "./shared.ts";

type Pair = [string, number];

export const rdd: Programs = {
  "rdd/coalesce": ({ input, out }) => {
    out(input<number>("a").transform((r) => r.coalesce(2)));
  },

  "rdd/coalesce-more": ({ input, out }) => {
    out(input<number>("a").transform((r) => r.coalesce(9)));
  },

  "rdd/keyBy": ({ input, out }) => {
    out(input<number>("a").transform((r) => r.keyBy((x) => x % 2)));
  },

  "rdd/glom": ({ input, out }) => {
    out(input<number>("a").transform((r) => r.glom().map((records) => Math.max(...records))));
  },

  "rdd/combineByKey": ({ input, out }) => {
    out(
      input<Pair>("p").transform((r) =>
        r.combineByKey(
          (v) => new Set([v]),
          (set, v) => new Set([...set, v]),
          (a, b) => new Set([...a, ...b]),
        ),
      ),
    );
  },

  "rdd/reduceByKey-default": ({ input, out }) => {
    out(input<Pair>("p").transform((r) => r.reduceByKey((a, b) => a + b)));
  },

  "rdd/partitionBy-hash": ({ input, out }) => {
    out(input<Pair>("p").transform((r) => r.partitionBy(new HashPartitioner(4))));
  },

  "rdd/partitionBy-custom": ({ input, out }) => {
    out(input<Pair>("p").transform((r) => r.partitionBy(new FirstLetter(3))));
  },

  "rdd/keys-values": ({ input, out }) => {
    out(
      "keys",
      input<Pair>("p").transform((r) => r.keys()),
    );
    out(
      "values",
      input<Pair>("p").transform((r) => r.values()),
    );
  },

  "rdd/evaluation": ({ sc, input, observe }) => {
    input<number>("a").foreachRDD(async (r, t) => {
      const n = sc.longAccumulator();
      const m = r.map((x) => {
        n.add(1);
        return x;
      });
      observe("after map", t, n.value);
      await m.count();
      observe("after count", t, n.value);
      await m.collect();
      observe("after collect", t, n.value);
      const k = r
        .map((x) => {
          n.add(1);
          return x;
        })
        .cache();
      n.reset();
      await k.count();
      await k.collect();
      observe("cached, two actions", t, n.value);
      k.unpersist();
      await k.count();
      observe("after unpersist and count", t, n.value);
      const s = r
        .map((x) => {
          n.add(1);
          return [x, 1];
        })
        .reduceByKey((a, b) => a + b);
      n.reset();
      await s.count();
      await s.count();
      observe("map side of a shuffle, two actions", t, n.value);
    });
  },

  "rdd/sortBy": ({ input, out }) => {
    out(input<number>("a").transform((r) => r.sortBy((x) => x)));
  },

  "rdd/distinct": ({ input, out }) => {
    out(input<number>("a").transform((r) => r.distinct()));
  },

  "rdd/subtract": ({ input, out }) => {
    out(input<number>("a").transformWith(input<number>("b"), (x, y) => x.subtract(y)));
  },

  "rdd/intersection": ({ input, out }) => {
    out(input<number>("a").transformWith(input<number>("b"), (x, y) => x.intersection(y)));
  },

  "rdd/union-distinct": ({ input, out }) => {
    out(input<number>("a").transformWith(input<number>("b"), (x, y) => x.union(y).distinct()));
  },

  "rdd/cartesian": ({ input, out }) => {
    out(input<number>("a").transformWith(input<number>("b"), (x, y) => x.cartesian(y)));
  },

  "rdd/zip": ({ input, out }) => {
    out(input<number>("a").transform((r) => r.zip(r.map((x) => x * 10))));
  },

  "rdd/zip-unequal": ({ input, observe, attempt }) => {
    input<number>("a").foreachRDD(async (r, t) =>
      observe("zip", t, await attempt(() => r.zip(r.filter((x) => x > 3)).collect())),
    );
  },

  "rdd/zipWithIndex": ({ input, out }) => {
    out(input<number>("a").transform((r) => r.zipWithIndex()));
  },

  "rdd/zipWithUniqueId": ({ input, out }) => {
    out(input<number>("a").transform((r) => r.zipWithUniqueId()));
  },

  "rdd/groupBy": ({ input, out }) => {
    out(input<number>("a").transform((r) => r.groupBy((x) => x % 4)));
  },

  "rdd/pipe": ({ input, out }) => {
    out(input<number>("a").transform((r) => r.pipe("cat -n").map((line) => line.trim().replaceAll(/\s+/g, ":"))));
  },

  "rdd/randomSplit-sample-seeded": ({ input, observe }) => {
    input<number>("a").foreachRDD(async (r, t) =>
      observe(
        "size",
        t,
        (await r.takeSample(false, 100, 1)).sort((a, b) => a - b),
      ),
    );
  },

  "rdd/sortByKey": ({ input, out }) => {
    out(input<Pair>("p").transform((r) => r.sortByKey()));
  },

  "rdd/sortByKey-desc-1": ({ input, out }) => {
    out(input<Pair>("p").transform((r) => r.reduceByKey((a, b) => a + b).sortByKey(false, 1)));
  },

  "rdd/foldByKey": ({ input, out }) => {
    out(input<Pair>("p").transform((r) => r.foldByKey(0, (a, b) => a + b)));
  },

  "rdd/partitionBy-range": ({ input, out }) => {
    out(input<Pair>("p").transform((r) => r.partitionBy(new RangePartitioner(2, r))));
  },

  "rdd/repartitionAndSort": ({ input, out }) => {
    out(
      input<Pair>("p").transform((r) =>
        r.reduceByKey((a, b) => a + b).repartitionAndSortWithinPartitions(new HashPartitioner(2)),
      ),
    );
  },

  "rdd/filterByRange": ({ input, out }) => {
    out(input<Pair>("p").transform((r) => r.sortByKey(true, 1).filterByRange("b", "c").keys()));
  },

  "rdd/checkpoint": ({ sc, dir, input, observe }) => {
    sc.setCheckpointDir(`${dir}/rddcp`);
    input<number>("a").foreachRDD(async (r, t) => {
      const m = r.map((x) => x + 1);
      m.checkpoint();
      observe("before", t, [m.isCheckpointed, m.dependencies[0]?.rdd.kind.name]);
      await m.count();
      observe("after", t, [m.isCheckpointed, m.dependencies[0]?.rdd.kind.name]);
    });
  },

  "rdd/actions": ({ input, observe }) => {
    input<number>("a").foreachRDD(async (r, t) => {
      observe("collect", t, await r.collect());
      observe("count", t, await r.count());
      observe("first", t, await r.first());
      observe("take(3)", t, await r.take(3));
      observe("take(0)", t, await r.take(0));
      observe("top(3)", t, await r.top(3));
      observe("takeOrdered(3)", t, await r.takeOrdered(3));
      observe("max", t, await r.max());
      observe("min", t, await r.min());
      observe("sum", t, await r.sum());
      observe("reduce", t, await r.reduce((a, b) => a + b));
      observe("fold(0)", t, await r.fold(0, (a, b) => a + b));
      observe("fold(10)", t, await r.fold(10, (a, b) => a + b));
      const sums = await r.aggregate(
        [0, 0],
        (x, v) => [x[0]! + v, x[1]! + 1],
        (x, y) => [x[0]! + y[0]!, x[1]! + y[1]!],
      );
      observe("aggregate", t, sums);
      const add = (a: number, b: number) => a + b;
      observe("aggregate zero 100", t, await r.aggregate(100, add, add));
      observe("treeReduce", t, await r.treeReduce(add));
      observe("treeAggregate", t, await r.treeAggregate(0, add, add));
      observe("countByValue", t, await r.countByValue());
      observe("isEmpty", t, await r.isEmpty());
      observe("stats", t, String(await r.stats()));
      observe("mean", t, await r.mean());
      observe("variance", t, await r.variance());
      observe("stdev", t, await r.stdev());
      observe("sampleStdev", t, await r.sampleStdev());
      observe("sampleVariance", t, await r.sampleVariance());
      observe("histogram(3)", t, await r.histogram(3));
      observe("histogram([0,5,10])", t, await r.histogram([0, 5, 10]));
      const all: number[] = [];
      for await (const x of r.toLocalIterator()) all.push(x);
      observe("toLocalIterator", t, all);
    });
    input<Pair>("p").foreachRDD(async (r, t) => {
      observe("countByKey", t, await r.countByKey());
      observe("lookup(a)", t, await r.lookup("a"));
      observe("lookup(zz)", t, await r.lookup("zz"));
      observe("collectAsMap", t, await r.collectAsMap());
      observe("reduceByKeyLocally", t, await r.reduceByKeyLocally((a, b) => a + b));
    });
  },

  "rdd/actions-empty": ({ input, observe, attempt }) => {
    input<number>("a").foreachRDD(async (r, t) => {
      const add = (a: number, b: number) => a + b;
      observe("reduce", t, await attempt(() => r.reduce(add)));
      observe("first", t, await attempt(() => r.first()));
      observe("max", t, await attempt(() => r.max()));
      observe("take(1)", t, await attempt(() => r.take(1)));
      observe("top(1)", t, await attempt(() => r.top(1)));
      observe("takeOrdered(1)", t, await attempt(() => r.takeOrdered(1)));
      observe("fold(7)", t, await attempt(() => r.fold(7, add)));
      observe("aggregate(1)", t, await attempt(() => r.aggregate(1, add, add)));
      observe("sum", t, await attempt(() => r.sum()));
      observe("mean", t, await attempt(() => r.mean()));
      observe("stdev", t, await attempt(() => r.stdev()));
      observe("stats", t, await attempt(async () => String(await r.stats())));
      observe("histogram(2)", t, await attempt(async () => (await r.histogram(2))[1]));
      observe("count", t, await attempt(() => r.count()));
      observe("treeReduce", t, await attempt(() => r.treeReduce(add)));
      observe("isEmpty", t, await attempt(() => r.isEmpty()));
      observe("collect", t, await attempt(() => r.collect()));
      observe("sortBy", t, await attempt(() => r.sortBy((x) => x).collect()));
      observe("sortBy partitions", t, await attempt(() => r.sortBy((x) => x).getNumPartitions()));
      observe("zipWithIndex", t, await attempt(() => r.zipWithIndex().collect()));
      observe("countByValue", t, await attempt(() => r.countByValue()));
    });
  },

  "rdd/toDebugString": ({ input, observe }) => {
    input<string>("l").foreachRDD(async (r, t) => {
      // the recording's numbers count an RDD more, made before the program's own
      r.map((line) => line);
      const places = (text: string) =>
        text
          .replaceAll(/[\w-]+\.[jt]s:\d+/g, "SOURCE:LINE")
          .replaceAll(/(ParallelCollectionRDD\[0\] at )\w+/g, "$1makeRDD")
          .replaceAll(/MemorySize: [^;]+;/g, "MemorySize: SIZE;");
      const d = (x: RDD<unknown>) => places(x.toDebugString());
      const w = r.flatMap((line) => javaSplit(line)).map((word) => [word, 1]);
      const rk = w.reduceByKey((a, b) => a + b);
      observe("source", t, d(r));
      observe("map", t, d(w));
      observe("reduceByKey", t, d(rk));
      observe("sortByKey", t, d(rk.sortByKey(true, 1)));
      observe("join", t, d(rk.join(rk.mapValues((n) => n + 1))));
      observe("union", t, d(w.union(w)));
      observe("repartition", t, d(r.repartition(3)));
      const k = w.cache();
      await k.count();
      observe("cached", t, d(k));
      observe("cogroup of plain", t, d(w.cogroup(w)));
    });
  },
};
