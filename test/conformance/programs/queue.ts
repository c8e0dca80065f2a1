import type { RDD } from "sluice";
import type { Programs } from "../harness/words.ts";
import { javaSplit } from "./shared.ts";

export const queue: Programs = {
  "queue/one-at-a-time": ({ ssc, sc, out }) => {
    const q = [sc.makeRDD([1, 2], 1), sc.makeRDD([3], 2), sc.makeRDD([4, 5], 1)];
    out(ssc.queueStream(q));
  },

  "queue/all-at-once": ({ ssc, sc, out }) => {
    const q = [sc.makeRDD([1, 2], 1), sc.makeRDD([3], 2), sc.makeRDD([4, 5], 1)];
    out(ssc.queueStream(q, false));
  },

  "queue/default": ({ ssc, sc, out }) => {
    const q = [sc.makeRDD([1, 2], 1)];
    out(ssc.queueStream(q, true, sc.makeRDD([-1], 1)));
  },

  "queue/pushed-while-running": {
    program: ({ ssc, bag, out }) => {
      const q: RDD<number>[] = [];
      bag.set("q", q);
      out(ssc.queueStream(q));
    },
    before: {
      2000: ({ sc, bag }) => {
        const q = bag.get("q") as RDD<number>[];
        q.push(sc.makeRDD([1], 1), sc.makeRDD([2], 1), sc.makeRDD([3], 1));
      },
      5000: ({ sc, bag }) => {
        const q = bag.get("q") as RDD<number>[];
        q.push(sc.makeRDD([4], 1));
      },
    },
  },

  "queue/checkpoint-warned": ({ ssc, sc, out }) => {
    ssc.checkpoint("/cp");
    out(ssc.queueStream([sc.makeRDD([1], 1)]));
  },

  "queue/wordcount-state-less": ({ ssc, sc, out }) => {
    const q = [sc.makeRDD(["a b", "a"], 2), sc.makeRDD(["b"], 1)];
    out(
      ssc
        .queueStream(q)
        .flatMap((line) => javaSplit(line))
        .map((word) => [word, 1])
        .reduceByKey((a, b) => a + b),
    );
  },
};
