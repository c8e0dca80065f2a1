import { afterEach, beforeEach, expect, test } from "vitest";
import { ConstantInputDStream, List, type StreamingContext } from "../../core/index.ts";
import { World } from "../support/world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.end());

function constant<T>(ssc: StreamingContext, records: T[]) {
  return new ConstantInputDStream<T>(ssc, ssc.sparkContext.parallelize(records as never[], 2));
}

const names = (path: string) => world.host.files.list(path).map((entry) => entry.name);
const text = (path: string) => new TextDecoder().decode(world.host.files.read(path));

test("a stream may save where something is; old parts are written over, others stay", async () => {
  const ssc = world.ssc();
  world.host.files.put("/out/w-1000.txt/part-00000", "old\n");
  world.host.files.put("/out/w-1000.txt/part-00007", "other\n");
  constant(ssc, ["a", "b"]).saveAsTextFiles("/out/w", "txt");
  ssc.start();
  await world.clock.advance(2000);
  expect(names("/out")).toEqual(["w-1000.txt", "w-2000.txt"]);
  expect(names("/out/w-1000.txt")).toEqual(["_SUCCESS", "part-00000", "part-00001", "part-00007"]);
  expect(text("/out/w-1000.txt/part-00000")).toBe("a\n");
});

test("what was saved as objects comes back", async () => {
  const ssc = world.ssc();
  constant(ssc, [["a", new Map([["x", 1]])]]).saveAsObjectFiles("/out/o");
  ssc.start();
  await world.clock.advance(1000);
  expect(await ssc.sparkContext.objectFile("/out/o-1000").collect()).toEqual([["a", new Map([["x", 1]])]]);
});

test("a save that fails fails its output operation and leaves no half of it; what follows goes on", async () => {
  const ssc = world.ssc();
  const counts: number[] = [];
  const stream = constant(ssc, ["a", null]);
  stream.saveAsTextFiles("/out/w");
  stream.foreachRDD(async (rdd) => {
    counts.push(await rdd.count());
  });
  ssc.start();
  await world.clock.advance(2000);
  expect(counts).toEqual([2, 2]);
  expect(names("/out/w-1000")).toEqual([]);
  expect(world.of("batch-completed").map((event) => event.failures)).toEqual([1, 1]);
  await expect(ssc.awaitTermination()).rejects.toThrow("text files do not allow null rows");
});

test("pprint writes what Python would", async () => {
  const ssc = world.ssc();
  constant<unknown>(ssc, [
    "plain",
    ["it's", 'say "it\'s"', "tab\t\u0007"],
    ["one"],
    [],
    [1.5, 1e-7, 3e21, Number.NaN, Number.NEGATIVE_INFINITY, 10n, -0],
    [true, false, null, undefined],
    List.of<unknown>(1, "a"),
    new Map([["k", [1, 2]]]),
    { a: 1, b: "x" },
    new Set([1]),
    new Set(),
    Uint8Array.of(0, 97, 39, 255),
  ]).pprint(12);
  ssc.start();
  await world.clock.advance(1000);
  const rule = "-------------------------------------------";
  const records = [
    "plain",
    `("it's", 'say "it\\'s"', 'tab\\t\\x07')`,
    "('one',)",
    "()",
    "(1.5, 1e-07, 3e+21, nan, -inf, 10, 0)",
    "(True, False, None, None)",
    "[1, 'a']",
    "{'k': (1, 2)}",
    "{'a': 1, 'b': 'x'}",
    "{1}",
    "set()",
    "b'\\x00a\\'\\xff'",
  ];
  expect(world.stdout).toBe(`${[rule, "Time: 1970-01-01 00:00:01", rule, ...records].join("\n")}\n\n`);
});

test("pprint's time has a fraction where the batch has one", async () => {
  const ssc = world.ssc("local[2]", {}, (await import("../../core/index.ts")).Milliseconds(250));
  constant(ssc, [1]).pprint();
  ssc.start();
  await world.clock.advance(250);
  expect(world.stdout).toContain("Time: 1970-01-01 00:00:00.250000\n");
});

test("a constant stream without an RDD is refused", () => {
  const ssc = world.ssc();
  expect(() => new ConstantInputDStream(ssc, null as never)).toThrow("parameter rdd null is illegal");
});
