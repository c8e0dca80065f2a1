import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Happening } from "../../core/sim/deeds.ts";
import type { TraceEvent } from "../../core/trace/events.ts";
import type { CompiledProgram, Scenario } from "../../playground/sandbox/protocol.ts";
import { compileInNode } from "../playground/compile-in-node.ts";
import { compiled, countingProgram } from "../playground/fixtures/fault-runs.ts";
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

const RUNNER = fileURLToPath(new URL("../playground/run-in-node.ts", import.meta.url));

async function traceInNode(program: CompiledProgram, scenario: Scenario, until: number): Promise<string[]> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", RUNNER], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(JSON.stringify({ program, scenario, until }));
  return (await text(child.stdout)).trimEnd().split("\n");
}

async function traceInChromium(program: CompiledProgram, scenario: Scenario, until: number): Promise<string[]> {
  await tab.evaluate(([program, scenario]) => page.run(program, scenario), [program, scenario] as const);
  await tab.waitForFunction(
    (until) =>
      page.heard.events.some((event) => event.t >= until) || ["stopped", "failed"].includes(page.session.state),
    until,
  );
  return tab.evaluate((until) => {
    page.session.stop();
    const events = page.heard.events.filter((event) => event.t < until).map((event) => JSON.stringify(event));
    return [...events, JSON.stringify({ ended: page.heard.error ?? null })];
  }, until);
}

const scenario: Scenario = {
  seed: 42,
  happenings: Array.from({ length: 60 }, (_, i) => ({
    kind: "line",
    at: 137 + i * 83,
    host: "localhost",
    port: 9999,
    line: `hello world ${i % 7} hello 世界`,
  })),
};

const WORD_COUNT = `import { Seconds, SparkConf, StreamingContext } from "sluice";

const conf = new SparkConf().setMaster("local[2]").setAppName("NetworkWordCount");
const ssc = new StreamingContext(conf, Seconds(1));

const lines = ssc.socketTextStream("localhost", 9999);
const counts = lines
  .flatMap((line) => line.split(" "))
  .map((word): [string, number] => [word, 1])
  .reduceByKey((a, b) => a + b);
counts.print();

ssc.start();
await ssc.awaitTermination();
`;

const programs: Record<string, Record<string, string>> = {
  "the quick start": { "program.ts": WORD_COUNT },
  "words on the console, from driver and tasks, with time and chance": {
    "program.ts": `import { Seconds, SparkConf, StreamingContext } from "sluice";
import { shout } from "./helpers/words.ts";

const ssc = new StreamingContext(new SparkConf().setMaster("local[3]").setAppName("Words"), Seconds(1));
const lines = ssc.socketTextStream("localhost", 9999);
let counter = 0;
lines.map(shout).foreachRDD(async (rdd, time) => {
  await rdd.foreach((line) => {
    counter += 1;
    if (line.endsWith("3 HELLO 世界")) console.log("on an executor", line, counter);
  });
  await new Promise((resolve) => setTimeout(resolve, 250));
  console.log("on the driver", time.milliseconds, Date.now(), Math.random(), counter, await rdd.count());
});
ssc.start();
await ssc.awaitTermination();
`,
    "helpers/words.ts": `export const shout = (text: string): string => text.toUpperCase();\n`,
  },
  "a function that throws on one record": {
    "program.ts": WORD_COUNT.replace(
      '.flatMap((line) => line.split(" "))',
      `.flatMap((line) => {
    if (line.includes(" 5 ")) throw new RangeError("five");
    return line.split(" ");
  })`,
    ),
  },
};

describe("the same program in the same world", () => {
  test.each(Object.entries(programs))(
    "leaves the same trace in Node and in Chromium, byte for byte: %s",
    async (_, files) => {
      const compiled = compileInNode(files);
      if (!("program" in compiled)) throw new Error(JSON.stringify(compiled.diagnostics, null, 1));
      const [node, again, chromium] = await Promise.all([
        traceInNode(compiled.program, scenario, 6500),
        traceInNode(compiled.program, scenario, 6500),
        traceInChromium(compiled.program, scenario, 6500),
      ]);
      expect(node.length).toBeGreaterThan(50);
      expect(again).toEqual(node);
      expect(chromium).toEqual(node);
    },
  );

  test("tasks that take their time make batches wait, in the same way everywhere", async () => {
    const compiled = compileInNode({ "program.ts": WORD_COUNT });
    if (!("program" in compiled)) throw new Error(JSON.stringify(compiled.diagnostics));
    const slow: Scenario = { ...scenario, taskCost: 400 };
    const [node, chromium] = await Promise.all([
      traceInNode(compiled.program, slow, 6500),
      traceInChromium(compiled.program, slow, 6500),
    ]);
    expect(chromium).toEqual(node);
    const started = node.map((line) => JSON.parse(line)).filter((event) => event.kind === "batch-started");
    expect(started.length).toBeGreaterThan(1);
    expect(started.at(-1).schedulingDelay).toBeGreaterThan(1000);
  });

  const SAFE = { checkpoint: true, log: true };
  const faults: Record<
    string,
    { program?: Parameters<typeof countingProgram>[0]; deeds: Happening[]; told: string[] }
  > = {
    "a driver that dies in a batch and goes on from its checkpoint": {
      deeds: [{ kind: "kill-driver", at: 3010, restart: 1700 }],
      told: ["driver-died", "driver-started", "driver-recovered"],
    },
    "one that begins anew, and dies again": {
      program: { checkpoint: false, log: false },
      deeds: [
        { kind: "kill-driver", at: 2300, restart: 900 },
        { kind: "kill-driver", at: 4700, restart: 1 },
      ],
      told: ["driver-died", "driver-started", "driver-died", "driver-started"],
    },
    "one that is started by hand": {
      deeds: [
        { kind: "kill-driver", at: 2300 },
        { kind: "start-driver", at: 4444 },
      ],
      told: ["driver-died", "driver-started", "driver-recovered"],
    },
    "a receiver that dies": { deeds: [{ kind: "kill-receiver", at: 1500, stream: 0 }], told: ["fault"] },
    "an executor that dies with the driver's thread": {
      deeds: [{ kind: "kill-executor", at: 2500, executor: 1 }],
      told: ["fault"],
    },
    "writes that fail, once and for a while": {
      deeds: [
        { kind: "fail-writes", at: 1500, files: "log" },
        { kind: "fail-writes", at: 2500, files: "checkpoint", lasts: 1500 },
        { kind: "fail-writes", at: 4500, files: "any" },
      ],
      told: ["fault", "fault", "fault"],
    },
    "tasks that are slow, and of one partition": {
      deeds: [
        { kind: "slow-tasks", at: 1500, by: 700, lasts: 1000 },
        { kind: "slow-tasks", at: 3500, by: 300, partition: 0 },
      ],
      told: ["fault", "fault"],
    },
  };

  test.each(Object.entries(faults))(
    "also when something goes wrong: %s",
    async (_, { program = SAFE, deeds, told }) => {
      const run = compiled(countingProgram(program));
      const world: Scenario = { ...scenario, taskCost: 12, happenings: [...scenario.happenings, ...deeds] };
      const [node, chromium] = await Promise.all([traceInNode(run, world, 6500), traceInChromium(run, world, 6500)]);
      expect(chromium).toEqual(node);
      const kinds = node.slice(0, -1).map((line) => (JSON.parse(line) as TraceEvent).kind);
      const isTold = ["fault", "driver-died", "driver-started", "driver-recovered"];
      expect(kinds.filter((kind) => isTold.includes(kind))).toEqual(told);
    },
  );

  test("another seed or another scenario leaves another trace", async () => {
    const compiled = compileInNode({
      "program.ts": "for (let i = 0; i < 3; i++) console.log(Math.random());\n",
    });
    if (!("program" in compiled)) throw new Error(JSON.stringify(compiled.diagnostics));
    const one = await traceInNode(compiled.program, { seed: 1, happenings: [] }, 1000);
    const two = await traceInNode(compiled.program, { seed: 2, happenings: [] }, 1000);
    expect(one).toHaveLength(4);
    expect(two).not.toEqual(one);
  });
});
