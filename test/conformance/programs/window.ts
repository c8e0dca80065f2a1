import { type DStream, Milliseconds, Seconds } from "sluice";
import type { Programs, Words } from "../harness/words.ts";
import { FirstLetter } from "./shared.ts";

type Pair = [string, number];

const add = (a: number, b: number): number => a + b;
const take = (a: number, b: number): number => a - b;

/** One output, made of the numbers that come in as "a". */
const numbers =
  (make: (a: DStream<number>) => DStream<unknown>) =>
  ({ input, out }: Words) =>
    out(make(input<number>("a")));

/** One output, made of the pairs that come in as "p". */
const pairs =
  (make: (p: DStream<Pair>) => DStream<unknown>) =>
  ({ input, out }: Words) =>
    out(make(input<Pair>("p")));

/** One output, made of the words that come in as "w". */
const words =
  (make: (w: DStream<string>) => DStream<unknown>) =>
  ({ input, out }: Words) =>
    out(make(input<string>("w")));

export const window: Programs = {
  "window/window-3-1": numbers((a) => a.window(Seconds(3))),
  "window/window-2-2": numbers((a) => a.window(Seconds(2), Seconds(2))),
  "window/window-3-2": numbers((a) => a.window(Seconds(3), Seconds(2))),
  "window/window-1-1": numbers((a) => a.window(Seconds(1))),
  "window/window-5-5-15": numbers((a) => a.window(Seconds(15), Seconds(5))),
  "window/window-5-10-15": numbers((a) => a.window(Seconds(15), Seconds(10))),
  "window/window-5-15-15": numbers((a) => a.window(Seconds(15), Seconds(15))),
  "window/window-gap": numbers((a) => a.window(Seconds(1), Seconds(3))),
  "window/window-of-window": numbers((a) => a.window(Seconds(2)).window(Seconds(2))),
  "window/window-no-rdd": numbers((a) => a.window(Seconds(2))),

  "window/zero-time-1000": ({ input, out }) => {
    const a = input<number>("a");
    out("plain", a);
    out("w2s2", a.window(Seconds(2), Seconds(2)));
    out("w3s3", a.window(Seconds(3), Seconds(3)));
  },

  "window/window-map-before-after": numbers((a) =>
    a
      .map((x) => x * 10)
      .window(Seconds(3), Seconds(2))
      .filter((x) => x > 10),
  ),

  "window/two-windows": ({ input, out }) => {
    const a = input<number>("a");
    out("w2", a.window(Seconds(2)));
    out("w4s2", a.window(Seconds(4), Seconds(2)));
    out("plain", a);
  },

  "window/window-not-multiple": numbers((a) => a.window(Milliseconds(2500))),
  "window/slide-not-multiple": numbers((a) => a.window(Seconds(3), Milliseconds(1500))),
  "window/reduce-window-not-multiple": numbers((a) =>
    a.map((x): [number, number] => [x, 1]).reduceByKeyAndWindow(add, take, Milliseconds(2500), Seconds(1)),
  ),
  "window/reduce-slide-not-multiple": numbers((a) =>
    a.map((x): [number, number] => [x, 1]).reduceByKeyAndWindow(add, take, Seconds(3), Milliseconds(700)),
  ),
  "window/window-of-sliding-not-multiple": numbers((a) =>
    a.window(Seconds(2), Seconds(2)).window(Seconds(3), Seconds(2)),
  ),
  "window/window-shorter-than-batch": numbers((a) => a.window(Milliseconds(500))),

  "window/countByWindow": numbers((a) => a.countByWindow(Seconds(3), Seconds(1))),
  "window/reduceByWindow": numbers((a) => a.reduceByWindow(add, Seconds(3), Seconds(1))),
  "window/reduceByWindow-inverse": numbers((a) => a.reduceByWindow(add, take, Seconds(3), Seconds(1))),
  "window/reduceByWindow-max": numbers((a) => a.reduceByWindow((x, y) => Math.max(x, y), Seconds(3), Seconds(1))),
  "window/reduceByWindow-3-2": numbers((a) => a.reduceByWindow(add, Seconds(3), Seconds(2))),

  "window/reduceByKeyAndWindow": pairs((p) => p.reduceByKeyAndWindow(add, Seconds(3))),
  "window/reduceByKeyAndWindow-3-2": pairs((p) => p.reduceByKeyAndWindow(add, Seconds(3), Seconds(2))),
  "window/reduceByKeyAndWindow-n": pairs((p) => p.reduceByKeyAndWindow(add, Seconds(2), Seconds(2), 4)),
  "window/groupByKeyAndWindow": pairs((p) => p.groupByKeyAndWindow(Seconds(3))),
  "window/groupByKeyAndWindow-3-2": pairs((p) => p.groupByKeyAndWindow(Seconds(3), Seconds(2), 3)),
  "window/countByValueAndWindow": words((w) => w.countByValueAndWindow(Seconds(3), Seconds(1))),
  "window/countByValueAndWindow-2-2": words((w) => w.countByValueAndWindow(Seconds(2), Seconds(2))),
  "window/window-then-reduceByKey": pairs((p) => p.window(Seconds(3)).reduceByKey(add)),
  "window/window-count": numbers((a) => a.window(Seconds(3)).count()),

  "window/inverse": pairs((p) => p.reduceByKeyAndWindow(add, take, Seconds(3), Seconds(1))),
  "window/inverse-n": pairs((p) => p.reduceByKeyAndWindow(add, take, Seconds(2), Seconds(1), 4)),
  "window/inverse-tumbling": pairs((p) => p.reduceByKeyAndWindow(add, take, Seconds(2), Seconds(2))),

  "window/inverse-calls-3-2": ({ input, out }) => {
    out(
      input<[string, string]>("p").reduceByKeyAndWindow(
        (x, y) => `(${x}+${y})`,
        (x, y) => `(${x}-${y})`,
        Seconds(4),
        Seconds(2),
        1,
      ),
    );
  },

  "window/inverse-no-checkpoint": pairs((p) => p.reduceByKeyAndWindow(add, take, Seconds(3), Seconds(1))),

  "window/inverse-partitioner": pairs((p) =>
    p.reduceByKeyAndWindow(add, take, Seconds(2), Seconds(1), new FirstLetter(3), () => true),
  ),

  "window/hot-items": ({ input, observe }) => {
    input<string>("w")
      .countByValueAndWindow(Seconds(3), Seconds(2))
      .foreachRDD(async (r, t) => {
        const byCount = ([a, m]: Pair, [b, n]: Pair) => m - n || (a < b ? -1 : a > b ? 1 : 0);
        observe("top", t, await r.top(2, byCount));
      });
  },
};
