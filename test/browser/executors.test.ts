import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Scenario } from "../../playground/sandbox/protocol.ts";
import { compileInNode } from "../playground/compile-in-node.ts";
import { launchChromium, serve, type TestServer } from "./chromium.ts";
import type { TestPage } from "./page/main.ts";
import { sharedPages } from "./pages.ts";

declare const page: TestPage;

let pages: string;
let server: TestServer;
let browser: Browser;
let tab: Page;

beforeAll(async () => {
  pages = await sharedPages(fileURLToPath(new URL("page/", import.meta.url)));
  [server, browser] = await Promise.all([serve(pages), launchChromium()]);
  tab = await browser.newPage();
  await tab.goto(server.address);
  await tab.waitForFunction(() => "page" in globalThis);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** Runs a program in the sandbox, with the functions that the playground's own programs have, until it is over. */
async function run(executor: "inline" | "workers", body: string) {
  const compiled = compileInNode({
    "program.ts": `import { Seconds, SparkConf, SparkContext, StreamingContext } from "sluice";
const conf = new SparkConf().setMaster("local[2]").setAppName("Executors").set("sluice.executor", "${executor}");
${body}`,
  });
  if ("diagnostics" in compiled) throw new Error(JSON.stringify(compiled.diagnostics));
  const { program } = compiled;
  const scenario: Scenario = {
    seed: 1,
    happenings: [{ kind: "line", at: 100, host: "localhost", port: 9999, line: "to be or not to be" }],
  };
  await tab.evaluate(([program, scenario]) => page.run(program, scenario), [program, scenario] as const);
  await tab.waitForFunction(() => ["stopped", "failed"].includes(page.session.state));
  return tab.evaluate(() => {
    const { events, error } = page.heard;
    return { error, output: page.output(), events: events as readonly { kind: string; origin?: unknown }[] };
  });
}

const JOBS = `
const sc = new SparkContext(conf);
class Point { #x; constructor(x: number) { this.#x = x; } get double() { return this.#x * 2; } }
const names = sc.broadcast(new Map([[1, "one"]]));
const seen = sc.longAccumulator("seen");
const numbers = sc.range(0, 20, 1, 4);
console.log(await numbers.map((n) => [n % 3, new Point(n).double]).reduceByKey((a, b) => a + b).sortByKey().collect());
console.log(await numbers.map((n) => { seen.add(1); return names.value.get(n) ?? "?"; }).take(3), seen.value);
console.log(await numbers.map((n): [number, number] => [n % 2, n]).groupByKey().mapValues((all) => all.length).collect());
const cached = numbers.filter((n) => n > 10).cache();
console.log(await cached.count(), await cached.sum(), String(await cached.stats()));
await numbers.saveAsTextFile("out");
console.log((await sc.textFile("out").collect()).length);
sc.stop();
`;

describe("executors in workers of the sandbox's worker", () => {
  test("give what the driver's thread gives", async () => {
    const inline = await run("inline", JOBS);
    const workers = await run("workers", JOBS);
    expect(workers.error).toBeUndefined();
    expect(workers.output).toBe(inline.output);
    expect(workers.output).toContain("20\n");
    expect(workers.events.filter((event) => event.kind === "executor-added")).toHaveLength(2);
    expect(inline.events.filter((event) => event.kind === "executor-added")).toHaveLength(0);
  });

  test("a stream: time waits for the executors, and tasks see the time of the driver", async () => {
    const { output, error } = await run(
      "workers",
      `const ssc = new StreamingContext(conf, Seconds(1));
ssc.socketTextStream("localhost", 9999).flatMap((line) => line.split(" ")).map((word) => [word, Date.now()]).reduceByKey((a, b) => Math.max(a, b)).print();
ssc.start();
await ssc.awaitTerminationOrTimeout(1500);
await ssc.stop();`,
    );
    expect(error).toBeUndefined();
    expect(output).toContain("Time: 1000 ms");
    for (const word of ["to", "be", "or", "not"]) expect(output).toContain(`(${word},1000)`);
  });

  test("errors and words come with their place and their task", async () => {
    const { output, error, events } = await run(
      "workers",
      `const sc = new SparkContext(conf);
await sc.parallelize([1], 1).foreach((n) => console.log("task", n));
await sc.parallelize([1], 1).map((n) => {
  if (n === 1) throw new RangeError("one");
  return n;
}).collect();`,
    );
    expect(output).toBe("task 1\n");
    expect(events.find((event) => event.kind === "console")?.origin).toEqual({ stage: 0, task: 0 });
    expect(error?.message).toContain("RangeError: one");
    expect(error?.site).toEqual({ file: "program.ts", line: 6, column: 22 });
  });

  test("an executor that is killed is replaced", async () => {
    const { output, error, events } = await run(
      "workers",
      `const sc = new SparkContext(conf);
const pairs = sc.range(0, 20, 1, 4).map((n): [number, number] => [n % 3, n]).reduceByKey((a, b) => a + b, 4);
const first = await pairs.collect();
sc.killExecutor(0);
console.log(JSON.stringify(await pairs.collect()) === JSON.stringify(first));
sc.stop();`,
    );
    expect(error).toBeUndefined();
    expect(output).toBe("true\n");
    expect(events.filter((event) => event.kind === "executor-removed")).toHaveLength(1);
  });
});
