import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { CompiledProgram, Scenario } from "../../playground/sandbox/protocol.ts";
import { compileInNode } from "../playground/compile-in-node.ts";
import type { KeptText } from "../playground/kept-folder.ts";
import { launchChromium, serve, type TestServer } from "./chromium.ts";
import type { TestPage } from "./page/main.ts";
import { PLAYGROUND, sharedPages } from "./pages.ts";

declare const page: TestPage;

/** Slow is not wrong. */
const PATIENCE = 60_000;

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

/** Counts words in a state whose own checkpoints are `state` seconds apart. */
const counting = (state: number): string => `import { Seconds, SparkConf, StreamingContext } from "sluice";

const ssc = StreamingContext.getOrCreate("/counts", () => {
  const ssc = new StreamingContext(new SparkConf().setMaster("local[2]").setAppName("Counts"), Seconds(1));
  ssc.checkpoint("/counts");
  const counts = ssc
    .socketTextStream("localhost", 9999)
    .flatMap((line) => line.split(" "))
    .map((word): [string, number] => [word, 1])
    .updateStateByKey((ones: number[], sum: number | undefined) => ones.reduce((a, b) => a + b, sum ?? 0));
  counts.checkpoint(Seconds(${state}));
  counts.print();
  return ssc;
});
ssc.start();
await ssc.awaitTermination();
`;

function compile(code: string): CompiledProgram {
  const result = compileInNode({ "program.ts": code });
  if (!("program" in result)) throw new Error(JSON.stringify(result));
  return result.program;
}

/** The states as they were printed last. */
function lastStates(output: string): Record<string, number> {
  const batches = output.split(/-{43}\nTime: \d+ ms\n-{43}\n/);
  const last = batches.findLast((each) => /^\(/.test(each)) ?? "";
  return Object.fromEntries([...last.matchAll(/^\((.*),(\d+)\)$/gm)].map(([, word, count]) => [word!, Number(count)]));
}

const linesAt = (from: number, to: number, line: string): Scenario["happenings"] =>
  Array.from({ length: (to - from) / 1000 }, (_, i) => ({
    kind: "line",
    at: from + i * 1000 + 400,
    host: "localhost",
    port: 9999,
    line,
  }));

describe("what a sandbox's program leaves", { timeout: 4 * PATIENCE }, () => {
  let pages: string;
  let server: TestServer;
  let context: BrowserContext;
  let tab: Page;
  const compiled = compile(counting(5));

  beforeAll(async () => {
    pages = await sharedPages(fileURLToPath(new URL("page/", import.meta.url)));
    server = await serve(pages);
  }, 120_000);
  afterAll(() => server?.close());
  beforeEach(async () => {
    context = await browser.newContext();
    tab = await open();
  });
  afterEach(() => context.close());

  async function open(): Promise<Page> {
    const opened = await context.newPage();
    await opened.goto(server.address);
    await opened.waitForFunction(() => "page" in globalThis);
    return opened;
  }

  /** Steps until `time` and until what the batch at that time wrote is durable. */
  async function stepTo(time: number, steps: number): Promise<void> {
    await tab.evaluate((steps) => {
      for (let i = 0; i < steps; i++) page.session.stepBatch();
    }, steps);
    await tab.waitForFunction((time) => page.heard.now >= time && page.session.state === "paused", time);
    await expect.poll(() => tab.evaluate(() => page.disks.checkpointOf("counts"))).toBe(time);
    const settled = () => tab.evaluate(() => page.heard.kept.length);
    const isQuiet = async (): Promise<boolean> => {
      const before = await settled();
      await tab.waitForTimeout(300);
      return before === (await settled());
    };
    await expect.poll(isQuiet).toBe(true);
  }

  const start = (from: "start" | "checkpoint", lines: Scenario["happenings"], program = compiled) =>
    tab.evaluate(
      ([from, program, lines]) =>
        page.runKept("counts", from, program, { seed: 1, happenings: lines }, { speed: 1, paused: true }),
      [from, program, lines] as const,
    );

  const kept = (): Promise<KeptText> =>
    tab.evaluate(async () => {
      const world = await page.disks.read("counts");
      const files = world.files.map(({ path, modified, bytes }) => ({
        path,
        modified,
        ...(bytes && { base64: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")) }),
      }));
      return { now: world.now, files };
    });

  async function inNode(kept: KeptText, lines: Scenario["happenings"], until: number) {
    const runner = fileURLToPath(new URL("../playground/run-in-node.ts", import.meta.url));
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", runner], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    child.stdin.end(JSON.stringify({ program: compiled, scenario: { seed: 1, happenings: lines, kept }, until }));
    const events = (await text(child.stdout))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const end = events.pop() as { readonly ended: unknown; readonly kept: KeptText };
    return { ...end, output: events.map((event) => (event.kind === "console" ? event.text : "")).join(""), events };
  }

  const BEFORE = linesAt(0, 8000, "a b a");

  test("a checkpoint saved in Chromium opens in Node, which goes on, and back", async () => {
    await start("start", BEFORE);
    await stepTo(12_000, 12);
    expect(lastStates(await tab.evaluate(() => page.output()))).toEqual({ a: 16, b: 8 });
    await tab.evaluate(() => page.session.stop());
    const saved = await kept();

    const fromBrowser = await inNode(saved, linesAt(13_000, 15_000, "b c"), 24_000);
    expect(fromBrowser.ended).toBe(null);
    expect(fromBrowser.events).toContainEqual(
      expect.objectContaining({ kind: "driver-recovered", checkpoint: 12_000 }),
    );
    expect(lastStates(fromBrowser.output)).toEqual({ a: 16, b: 10, c: 2 });

    await tab.evaluate(async ({ now, files }) => {
      const bytes = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      const disk = page.disks.beginAnew("counts");
      const puts = files.map(({ path, modified, base64 }) => ({
        change: "put" as const,
        path,
        modified,
        ...(base64 !== undefined && { bytes: bytes(base64) }),
      }));
      await disk.commit(puts, now);
    }, fromBrowser.kept);
    expect((await kept()).files).toEqual(fromBrowser.kept.files);
    const from = Math.ceil(fromBrowser.kept.now / 1000) * 1000;
    await start("checkpoint", linesAt(from, from + 1000, "c d"));
    await tab.evaluate(() => {
      for (let i = 0; i < 3; i++) page.session.stepBatch();
    });
    await expect
      .poll(async () => lastStates(await tab.evaluate(() => page.output())), { timeout: PATIENCE })
      .toEqual({ a: 16, b: 10, c: 3, d: 1 });
  });

  test("Node and Chromium write the same bytes", async () => {
    await start("start", BEFORE);
    await stepTo(12_000, 12);
    await tab.evaluate(() => page.session.stop());
    const here = new Map((await kept()).files.map(({ path, base64 }) => [path, base64]));
    const there = new Map(
      (await inNode({ now: 0, files: [] }, BEFORE, 13_000)).kept.files.map(({ path, base64 }) => [path, base64]),
    );
    const both = [...here.keys()].filter((path) => there.has(path) && here.get(path) !== undefined);
    expect(both.some((path) => path.includes("/checkpoint-"))).toBe(true);
    expect(both.some((path) => path.includes("/part-"))).toBe(true);
    for (const path of both) {
      const [one, other] = [here, there].map((files) => Buffer.from(files.get(path)!, "base64"));
      // logs go on as long as the program does
      const length = path.includes("/log-") ? Math.min(one!.length, other!.length) : undefined;
      expect([path, one!.toString("base64", 0, length)]).toEqual([path, other!.toString("base64", 0, length)]);
    }
  });

  test("what was received and logged, and no batch has had yet, is in the next batch of the run that goes on", async () => {
    const logging = compile(
      counting(10)
        .replace(
          '.setAppName("Counts")',
          '.setAppName("Counts").set("spark.streaming.receiver.writeAheadLog.enable", "true")',
        )
        .replace("Seconds(1)", "Seconds(10)"),
    );
    await start("start", [], logging);
    await stepTo(10_000, 1);
    await tab.evaluate(() => {
      page.session.perform({ kind: "line", host: "localhost", port: 9999, line: "late" });
      page.session.play(1);
    });
    await tab.waitForFunction(() =>
      page.heard.events.some((each) => each.kind === "log-written" && each.entry === "block-added"),
    );
    const kept = await tab.evaluate(() => page.heard.kept.length);
    await tab.waitForFunction((kept) => page.heard.kept.length > kept || page.heard.now > 11_500, kept);
    await tab.evaluate(() => page.session.stop());
    expect(await tab.evaluate(() => page.heard.now)).toBeLessThan(20_000);
    await start("checkpoint", [], logging);
    await tab.evaluate(() => page.session.stepBatch());
    await expect
      .poll(async () => lastStates(await tab.evaluate(() => page.output())), { timeout: PATIENCE })
      .toEqual({ late: 1 });
    expect(
      await tab.evaluate(() => page.heard.events.some((each) => each.kind === "log" && each.level === "error")),
    ).toBe(false);
  });

  test("a second tab takes the place, and the first one is told", async () => {
    await start("start", BEFORE);
    await stepTo(2000, 2);
    const first = tab;
    tab = await open();
    await start("start", BEFORE);
    await stepTo(1000, 1);
    await first.evaluate(() => page.session.stepBatch());
    await first.waitForFunction(() => page.heard.keepFailures.length > 0);
    expect(await first.evaluate(() => page.heard.keepFailures)).toEqual(["taken"]);
    expect(await tab.evaluate(() => page.disks.checkpointOf("counts"))).toBe(1000);
    // the run itself goes on
    await first.evaluate(() => page.session.stepBatch());
    await first.waitForFunction(() => page.heard.now >= 4000 && page.session.state === "paused");
  });

  test("what the browser has deleted is not gone on from; a run whose files are deleted is told", async () => {
    await start("start", BEFORE);
    await stepTo(1000, 1);
    const cdp = await context.newCDPSession(tab);
    await cdp.send("Storage.clearDataForOrigin", { origin: server.address, storageTypes: "indexeddb" });
    await tab.evaluate(() => page.session.stepBatch());
    await tab.waitForFunction(() => page.heard.keepFailures.length > 0);
    expect(await tab.evaluate(() => page.heard.keepFailures)).toEqual([expect.stringMatching(/removed|unavailable/)]);
    await tab.evaluate(() => page.session.stop());
    await expect(kept()).rejects.toThrow("removed");
    expect(await tab.evaluate(() => page.disks.checkpointOf("counts"))).toBeUndefined();
  });

  /** Keeps two partitions of so many characters, one RDD after the other. */
  const keeping = (...lengths: number[]): CompiledProgram =>
    compile(`import { SparkConf, SparkContext } from "sluice";
const sc = new SparkContext(new SparkConf().setMaster("local[2]").setAppName("Much"));
sc.setCheckpointDir("/much");
for (const length of ${JSON.stringify(lengths)}) {
  const rdd = sc.parallelize([0, 1], 2).map((n) => String.fromCharCode(97 + n).repeat(length));
  rdd.checkpoint();
  await rdd.count();
  await new Promise((resolve) => setTimeout(resolve, 1000));
}
console.log("done");
`);
  const keep = (program: CompiledProgram) =>
    tab.evaluate(
      (program) => page.runKept("counts", "start", program, { seed: 1, happenings: [] }, { speed: 10, paused: false }),
      program,
    );

  test("a browser that is full says so, and what was kept before stays", async () => {
    const cdp = await context.newCDPSession(tab);
    await cdp.send("Storage.overrideQuotaForOrigin", { origin: server.address, quotaSize: 5_000_000 });
    await keep(keeping(10, 9_000_000, 10));
    await tab.waitForFunction(() => page.heard.keepFailures.length > 0);
    expect(await tab.evaluate(() => page.heard.keepFailures)).toEqual(["full"]);
    await tab.waitForFunction(() => page.output() === "done\n");
    const { files } = await kept();
    const parts = files.flatMap(({ path, base64 }) => (path.includes("/part-") ? [base64!.length] : []));
    expect(parts).toHaveLength(2);
    expect(Math.max(...parts)).toBeLessThan(1000);
  });

  test("a program that keeps more than its share goes on, and keeps no more", async () => {
    await keep(keeping(...Array<number>(7).fill(4_000_000)));
    await tab.waitForFunction(() => page.heard.keepFailures.length > 0);
    expect(await tab.evaluate(() => page.heard.keepFailures)).toEqual(["quota"]);
    await tab.waitForFunction(() => page.output() === "done\n");
    const files = (await kept()).files;
    expect(files.reduce((sum, { base64 = "" }) => sum + (base64.length * 3) / 4, 0)).toBeLessThan(50_100_000);
  });

  test.each([
    ["a path that goes up", "send({ change: 'put', path: '/a/../../b', modified: 0 })"],
    ["another program's key", "send({ change: 'remove', path: ['other', '/a'] })"],
    ["no bytes", "send({ change: 'put', path: '/a', modified: 0, bytes: { length: 1e9 } })"],
    ["groups out of order", "port.postMessage({ type: 'files', group: 7, now: 0, changes: [], last: true })"],
    [
      "groups without end",
      "for (let i = 1; i < 1e4; i++) port.postMessage({ type: 'files', group: i, now: 0, changes: [], last: true })",
    ],
  ])("a program that sends %s is ended, and other programs' files are as they were", async (_, code) => {
    await tab.evaluate(async () => {
      const bytes = new Uint8Array([1]);
      await page.disks.beginAnew("other").commit([{ change: "put", path: "/a/checkpoint-1", modified: 0, bytes }], 1);
    });
    const hostile: CompiledProgram = {
      entry: "program.ts",
      modules: [
        {
          name: "program.ts",
          map: JSON.stringify({ version: 3, sources: [], names: [], mappings: "" }),
          code: `
      const port = await new Promise((resolve) => {
        const describe = Object.getOwnPropertyDescriptor(MessageEvent.prototype, "data");
        Object.defineProperty(MessageEvent.prototype, "data", {
          get() {
            const data = describe.get.call(this);
            if (data && data.call && this.target instanceof MessagePort) resolve(this.target);
            return data;
          },
        });
      });
      const send = (...changes) => port.postMessage({ type: "files", group: 1, now: 0, changes, last: true });
      ${code};
      await new Promise(() => {});`,
        },
      ],
    };
    await tab.evaluate((program) => page.runKept("counts", "start", program, { seed: 1, happenings: [] }), hostile);
    await tab.waitForFunction(() => ["stopped", "failed"].includes(page.session.state));
    expect(await tab.evaluate(() => page.heard.error?.name)).toBe("HostileMessageError");
    expect(await tab.evaluate(() => page.disks.checkpointOf("other"))).toBe(1);
  });
});

describe("the playground, when its page is reloaded in the middle of a run", { timeout: 4 * PATIENCE }, () => {
  let pages: string;
  let server: TestServer;
  let context: BrowserContext;
  let tab: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    pages = await sharedPages(PLAYGROUND);
    server = await serve(pages);
  }, 120_000);
  afterAll(() => server?.close());
  beforeEach(async () => {
    problems.length = 0;
    context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-US" });
    tab = await context.newPage();
    tab.on("pageerror", (error) => problems.push(String(error)));
    tab.on("console", (message) => {
      if (message.type() === "error") problems.push(message.text());
    });
    await tab.goto(server.address);
    await tab.evaluate((draft) => localStorage.setItem("sluice.program", draft), counting(1));
    await reload();
  });
  afterEach(() => context.close());

  async function reload(): Promise<void> {
    await tab.reload();
    await tab.waitForSelector(".monaco-editor .view-line");
  }

  const button = (name: RegExp) => tab.getByRole("banner").getByRole("button", { name });
  // What is seen, with its line breaks, which textContent leaves out.
  // biome-ignore lint/performance/useDomNodeTextContent: see above
  const consoleText = () => tab.getByRole("region", { name: "Console" }).innerText();
  async function say(line: string): Promise<void> {
    const field = tab.locator("[data-focus=netcat]");
    await field.waitFor();
    await field.fill(line);
    await field.press("Enter");
  }

  async function runAndReload(): Promise<number> {
    await button(/^Run/).click();
    await say("hello world hello");
    await expect.poll(consoleText, { timeout: PATIENCE }).toMatch(/\(hello,2\)\n\(world,1\)/);
    const counted = Number(/Time: (\d+) ms\n-{43}\n\(hello,2\)/.exec(await consoleText())![1]);
    await laterThan(counted);
    await reload();
    return counted;
  }

  /** Two batches on: then the checkpoint after the batch at `time` has long been there. */
  const laterThan = (time: number) =>
    expect.poll(consoleText, { timeout: PATIENCE }).toContain(`Time: ${time + 2000} ms`);

  test("it goes on from the checkpoint in IndexedDB, with the right state and time", async () => {
    const counted = await runAndReload();
    const goOn = button(/^Continue from batch/);
    await goOn.waitFor();
    // in today's time, as a clock shows it
    expect(Math.abs(counted - Date.now())).toBeLessThan(5 * PATIENCE);
    expect(await goOn.textContent()).toMatch(/batch \d\d:\d\d:\d\d/);
    await button(/^Start afresh/).waitFor();
    await tab
      .getByRole("main")
      .getByRole("button", { name: /^Continue from batch/ })
      .waitFor();
    await tab.keyboard.press("Control+Enter");
    await say("hello again");
    await expect.poll(consoleText, { timeout: PATIENCE }).toMatch(/\(hello,3\)/);
    const output = await consoleText();
    expect(output).toMatch(/\(again,1\)/);
    expect(output).toMatch(/\(world,1\)/);
    const times = [...output.matchAll(/Time: (\d+) ms/g)].map(([, time]) => Number(time));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(counted);
    // also the batches of the time in which nothing ran
    const each = [...new Set(times)].sort((a, b) => a - b);
    expect(each).toEqual(each.map((_, i) => each[0]! + i * 1000));
    expect(problems).toEqual([]);

    // once more, in Chinese, and from what the second run wrote
    await laterThan(Number(/Time: (\d+) ms\n-{43}\n\(hello,3\)/.exec(output)![1]));
    await reload();
    await tab.getByRole("banner").getByRole("button", { name: /中文/ }).click();
    await button(/^从批次 .* 继续/).click();
    await say("hello");
    await expect.poll(() => tab.locator("body").textContent(), { timeout: PATIENCE }).toMatch(/\(hello,4\)/);
    expect(problems).toEqual([]);
  });

  test("Start afresh begins with nothing, and deletes the checkpoint", async () => {
    await runAndReload();
    await button(/^Start afresh/).click();
    await say("other");
    await expect.poll(consoleText, { timeout: PATIENCE }).toMatch(/\(other,1\)/);
    expect(await consoleText()).not.toContain("(hello,");
    expect(problems).toEqual([]);
  });

  test("the offer moves nothing else, and is not there for a program that asks for no checkpoint", async () => {
    await runAndReload();
    await button(/^Continue/).waitFor();
    const stage = await tab.locator("main").boundingBox();
    const editor = await tab.locator(".monaco-editor").first().boundingBox();
    await tab.getByRole("button", { name: "Put the first program back" }).click();
    await tab.locator(".monaco-editor").getByText("socketTextStream").first().waitFor();
    await reload();
    await button(/^Run/).waitFor();
    expect(await button(/^Continue/).count()).toBe(0);
    expect(await tab.locator(".monaco-editor").first().boundingBox()).toEqual(editor);
    expect(await tab.locator("main").boundingBox()).toEqual(stage);
    expect(problems).toEqual([]);
  });
});
