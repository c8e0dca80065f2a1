import { Seconds } from "sluice";
import type { Programs } from "../harness/words.ts";

export const recovery: Programs = {
  "recovery/plain": ({ input, out }) => out(input<number>("a").map((x) => x * 10)),

  "recovery/down-time": ({ input, out }) => out(input<number>("a").map((x) => x * 10)),

  "recovery/window": ({ input, out }) => out(input<number>("a").window(Seconds(3))),

  "recovery/inverse-no-filter": ({ input, out }) =>
    out(
      input<[string, number]>("p").reduceByKeyAndWindow(
        (a, b) => a + b,
        (a, b) => a - b,
        Seconds(4),
        Seconds(2),
      ),
    ),

  "recovery/failed-last-output": ({ input, observe, firstRun }) =>
    input<number>("a").foreachRDD(async (rdd, time) => {
      observe("out", time, await rdd.collect());
      if (firstRun() && time.milliseconds === 3000) throw new Error("broken");
    }),

  "recovery/kill9": ({ input, observe, kill9 }) => {
    const a = input<number>("a");
    a.foreachRDD(async (rdd, time) => observe("A", time, await rdd.collect()));
    a.foreachRDD(async (rdd, time) => {
      if (time.milliseconds === 3000) await kill9();
      observe("B", time, await rdd.collect());
    });
  },

  "recovery/kill9-first-batch": ({ input, observe, kill9 }) =>
    input<number>("a").foreachRDD(async (rdd, time) => {
      if (time.milliseconds === 1000) await kill9();
      observe("out", time, await rdd.collect());
    }),

  "recovery/graceful": ({ input, out }) => out(input<number>("a").map((x) => x * 10)),

  // the first run is asked for in the driver, where the case asks in a task: a thread of tasks knows nothing of runs
  "recovery/batch-duration-changed": ({ input, out, firstRun }) =>
    out(
      input<number>("a").transform((rdd) => {
        const factor = firstRun() ? 10 : 1000;
        return rdd.map((x) => x * factor);
      }),
    ),

  "recovery/queue-stream": ({ ssc, sc, out }) => out(ssc.queueStream([sc.makeRDD([1], 1)])),

  "recovery/accumulator": ({ sc, input, observe, attempt }) => {
    const sum = sc.longAccumulator("n");
    input<number>("a").foreachRDD(async (rdd, time) =>
      observe(
        "out",
        time,
        await attempt(async () => {
          await rdd.foreach((x) => sum.add(x));
          return sum.value;
        }),
      ),
    );
  },

  "recovery/files-kept": {
    program: ({ input, out }) => out(input<number>("a")),
    after: ({ files, observe }) =>
      observe(
        "files",
        null,
        files
          .list("/case/cp")
          .map(({ name }) => name)
          .filter((name) => name.startsWith("checkpoint-")),
      ),
  },

  "recovery/corrupt-all": {
    program: ({ input, out }) => out(input<number>("a").map((x) => x * 10)),
    between: (files) => {
      for (const { name, kind } of files.list("/case/cp"))
        if (kind === "file") files.put(`/case/cp/${name}`, "garbage");
    },
  },

  "recovery/union-no-loss": ({ input, out }) => {
    const a = input<number>("a");
    const b = input<number>("b");
    out("union", a.union(b));
    out("count", a.count());
    out("second", b);
  },
};
