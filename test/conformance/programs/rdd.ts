import { HashPartitioner } from "sluice";
import type { Programs } from "../harness/words.ts";
import { FirstLetter } from "./shared.ts";

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
};
