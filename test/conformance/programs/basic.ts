import type { RDD } from "sluice";
import type { Programs } from "../harness/words.ts";
import { javaSplit } from "./shared.ts";

export const basic: Programs = {
  "basic/map": ({ input, out }) => {
    out(input<number>("a").map((x) => x * 10));
  },

  "basic/map-null": ({ input, out }) => {
    out(input<string>("w").map((w) => (w.length === 2 ? null : w)));
  },

  "basic/flatMap": ({ input, out }) => {
    out(input<string>("lines").flatMap((line) => javaSplit(line)));
  },

  "basic/flatMap-option": ({ input, out }) => {
    out(input<number>("a").flatMap((x) => (x % 2 === 0 ? [x] : [])));
  },

  "basic/filter": ({ input, out }) => {
    out(input<number>("a").filter((x) => x % 2 === 1));
  },

  "basic/filter-all-out": ({ input, out }) => {
    out(input<number>("a").filter((x) => x > 100));
  },

  "basic/mapPartitions": ({ input, out }) => {
    out(input<number>("a").mapPartitions((records) => [records.reduce((a, b) => a + b, 0)]));
  },

  "basic/mapPartitions-preserve": ({ input, observe }) => {
    const p = input<string>("w")
      .map((w) => [w, 1])
      .reduceByKey((a, b) => a + b, 2);
    const isPartitioned = (rdd: RDD<unknown>) => rdd.partitioner !== undefined;
    p.mapPartitions((pairs) => pairs.map(([k, v]) => [k, v * 100]), true).foreachRDD((r, t) =>
      observe("kept", t, isPartitioned(r)),
    );
    p.mapPartitions((pairs) => pairs.map(([k, v]) => [k, v * 100])).foreachRDD((r, t) =>
      observe("lost", t, isPartitioned(r)),
    );
    p.mapValues((v) => v + 1).foreachRDD((r, t) => observe("mapValues", t, isPartitioned(r)));
    p.flatMapValues((v) => [v, v]).foreachRDD((r, t) => observe("flatMapValues", t, isPartitioned(r)));
    p.filter(([, v]) => v > 1).foreachRDD((r, t) => observe("filter", t, isPartitioned(r)));
    p.map((pair) => pair).foreachRDD((r, t) => observe("map", t, isPartitioned(r)));
  },

  "basic/glom": ({ input, out }) => {
    out(input<number>("a").glom());
  },

  "basic/slices": ({ input, out }) => {
    out(input<number>("a"));
  },

  "basic/repartition-down": ({ input, out }) => {
    out(input<number>("a").repartition(1));
  },

  "basic/no-rdd": ({ input, out }) => {
    out("raw", input<number>("a"));
    out(
      "mapped",
      input<number>("a")
        .map((x) => x + 1)
        .filter((x) => x > 0),
    );
    out("glommed", input<number>("a").glom());
  },

  "basic/batch-250ms": ({ input, out }) => {
    out(input<number>("a"));
  },

  "basic/same-stream-twice": ({ sc, input, observe }) => {
    const acc = sc.longAccumulator();
    const m = input<number>("a").transform((r) => {
      acc.add(1);
      return r;
    });
    m.foreachRDD((_r, t) => observe("first", t, acc.value));
    m.foreachRDD((_r, t) => observe("second", t, acc.value));
  },

  "basic/recompute-without-cache": ({ sc, input, observe }) => {
    const plain = sc.longAccumulator();
    const kept = sc.longAccumulator();
    const p = input<number>("a").map((x) => {
      plain.add(1);
      return x;
    });
    const k = input<number>("a")
      .map((x) => {
        kept.add(1);
        return x;
      })
      .cache();
    p.foreachRDD((r) => r.count());
    p.foreachRDD((r) => r.count());
    k.foreachRDD((r) => r.count());
    k.foreachRDD((r) => r.count());
    p.foreachRDD((_r, t) => observe("evaluationsSoFar", t, [plain.value, kept.value]));
  },

  "basic/union-no-rdd": ({ input, out }) => {
    out(input<number>("a").union(input<number>("b")));
  },

  "basic/reduce": ({ input, out }) => {
    out(input<number>("a").reduce((a, b) => a + b));
  },

  "basic/count-no-rdd": ({ input, out }) => {
    out(input<number>("a").count());
  },

  "basic/reduce-no-rdd": ({ input, out }) => {
    out(input<number>("a").reduce((a, b) => a + b));
  },

  "basic/reduce-noncommutative": ({ input, out }) => {
    out(input<string>("w").reduce((a, b) => a + b));
  },

  "basic/transform-time": ({ input, out }) => {
    out(input<number>("a").transform((r, t) => r.map((x) => [t.milliseconds, x])));
  },

  "basic/context-transform": ({ ssc, input, out }) => {
    const a = input<number>("a");
    const b = input<number>("b");
    const d = input<number>("d");
    out(
      ssc.transform([a, b, d], ([x, y, z], t) =>
        x
          .union(y)
          .union(z)
          .map((n) => [t.milliseconds / 1000, n]),
      ),
    );
  },

  "basic/accumulator": ({ sc, input, observe }) => {
    const total = sc.longAccumulator("total");
    input<number>("a").foreachRDD(async (r, t) => {
      await r.foreach((x) => total.add(x));
      observe("total", t, [total.value, total.count, total.avg]);
    });
  },

  "basic/static-state-closure": ({ input, observe }) => {
    const box: [number] = [0];
    input<number>("a").foreachRDD(async (r, t) => {
      await r.foreach((x) => {
        box[0] += x;
      });
      observe("box", t, box[0]);
    });
  },

  "basic/transform": ({ input, out }) => {
    out(input<string>("w").transform((r) => r.map((w) => w.toUpperCase()).sortBy((w) => w, true, 1)));
  },

  "basic/transformWith": ({ input, out }) => {
    out(input<number>("a").transformWith(input<number>("b"), (x, y) => x.subtract(y)));
  },

  "basic/transformWith-time": ({ input, out }) => {
    out(
      input<number>("a").transformWith(input<string>("b"), (x, y, t) => {
        const time = t.milliseconds;
        return x.cartesian(y).map((p): [number, number, string] => [time, p[0], p[1]]);
      }),
    );
  },

  "basic/static-join": ({ sc, input, out }) => {
    const names = sc.parallelize(
      [
        ["a", "alpha"],
        ["b", "beta"],
      ],
      2,
    );
    out(
      input<string>("w")
        .map((w) => [w, 1])
        .transform((r) => r.join(names)),
    );
  },

  "basic/static-leftOuterJoin-blacklist": ({ sc, input, out }) => {
    const black = sc.parallelize(
      [
        ["eve", true],
        ["mallory", false],
      ],
      1,
    );
    out(
      input<[string, number]>("clicks").transform((r) =>
        r
          .leftOuterJoin(black)
          .filter(([, [, b]]) => !(b ?? false))
          .map(([k, [v]]) => [k, v]),
      ),
    );
  },
};
