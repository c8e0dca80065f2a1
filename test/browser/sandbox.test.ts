import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { strip } from "../../core/closure/compile/strip.ts";
import { transform } from "../../core/closure/compile/transform.ts";
import type { CompiledProgram } from "../../playground/sandbox/protocol.ts";
import { launchChromium, serve, type TestServer } from "./chromium.ts";
import type { TestPage } from "./page/main.ts";
import { openPage, program, runToEnd, sandboxPages } from "./sandboxed.ts";

declare const page: TestPage;

let server: TestServer;
let browser: Browser;
let tab: Page;
const problems: string[] = [];

beforeAll(async () => {
  [server, browser] = await Promise.all([sandboxPages().then(serve), launchChromium()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});
beforeEach(async () => {
  problems.length = 0;
  await tab?.close();
  tab = await openPage(browser, server.address, problems);
});

/** Runs the program as fast as possible and waits until it is over. */
const run = (code: string, others?: Record<string, string>) => runToEnd(tab, code, others);

describe("a program in the sandbox", () => {
  test("runs, with its imports, console and virtual time", async () => {
    const { state, error, output } = await run(
      `import { twice } from "./helpers/words.ts";
       import { SEVEN } from "./helpers/numbers.ts";
       console.log(twice("a"), SEVEN, Date.now());
       await new Promise((resolve) => setTimeout(resolve, 60_000));
       console.error(Date.now(), (await import("./helpers/numbers.ts")).SEVEN);`,
      {
        "helpers/words.ts": `import { SEVEN } from "./numbers.ts"; export const twice = (word) => word + word + SEVEN;`,
        "helpers/numbers.ts": "export const SEVEN = 7;",
      },
    );
    expect({ state, error, output }).toEqual({ state: "stopped", error: undefined, output: "aa7 7 0\n60000 7\n" });
  });

  test("an error is told with the user's own place", async () => {
    const { state, error } = await run(
      "const a = 1;\n\nfunction fail() {\n  throw new TypeError('no good');\n}\nfail();",
    );
    expect(state).toBe("failed");
    expect(error).toEqual({
      name: "TypeError",
      message: "no good",
      stack: "at fail (program.ts:4:9)\nat (program.ts:6:1)",
      site: { file: "program.ts", line: 4, column: 9 },
    });
  });

  test("lines and columns are those of the TypeScript, also behind functions on the same line", async () => {
    const source = `const twice = (n: number): number => n + n; const fail = (m: string): never => { throw new Error(m); };
const words: string[] = ["a"].map((w) => w + "b"); if (twice(words.length) > 1) fail(words.join());
`;
    const file = "program.ts";
    const { code, map } = transform(strip(source, file), { file, original: source });
    const compiled: CompiledProgram = { entry: file, modules: [{ name: file, code, map: map.toString() }] };
    await tab.evaluate((program) => page.run(program, { seed: 1, happenings: [] }), compiled);
    await tab.waitForFunction(() => page.session.state === "failed");
    const [first, second] = source.split("\n") as [string, string];
    expect(await tab.evaluate(() => page.heard.error)).toEqual({
      name: "Error",
      message: "ab",
      stack: `at fail (program.ts:1:${first.indexOf("new Error") + 1})\nat (program.ts:2:${second.indexOf("fail(") + 1})`,
      site: { file: "program.ts", line: 1, column: first.indexOf("new Error") + 1 },
    });
  });

  test.each([
    ["a timer's callback", "setTimeout(() => { throw new Error('late'); }, 5); await new Promise(() => {});"],
    ["a promise that nobody awaits", "Promise.reject(new Error('late')); await new Promise(() => {});"],
    ["a file that it imports", `import "./other.ts";`],
  ])("an error in %s ends it", async (_, code) => {
    const { state, error } = await run(code, { "other.ts": "\nthrow new Error('late');" });
    expect(state).toBe("failed");
    expect(error?.message).toBe("late");
    expect(error?.site?.file).toMatch(/^(program|other)\.ts$/);
  });

  test.each([
    [
      `import "lodash";`,
      'Cannot find the package "lodash": in the playground a program can import "sluice" and its own files, imported at program.ts:1:9',
    ],
    [
      `\n import { a } from "./nope.ts";`,
      `Cannot find the file "./nope.ts": the program's files are program.ts, circle.ts, imported at program.ts:2:21`,
    ],
    [
      `import "../outside.ts";`,
      `Cannot find the file "../outside.ts": the program's files are program.ts, circle.ts, imported at program.ts:1:9`,
    ],
    [
      `import "./circle.ts";`,
      "The files import each other in a circle (program.ts → circle.ts → program.ts), which the playground cannot load, imported at circle.ts:1:9",
    ],
  ])("%s is refused with words", async (code, message) => {
    const { error } = await run(code, { "circle.ts": `import "./program.ts";` });
    expect(error).toMatchObject({ name: "ModuleLoadError", message });
  });
});

describe("the pace", () => {
  const STREAM = `
    import { Seconds, SparkConf, StreamingContext } from "sluice";
    const ssc = new StreamingContext(new SparkConf().setMaster("local[2]").setAppName("Pace"), Seconds(1));
    ssc.socketTextStream("localhost", 9999).print();
    ssc.start();
    await ssc.awaitTermination();`;

  const start = (options: { speed: number; paused: boolean }) =>
    tab.evaluate(([program, options]) => page.run(program, { seed: 1, happenings: [] }, options), [
      program(STREAM),
      options,
    ] as const);
  const batches = () =>
    tab.evaluate(() => page.heard.events.flatMap((event) => (event.kind === "batch-completed" ? [event.time] : [])));

  test("paused at 0; a step goes to the next batch time and pauses there, when the batch has been done", async () => {
    await start({ speed: 1, paused: true });
    await tab.waitForFunction(() => page.session.state === "paused");
    expect(await tab.evaluate(() => page.heard.now)).toBe(0);
    for (const time of [1000, 2000, 3000]) {
      await tab.evaluate(() => {
        page.session.perform({ kind: "line", host: "localhost", port: 9999, line: "typed" });
        page.session.stepBatch();
      });
      await tab.waitForFunction((time) => page.heard.now === time && page.session.state === "paused", time);
    }
    await expect.poll(batches).toEqual([1000, 2000, 3000]);
    const output = await tab.evaluate(() => page.output());
    expect(output.match(/typed/g)).toHaveLength(3);
    expect(await tab.evaluate(() => page.heard.peers)).toEqual(["localhost:9999 connected"]);
  });

  test("steps that are asked for at once are made one after the other", async () => {
    await start({ speed: 1, paused: true });
    await tab.evaluate(() => {
      for (let i = 0; i < 4; i++) page.session.stepBatch();
    });
    await expect.poll(batches).toEqual([1000, 2000, 3000, 4000]);
    await tab.waitForFunction(() => page.heard.now === 4000 && page.session.state === "paused");
  });

  test("plays at a speed, pauses, plays on", async () => {
    await start({ speed: 10, paused: false });
    await tab.waitForFunction(() => page.heard.now >= 5000);
    await tab.evaluate(() => page.session.pause());
    await tab.waitForFunction(() => page.session.state === "paused");
    const paused = await tab.evaluate(() => page.heard.now);
    await tab.waitForTimeout(200);
    expect(await tab.evaluate(() => page.heard.now)).toBe(paused);
    await tab.evaluate(() => page.session.play(100));
    await tab.waitForFunction((paused) => page.heard.now > paused + 10_000, paused);
    expect((await batches()).slice(0, 5)).toEqual([1000, 2000, 3000, 4000, 5000]);
  });

  test("a peer that hangs up is connected to again after two seconds, as Spark's receiver does", async () => {
    await start({ speed: Number.POSITIVE_INFINITY, paused: true });
    await tab.evaluate(() => page.session.stepBatch());
    await tab.waitForFunction(() => page.heard.now === 1000);
    await tab.evaluate(() => {
      page.session.perform({ kind: "hang-up", host: "localhost", port: 9999 });
      for (let i = 0; i < 4; i++) page.session.stepBatch();
    });
    await tab.waitForFunction(() => page.heard.now === 5000);
    expect(await tab.evaluate(() => page.heard.peers)).toEqual([
      "localhost:9999 connected",
      "localhost:9999 left",
      "localhost:9999 connected",
    ]);
    await expect
      .poll(() =>
        tab.evaluate(() =>
          page.heard.events.some((event) => event.kind === "receiver-restarting" && event.delay === 2000),
        ),
      )
      .toBe(true);
  });
});
