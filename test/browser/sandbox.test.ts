import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { strip } from "../../core/closure/compile/strip.ts";
import { transform } from "../../core/closure/compile/transform.ts";
import type { CompiledModule, CompiledProgram } from "../../playground/sandbox/protocol.ts";
import { launchChromium, serve, type TestServer } from "./chromium.ts";
import type { TestPage } from "./page/main.ts";
import { sharedPages } from "./pages.ts";

declare const page: TestPage;

let pages: string;
let server: TestServer;
/** Stands for the whole outside world: whatever gets out of the sandbox shows up here. */
let outside: TestServer;
let browser: Browser;
let tab: Page;
const problems: string[] = [];

beforeAll(async () => {
  pages = await sharedPages(fileURLToPath(new URL("page/", import.meta.url)));
  [server, outside, browser] = await Promise.all([serve(pages), serve(), launchChromium()]);
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([server?.close(), outside?.close()]);
});
beforeEach(async () => {
  problems.length = 0;
  await tab?.close();
  tab = await browser.newPage();
  tab.on("pageerror", (error) => problems.push(String(error)));
  await tab.goto(server.address);
  await tab.waitForFunction(() => "page" in globalThis);
});

const NO_MAP = JSON.stringify({ version: 3, sources: [], names: [], mappings: "" });

function program(code: string, others: Record<string, string> = {}): CompiledProgram {
  const modules: CompiledModule[] = Object.entries({ "program.ts": code, ...others }).map(([name, text]) => ({
    name,
    code: text,
    map: NO_MAP,
  }));
  return { entry: "program.ts", modules };
}

/** Runs the program as fast as possible and waits until it is over. */
async function run(code: string, others?: Record<string, string>) {
  await tab.evaluate((program) => page.run(program, { seed: 1, happenings: [] }), program(code, others));
  await tab.waitForFunction(() => ["stopped", "failed"].includes(page.session.state));
  return tab.evaluate(() => ({ state: page.session.state, error: page.heard.error, output: page.output() }));
}

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

describe("attacks", () => {
  const attacks: Record<string, string> = {
    fetch: "await fetch(OUTSIDE + '/fetch')",
    "fetch without cors": "await fetch(OUTSIDE + '/fetch-no-cors', { mode: 'no-cors' })",
    "fetch of the page": "await fetch(PAGE + '/index.html')",
    XMLHttpRequest:
      "await new Promise((ok, no) => { const x = new XMLHttpRequest(); x.onload = ok; x.onerror = no; x.open('GET', OUTSIDE + '/xhr'); x.send(); })",
    WebSocket:
      "await new Promise((ok, no) => { const s = new WebSocket(OUTSIDE.replace('http', 'ws') + '/socket'); s.onopen = ok; s.onerror = no; })",
    EventSource:
      "await new Promise((ok, no) => { const s = new EventSource(OUTSIDE + '/events'); s.onopen = ok; s.onerror = no; })",
    WebTransport: "await new WebTransport(OUTSIDE.replace('http', 'https')).ready",
    "importScripts over http": "importScripts(OUTSIDE + '/script.js')",
    "import over http": "const m = OUTSIDE + '/module.js'; await import(m)",
    "import of a data: address": "const m = 'data:text/javascript,export{}'; await import(m)",
    "a worker over http":
      "await new Promise((ok, no) => { const w = new Worker(OUTSIDE + '/worker.js'); w.onerror = no; w.onmessage = ok; })",
    "fetch from a worker of its own": `await new Promise((ok, no) => {
      const code = "fetch('" + OUTSIDE + "/nested').then(() => postMessage(1), () => postMessage(0))";
      const w = new Worker(URL.createObjectURL(new Blob([code])));
      w.onmessage = (e) => (e.data ? ok() : no(new Error('refused')));
      w.onerror = no;
    })`,
    eval: "eval('1')",
    "indirect eval": "(0, eval)('1')",
    "new Function": "new Function('return 1')()",
    "a function's constructor": "(() => {}).constructor('return 1')()",
    WebAssembly: "await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))",
    IndexedDB:
      "await new Promise((ok, no) => { const r = indexedDB.open('x'); r.onsuccess = ok; r.onerror = () => no(r.error); })",
    caches: "await caches.open('x')",
    "the file system": "await navigator.storage.getDirectory()",
    localStorage: "localStorage.setItem('a', 'b')",
    cookies: "await cookieStore.set('a', 'b')",
    "the page's document": "parent.document.title",
    "the frame's document": "document.body",
    sendBeacon: "if (navigator.sendBeacon(OUTSIDE + '/beacon') !== true) throw new Error('refused')",
    WebRTC: "new RTCPeerConnection()",
  };

  test("every way out is refused, and nothing has been asked of anybody", async () => {
    await run("console.log('the page has its scripts')");
    const before = server.requests.length;
    const tries = Object.entries(attacks).map(
      ([name, code]) => `try { ${code}; console.log(${JSON.stringify(name)} + ": OUT"); }
        catch (error) { console.log(${JSON.stringify(name)} + ": refused"); }`,
    );
    const { output } = await run(
      `const OUTSIDE = ${JSON.stringify(outside.address)}; const PAGE = ${JSON.stringify(server.address)};\n${tries.join("\n")}`,
    );
    expect(output).toBe(
      Object.keys(attacks)
        .map((name) => `${name}: refused\n`)
        .join(""),
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(outside.requests).toEqual([]);
    expect(server.requests.slice(before)).toEqual([]);
  });

  test("the outside would have noticed", async () => {
    await fetch(`${outside.address}/control`);
    expect(outside.requests).toEqual(["GET /control"]);
    outside.requests.length = 0;
  });

  test("no policy allows eval", async () => {
    const policies = await tab.evaluate(() => {
      const content = (html: string): string[] =>
        [...html.matchAll(/http-equiv="Content-Security-Policy" content="([^"]*)"/gi)].map((match) => match[1]!);
      return content(document.documentElement.outerHTML);
    });
    expect(policies).toHaveLength(1);
    expect(policies[0]).not.toContain("eval");
    expect(policies[0]).toMatch(/script-src 'self' blob: 'sha256-/);
    // Not at once: what a debugger evaluates may always evaluate more.
    const attempt = await tab.evaluate(
      () =>
        new Promise((resolve) =>
          setTimeout(() => {
            try {
              // biome-ignore lint/security/noGlobalEval: that it is refused is what is tested
              resolve(globalThis.eval("1"));
            } catch (error) {
              resolve(String(error));
            }
          }),
        ),
    );
    expect(attempt).toContain("EvalError");
  });

  test("an endless loop is noticed and stopped; the page stays alive", async () => {
    await tab.evaluate((program) => page.run(program, { seed: 1, happenings: [] }), program("for (;;) {}"));
    await tab.waitForFunction(() => page.heard.unresponsive.length > 0);
    const before = await tab.evaluate(() => page.ticks);
    await tab.waitForTimeout(400);
    expect(await tab.evaluate(() => page.ticks)).toBeGreaterThan(before + 5);
    await tab.evaluate(() => page.session.stop());
    expect(await tab.evaluate(() => page.session.state)).toBe("stopped");
    expect(await tab.evaluate(() => document.querySelectorAll("iframe").length)).toBe(0);
    const { state, output } = await run("console.log('again')");
    expect({ state, output }).toEqual({ state: "stopped", output: "again\n" });
  });

  test.each([
    [
      "posts without end",
      "for (;;) MessagePort.prototype.postMessage.call(port, { type: 'clock', now: 1, running: true });",
    ],
    ["posts what is no message", "port.postMessage({ type: 'trace', events: [{ kind: 'evil' }] });"],
    ["posts markup for a number", "port.postMessage({ type: 'clock', now: '<b>', running: true });"],
    ["posts a text without end", "port.postMessage({ type: 'ended', error: { name: 'x'.repeat(2e6), message: '' } });"],
    [
      "posts a list without end",
      "port.postMessage({ type: 'trace', events: [{ t: 0, seq: 0, kind: 'shuffle-written', shuffle: 0, stage: 0, partition: 0, buckets: new Array(1e6).fill(0) }] });",
    ],
    [
      "opens every port",
      "for (let i = 1; i < 200; i++) port.postMessage({ type: 'peer', host: 'h', port: i, connected: true });",
    ],
    [
      "posts changes of files that nobody keeps",
      "port.postMessage({ type: 'files', group: 1, now: 0, changes: [], last: true });",
    ],
    ["posts an impossible port", "port.postMessage({ type: 'peer', host: 'h', port: 1e9, connected: true });"],
  ])("a program that %s is ended", async (_, code) => {
    // The port is the engine's own; a program gets hold of it by replacing what the engine calls.
    const { state, error } = await run(`
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
      ${code}
      await new Promise(() => {});`);
    expect(state).toBe("failed");
    expect(error?.name).toBe("HostileMessageError");
    expect(await tab.evaluate(() => document.querySelectorAll("iframe").length)).toBe(0);
    const before = await tab.evaluate(() => page.ticks);
    await tab.waitForTimeout(200);
    expect(await tab.evaluate(() => page.ticks)).toBeGreaterThan(before);
    expect(problems).toEqual([]);
  });

  test("words without end come in as fast as the page can take them, no faster", async () => {
    const { state, output } = await run("for (let i = 0; i < 100_000; i++) console.log('line ' + i);");
    expect(state).toBe("stopped");
    expect(output.startsWith("line 0\nline 1\n")).toBe(true);
    expect(output).toMatch(/… \d+ more lines: more than the page can take in\n$/);
  });

  test("a page that is slow holds the program back", async () => {
    await tab.evaluate(
      (program) => page.run(program, { seed: 1, happenings: [] }),
      program(`
      setInterval(() => { for (let i = 0; i < 200; i++) console.log(i); }, 10);
      await new Promise(() => {});`),
    );
    await tab.waitForFunction(() => page.heard.events.length > 2000);
    const before = await tab.evaluate(() => {
      const start = performance.now();
      while (performance.now() - start < 1500);
      return page.heard.events.length;
    });
    // What comes in at once after a pause of the page is what was under way, not the 400,000 that 1.5 s can make.
    const after = await tab.evaluate(
      () => new Promise<number>((resolve) => setTimeout(() => resolve(page.heard.events.length), 0)),
    );
    expect(after - before).toBeLessThan(20_000);
    await tab.evaluate(() => page.session.stop());
  });
});
