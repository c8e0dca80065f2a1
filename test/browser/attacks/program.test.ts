import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { launchChromium, serve, type TestServer } from "../chromium.ts";
import type { TestPage } from "../page/main.ts";
import { openPage, runToEnd, sandboxPages, start } from "../sandboxed.ts";
import { WAYS_OUT } from "./ways-out.ts";

declare const page: TestPage;

// What a hostile program tries: to get out, to lie to the page, to keep it busy, to fill its memory. Each is contained: nothing gets out, the page stays alive,
// and its reader gets one message.

const folder = mkdtempSync(join(tmpdir(), "sluice-attacks-"));
const netLog = join(folder, "net.json");
let server: TestServer;
/** Stands for the whole outside world: whatever gets out of the sandbox shows up here. */
let outside: TestServer;
let browser: Browser;
let tab: Page;
const problems: string[] = [];

beforeAll(async () => {
  const pages = await sandboxPages();
  // What the browser itself asks of the network is in its log: also names that are only looked up. A small heap makes bombs cheap.
  const options = [`--log-net-log=${netLog}`, "--js-flags=--max-old-space-size=200"];
  [server, outside, browser] = await Promise.all([serve(pages), serve(), launchChromium(options)]);
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([server?.close(), outside?.close()]);
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  problems.length = 0;
  await tab?.close();
  tab = await openPage(browser, server.address, problems);
});

/** The page still does its work, also while something goes on beside it. */
async function expectAlive(): Promise<void> {
  const before = await tab.evaluate(() => page.ticks);
  await tab.waitForFunction((before) => page.ticks > before + 10, before);
  expect(problems).toEqual([]);
}

/** A host of the outside that has no address. */
const NAME = "leak.test";

describe("ways out", () => {
  test.each(Object.entries(WAYS_OUT))("%s: each is refused, and nothing has been asked of anybody", async (_, ways) => {
    await runToEnd(tab, "console.log('the page has its scripts')");
    const before = server.requests.length;
    const tries = Object.entries(ways).map(
      ([name, code]) => `try { await (async () => { ${code} })(); console.log(${JSON.stringify(name)} + ": OUT"); }
        catch (error) { console.log(${JSON.stringify(name)} + ": refused"); }`,
    );
    const { output, error } = await runToEnd(
      tab,
      `const OUTSIDE = ${JSON.stringify(outside.address)}; const PAGE = ${JSON.stringify(server.address)};
       const name = (way) => way + ".${NAME}";
       ${tries.join("\n")}`,
    );
    expect(error).toBeUndefined();
    expect(output).toBe(
      Object.keys(ways)
        .map((name) => `${name}: refused\n`)
        .join(""),
    );
    expect(outside.requests).toEqual([]);
    expect(server.requests.slice(before)).toEqual([]);
    expect(problems).toEqual([]);
  });

  test("words to other pages of the browser's stay unheard", async () => {
    await tab.evaluate(() => {
      const heard: unknown[] = [];
      new BroadcastChannel("sluice").onmessage = ({ data }) => heard.push(data);
      Object.assign(globalThis, { heard });
    });
    await runToEnd(tab, `new BroadcastChannel("sluice").postMessage("out"); self.postMessage("out");`);
    await tab.evaluate(
      () =>
        new Promise<void>((resolve) => {
          const own = new BroadcastChannel("sluice");
          own.postMessage("own");
          new BroadcastChannel("sluice").onmessage = () => resolve();
          own.postMessage("own");
        }),
    );
    expect(await tab.evaluate(() => (globalThis as unknown as { heard: unknown[] }).heard)).not.toContain("out");
  });

  test("no policy allows eval, frames, forms or plugins, and the page keeps to its own", async () => {
    const policies = await tab.evaluate(() =>
      [...document.querySelectorAll('meta[http-equiv="Content-Security-Policy"]')].map((meta) =>
        meta.getAttribute("content"),
      ),
    );
    expect(policies).toHaveLength(1);
    const policy = new Map(
      policies[0]!.split("; ").map((directive) => [directive.split(" ")[0], directive.split(" ").slice(1)]),
    );
    expect(policies[0]).not.toMatch(/eval|'unsafe-hashes'|http|\*/);
    expect(policy.get("script-src")).toEqual(["'self'", "blob:", expect.stringMatching(/^'sha256-/)]);
    for (const none of ["object-src", "frame-src", "base-uri", "form-action", "media-src"])
      expect(policy.get(none)).toEqual(["'none'"]);
    expect(policy.get("connect-src")).toEqual(["'self'"]);
    const sandbox = await tab.evaluate(async () => {
      const program = { entry: "p.ts", modules: [{ name: "p.ts", code: "await new Promise(() => {})", map: "{}" }] };
      void page.run(program, { seed: 1, happenings: [] });
      while (document.querySelector("iframe") === null) await new Promise((resolve) => setTimeout(resolve, 10));
      return document.querySelector("iframe")!.getAttribute("sandbox");
    });
    expect(sandbox).toBe("allow-scripts");
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
});

describe("messages that the engine did not send", () => {
  /** The port is the engine's own; a program gets hold of it by replacing what the engine calls. */
  const TAKE_PORT = `
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
    const event = (kind, fields) => ({ type: "trace", events: [{ t: 0, seq: 0, kind, ...fields }] });`;

  test.each(
    Object.entries({
      "messages without end":
        "for (;;) MessagePort.prototype.postMessage.call(port, { type: 'clock', now: 1, running: true });",
      "what is no message": "port.postMessage({ type: 'trace', events: [{ kind: 'evil' }] });",
      "nothing at all": "port.postMessage(undefined);",
      "a message of a type from the prototype": "port.postMessage({ type: 'constructor' });",
      "markup for a number": "port.postMessage({ type: 'clock', now: '<b>', running: true });",
      "no number": "port.postMessage({ type: 'clock', now: NaN, running: true });",
      "a number without end":
        "port.postMessage(event('task-started', { stage: 0, task: Infinity, partition: 0, attempt: 0, slot: 0 }));",
      "a text without end": "port.postMessage({ type: 'ended', error: { name: 'x'.repeat(2e6), message: '' } });",
      "a list without end":
        "port.postMessage(event('shuffle-written', { shuffle: 0, stage: 0, partition: 0, buckets: new Array(1e6).fill(0) }));",
      "objects with a prototype in place of events":
        "port.postMessage({ type: 'trace', events: JSON.parse('{\"__proto__\":[],\"length\":1}') });",
      "every port":
        "for (let i = 1; i < 200; i++) port.postMessage({ type: 'peer', host: 'h', port: i, connected: true });",
      "an impossible port": "port.postMessage({ type: 'peer', host: 'h', port: 1e9, connected: true });",
      "changes of files that nobody keeps":
        "port.postMessage({ type: 'files', group: 1, now: 0, changes: [], last: true });",
      "a file elsewhere":
        "port.postMessage({ type: 'files', group: 1, now: 0, changes: [{ change: 'remove', path: '/a/../b' }], last: true });",
      "an answer that nobody asked for": "port.postMessage({ type: 'explained', question: 7 });",
      "a line that nobody typed": "port.postMessage({ type: 'typed', at: 0 });",
    }),
  )("%s: the program is ended", async (name, code) => {
    const { state, error } = await runToEnd(tab, `${TAKE_PORT}\n${code}\nawait new Promise(() => {});`);
    expect(state).toBe("failed");
    // a machine that is slow enough finds first that the flooded frame does not answer any more
    expect(error?.name).toMatch(
      name === "messages without end" ? /^HostileMessageError$|^SandboxGoneError$/ : /^HostileMessageError$/,
    );
    expect(await tab.evaluate(() => document.querySelectorAll("iframe").length)).toBe(0);
    await expectAlive();
  });

  test("an object with JavaScript's own names changes nothing in the page", async () => {
    await runToEnd(
      tab,
      `${TAKE_PORT}
       const evil = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toJSON":"x"}');
       port.postMessage({ type: "clock", now: 1, running: true, ...evil });
       port.postMessage({ ...event("dstream-named", { dstream: 0, name: "__proto__", ...evil }) });
       port.postMessage({ type: "ended" });
       await new Promise(() => {});`,
    );
    expect(await tab.evaluate(() => [({} as { polluted?: 1 }).polluted, "polluted" in Object])).toEqual([
      undefined,
      false,
    ]);
    expect(await tab.evaluate(() => Object.keys(page.heard.events.at(-1)!))).toEqual([
      "t",
      "seq",
      "kind",
      "dstream",
      "name",
    ]);
  });

  test("messages that are too big to be read do not keep the page from its work", async () => {
    await tab.evaluate(() => {
      const pauses = { longest: 0 };
      let last = performance.now();
      setInterval(() => {
        pauses.longest = Math.max(pauses.longest, performance.now() - last);
        last = performance.now();
      }, 10);
      Object.assign(globalThis, { pauses });
    });
    await start(
      tab,
      `${TAKE_PORT}
       const big = Array.from({ length: 300_000 }, (_, i) => ({ i }));
       for (;;) port.postMessage({ type: "clock", now: 1, running: true, extra: big });`,
    );
    await tab.waitForFunction(() => page.heard.unresponsive.some((milliseconds) => milliseconds > 3000));
    const { longest } = await tab.evaluate(() => (globalThis as unknown as { pauses: { longest: number } }).pauses);
    expect(longest).toBeLessThan(3000);
    await tab.evaluate(() => page.session.stop());
    expect(await tab.evaluate(() => page.session.state)).toBe("stopped");
  });
});

describe("too much", () => {
  test.each(
    Object.entries({
      "an endless loop": "for (;;) {}",
      "an endless loop in a task": `import { SparkConf, SparkContext } from "sluice";
        const sc = new SparkContext(new SparkConf().setMaster("local[2]").setAppName("Loop"));
        await sc.parallelize([1], 1).map(() => { for (;;) {} }).collect();`,
      "microtasks without end": "for (;;) await null;",
      "an expression that tries for ever": `/^(a+)+$/.test("a".repeat(40) + "b");`,
      "a wait that blocks": `const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
        Atomics.wait(new Int32Array(memory.buffer), 0, 0);`,
      "a closed worker": "self.close(); await new Promise(() => {});",
      "words to the frame without end": "for (;;) self.postMessage('x');",
      "workers without end": `const address = URL.createObjectURL(new Blob(["for (;;);"]));
        for (let i = 0; i < 10; i++) new Worker(address);
        for (;;) {}`,
    }),
  )("%s is noticed and stopped; the page stays alive", async (_, code) => {
    await start(tab, code);
    await tab.waitForFunction(() => page.heard.unresponsive.length > 0);
    await expectAlive();
    await tab.evaluate(() => page.session.stop());
    expect(await tab.evaluate(() => page.session.state)).toBe("stopped");
    expect(await tab.evaluate(() => document.querySelectorAll("iframe").length)).toBe(0);
  });

  test.each(
    Object.entries({
      "calls without end": ["const f = () => f() + 1; f();", "RangeError"],
      "buffers without end": ["const all = []; for (;;) all.push(new ArrayBuffer(2 ** 40));", "RangeError"],
      "a text without end": ["let text = 'x'; for (;;) text += text;", "RangeError"],
      "an error that cannot be told": ["throw { toString() { throw 1; } };", "Error"],
      "a proxy that cannot be looked at": [
        "throw new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 2; } });",
        "Error",
      ],
      "an error whose message cannot be read": [
        "throw Object.defineProperty(new Error('x'), 'message', { get() { throw 1; } });",
        "Error",
      ],
      "an error whose parts are something else": [
        "throw Object.assign(new Error(), { name: {}, message: [], stack: 7 });",
        "[object Object]",
      ],
      "an error that is its own cause": ["const e = new TypeError('x'); e.cause = e; throw e;", "TypeError"],
      "a text that is too long to be told": ["throw 'x'.repeat(1e7);", "Error"],
    } satisfies Record<string, readonly [string, string]>),
  )("%s: the program fails, and says so", async (_, [code, name]) => {
    const { state, error } = await runToEnd(tab, code);
    expect(state).toBe("failed");
    expect(error?.name).toBe(name);
    await expectAlive();
  });

  test("a program that takes all memory is gone, and its reader is told why", async () => {
    // the tab counts as crashed with its frame, so it has to tell by itself
    await tab.evaluate(() => {
      page.session.subscribe({ state: (state, error) => void fetch(`/told?${state}&${error?.name}`) });
    });
    await start(tab, "const all = []; for (;;) all.push(new Array(1e5).fill(all.length + 0.5));");
    await expect
      .poll(() => server.requests, { timeout: 60_000, interval: 200 })
      .toContain("GET /told?failed&SandboxGoneError");
    tab = await openPage(browser, server.address, problems);
  }, 90_000);

  test("after all that another program runs", async () => {
    const { state, output } = await runToEnd(tab, "console.log('again')");
    expect({ state, output }).toEqual({ state: "stopped", output: "again\n" });
  });

  test("words without end come in as fast as the page can take them, no faster", async () => {
    const { state, output } = await runToEnd(tab, "for (let i = 0; i < 100_000; i++) console.log('line ' + i);");
    expect(state).toBe("stopped");
    expect(output.startsWith("line 0\nline 1\n")).toBe(true);
    expect(output).toMatch(/… \d+ more lines: more than the page can take in\n$/);
  });

  test("a page that is slow holds the program back", async () => {
    await start(
      tab,
      `setInterval(() => { for (let i = 0; i < 200; i++) console.log(i); }, 10);
       await new Promise(() => {});`,
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

/** After all others: the browser writes its log to the end when it is closed. */
describe("the browser's own log of the network", () => {
  test("knows no name that only a program asked for, though it would", async () => {
    const free = await browser.newPage();
    await free.goto(outside.address);
    await free.evaluate((name) => {
      const link = document.createElement("link");
      Object.assign(link, { rel: "dns-prefetch", href: `//control.${name}` });
      document.head?.append(link);
      return fetch(`http://control.${name}/`).catch(() => {});
    }, NAME);
    expect(outside.requests[0]).toBe("GET /");
    await browser.close();
    const log = readFileSync(netLog, "utf8");
    const names = new Set([...log.matchAll(/[\w-]+\.leak\.test/g)].map(([name]) => name));
    expect([...names]).toEqual([`control.${NAME}`]);
  });
});
