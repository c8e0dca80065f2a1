import { deflateRawSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TRACE_VERSION } from "../../../core/trace/events.ts";
import { VIEWS } from "../../../playground/views/views.ts";
import { traceOf } from "../../playground/fixtures/runs.ts";
import { launchChromium, serve, type TestServer } from "../chromium.ts";
import { PLAYGROUND, sharedPages } from "../pages.ts";

// What strangers wrote and the page shows: names, records, files, links. It is text wherever it stands, and the page stays alive.

const PATIENCE = 60_000;
let server: TestServer;
let browser: Browser;
let tab: Page;
const problems: string[] = [];

beforeAll(async () => {
  [server, browser] = await Promise.all([sharedPages(PLAYGROUND).then(serve), launchChromium()]);
  tab = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: "en-US" });
  tab.on("pageerror", (error) => problems.push(String(error)));
  tab.on("dialog", (dialog) => {
    problems.push(dialog.message());
    void dialog.dismiss();
  });
  await tab.goto(server.address);
  await tab.waitForSelector(".monaco-editor .view-line");
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const files = (): ReturnType<Page["locator"]> => tab.locator('input[type=file][accept*="jsonl"]');
const open = async (name: string, text: string | Buffer): Promise<void> => {
  await tab.locator("body").press("1");
  await files().setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(text) });
};
const lines = (events: readonly object[]): string => events.map((event) => `${JSON.stringify(event)}\n`).join("");

const application = (appName: string) => ({
  t: 0,
  seq: 0,
  kind: "application-started",
  version: TRACE_VERSION,
  appName,
  master: "local[2]",
  slots: 2,
});

/** Looks at every view of the run, as picture and as tables. */
async function lookAtAll(): Promise<void> {
  for (let view = 1; view <= VIEWS.length; view++) {
    for (const key of [String(view), "t", "t"]) {
      await tab.locator("body").press(key);
      await tab.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
    }
  }
  expect(await tab.evaluate(() => document.querySelectorAll("img[src=x], a[href^=javascript]").length)).toBe(0);
  expect(await tab.evaluate(() => (globalThis as { pwned?: 1 }).pwned)).toBeUndefined();
  expect(problems).toEqual([]);
}

const reset = () => tab.getByRole("button", { name: "Reset" }).click();

describe("a trace from a stranger", { timeout: 4 * PATIENCE }, () => {
  test("with markup, signs that turn the line, and JavaScript's names wherever there is a text", async () => {
    const evil = "</script><img src=x onerror=pwned=1>\u202e\u001b[31m\u200b{{name}}$t(run)`**__proto__";
    const replaced = (value: unknown, field: string): unknown => {
      if (Array.isArray(value)) return value.map((each) => replaced(each, field));
      if (typeof value === "object" && value !== null)
        return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, replaced(each, name)]));
      const isName =
        typeof value === "string" &&
        !["kind", "where", "state", "change", "by", "fault", "stream", "origin", "level", "entry"].includes(field);
      return isName ? `${value}${evil}` : value;
    };
    const events = (await traceOf("windows", 5000)).map((event) => replaced(event, "") as object);
    await open("evil.jsonl", lines([application(evil), ...events]));
    await tab.getByRole("banner").getByText("<img src=x onerror=pwned=1>").first().waitFor();
    await lookAtAll();
    await reset();
  });

  test("with more of everything than can be drawn", async () => {
    const events = await traceOf("state", 3000);
    const event = (kind: string, fields: object) => ({ t: 3000, seq: 0, kind, ...fields });
    const many = Array.from({ length: 20_000 }, (_, i) => [
      event("dstream-declared", { dstream: i + 100, operation: "union", parents: [i + 99, i + 50, i], slide: 1000 }),
      event("output-declared", { output: i + 50, dstream: i, operation: "print" }),
      event("batch-submitted", { time: 1e9 - i, records: i, outputs: 1 }),
      event("rdd-generated", { time: 1e9 - i, dstream: 0, rdd: i + 1e6, partitions: 1e9 }),
    ]).flat();
    await open("more.jsonl", lines([...events, application("More"), ...many]));
    await tab.getByRole("banner").getByText("More", { exact: true }).first().waitFor();
    await lookAtAll();
    await reset();
  });

  test.each([
    ["noise", Buffer.from(Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * 7919) >> 3))],
    ["one line without end", "x".repeat(20_000_000)],
    ["a depth without end", `${"[".repeat(5_000_000)}\n`],
    ["a prototype", '{"__proto__":{"kind":"application-stopped","t":0,"seq":0}}\n'],
  ])("that is none (%s) is told, and nothing else happens", async (name, content) => {
    await open(`${name}.jsonl`, content);
    await tab.getByText(`${name}.jsonl is not a trace`).waitFor();
    expect(problems).toEqual([]);
  });
});

describe("an address from a stranger", { timeout: 4 * PATIENCE }, () => {
  const link = (value: unknown): string => `#/shared/${deflateRawSync(JSON.stringify(value)).toString("base64url")}`;

  test.each([
    "#/lessons/../../etc/passwd",
    "#/lessons/constructor/__proto__",
    "#/lessons/%2e%2e/<img src=x onerror=pwned=1>",
    "#/lessons?lang=__proto__",
    "#javascript:pwned=1",
  ])("%s leads to nothing", async (hash) => {
    await tab.evaluate((to) => {
      location.hash = to;
    }, hash);
    await tab.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
    await lookAtAll();
  });

  test.each([
    ["a bomb", `#/shared/${deflateRawSync("a".repeat(50_000_000)).toString("base64url")}`],
    ["another version", link({ version: 99, files: {} })],
    ["ten megabytes", `#/shared/${"A".repeat(10_000_000)}`],
  ])("a link with %s is told, and what is in the editor stays", async (_, hash) => {
    await tab.evaluate((to) => {
      location.hash = to;
    }, hash);
    await tab.getByText("The link holds no program that can be read").waitFor();
    await tab.getByRole("button", { name: "Close" }).first().click();
    await tab.evaluate(() => {
      location.hash = "#/";
    });
    expect(await tab.locator(".monaco-editor").first().textContent()).toContain("socketTextStream");
    expect(problems).toEqual([]);
  });
});
