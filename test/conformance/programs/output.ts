import { List, Seconds } from "sluice";
import type { Programs, Words } from "../harness/words.ts";
import { javaSplit } from "./shared.ts";

/** The directories in a directory, with the files in each and what is in them. */
function contents(files: Words["files"], path: string): [string, [string, string][]][] {
  const text = (file: string) => new TextDecoder().decode(files.read(file));
  return files
    .list(path)
    .map(({ name }) => [
      name,
      files.list(`${path}/${name}`).map((file) => [file.name, text(`${path}/${name}/${file.name}`)]),
    ]);
}

export const output: Programs = {
  "output/print-few": ({ input }) => {
    input<string>("a").print();
  },

  "output/print-10": ({ input }) => {
    input<number>("a").print();
  },

  "output/print-11": ({ input }) => {
    input<number>("a").print();
  },

  "output/print-empty": ({ input }) => {
    input<number>("a").print();
  },

  "output/print-n": ({ input }) => {
    input<number>("a").print(3);
  },

  // what is recorded as an array is a Scala List under "s", a tuple elsewhere
  "output/print-kinds": ({ input }) => {
    input<[unknown, unknown]>("a")
      .map(([k, v]) => [k, k === "s" ? List.of(...(v as number[])) : v])
      .print();
  },

  "output/print-groups": ({ input }) => {
    input<[string, number]>("p").groupByKey(1).print();
  },

  "output/print-two": ({ input }) => {
    const a = input<number>("a");
    a.print();
    a.map((x) => x * 10).print();
  },

  "output/saveAsTextFiles": {
    program: ({ input, dir }) => {
      input<string>("a").saveAsTextFiles(`${dir}/out/words`, "txt");
    },
    after: ({ dir, files, observe }) => observe("files", null, contents(files, `${dir}/out`)),
  },

  "output/saveAsTextFiles-no-suffix": {
    program: ({ input, dir }) => {
      input<string>("a").saveAsTextFiles(`${dir}/out/words`);
    },
    after: ({ dir, files, observe }) => observe("files", null, contents(files, `${dir}/out`)),
  },

  "output/saveAsObjectFiles": {
    program: ({ input, dir }) => {
      input<number>("a").saveAsObjectFiles(`${dir}/out/o`, "seq");
    },
    after: ({ dir, files, observe }) =>
      observe(
        "names",
        null,
        files.list(`${dir}/out`).map(({ name }) => [name, files.list(`${dir}/out/${name}`).map((file) => file.name)]),
      ),
  },

  "output/foreachRDD": ({ input, observe, attempt }) => {
    input<number>("a").foreachRDD(async (r, t) => {
      observe("isEmpty", t, await r.isEmpty());
      observe("count", t, await r.count());
      observe("take2", t, await r.take(2));
      observe("first", t, await attempt(() => r.first()));
      observe("collect", t, await r.collect());
      observe("partitions", t, r.getNumPartitions());
    });
  },

  "output/foreachRDD-no-rdd": ({ input, observe }) => {
    input<number>("a").foreachRDD(async (r, t) => observe("called", t, await r.collect()));
  },

  "output/failing-first": ({ input, observe }) => {
    const s = input<number>("a");
    s.foreachRDD((_r, t) => {
      observe("A", t, "runs");
      if (t.milliseconds === 1000) throw new Error("A broke");
    });
    s.foreachRDD((_r, t) => observe("B", t, "runs"));
  },

  "output/foreachPartition": ({ sc, input, observe }) => {
    const acc = sc.collectionAccumulator<string>();
    input<number>("a").foreachRDD(async (r, t) => {
      await r.foreachPartition((records) => acc.add(`[${[...records].join(",")}]`));
      observe("partitions seen", t, acc.value.sort());
    });
  },

  "output/print-wordcount": ({ input }) => {
    input<string>("l")
      .flatMap((line) => javaSplit(line))
      .map((word) => [word, 1])
      .reduceByKey((a, b) => a + b, 1)
      .transform((r) => r.sortByKey(true, 1))
      .print();
  },

  "output/print-window-slide": ({ input }) => {
    input<number>("a").window(Seconds(2), Seconds(2)).print();
  },

  "output/order": ({ input, observe, sleep }) => {
    const s = input<number>("a");
    s.map((x) => x + 1).foreachRDD(async (r, t) => {
      await sleep();
      observe("first registered (slow)", t, await r.count());
    });
    s.foreachRDD(async (r, t) => observe("second registered", t, await r.count()));
    s.window(Seconds(2), Seconds(2)).foreachRDD(async (r, t) => observe("third, every 2 s", t, await r.count()));
    s.filter((x) => x > 3).foreachRDD(async (r, t) => observe("fourth", t, await r.count()));
  },
};
