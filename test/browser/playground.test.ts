import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { launchChromium, serve, type TestServer } from "./chromium.ts";
import { PLAYGROUND, sharedPages } from "./pages.ts";
import { replaceProgram } from "./reader.ts";

/** Slow is not wrong. */
const PATIENCE = 60_000;

let pages: string;
let server: TestServer;
let browser: Browser;
let tab: Page;
const problems: string[] = [];

beforeAll(async () => {
  pages = await sharedPages(PLAYGROUND);
  [server, browser] = await Promise.all([serve(pages), launchChromium()]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
});
beforeEach(async () => {
  problems.length = 0;
  await tab?.close();
  tab = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: "en-US" });
  tab.on("pageerror", (error) => problems.push(String(error)));
  tab.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  await tab.goto(server.address);
  await tab.waitForSelector(".monaco-editor .view-line");
});

const run = () => tab.getByRole("banner").getByRole("button", { name: /^Run/ });
const typed = () => tab.locator("[data-focus=netcat]");
// What is seen, with its line breaks, which textContent leaves out.
// biome-ignore lint/performance/useDomNodeTextContent: see above
const consoleText = () => tab.getByRole("region", { name: "Console" }).innerText();

describe("the playground", { timeout: 4 * PATIENCE }, () => {
  test("the quick start: Run, a line typed into netcat, the counts in the console", async () => {
    await run().click();
    await typed().waitFor();
    await typed().fill("hello world hello");
    await typed().press("Enter");
    await expect.poll(consoleText, { timeout: PATIENCE }).toMatch(/Time: \d+000 ms\n-{43}\n\(hello,2\)\n\(world,1\)/);
    expect(problems).toEqual([]);
  });

  test("an edited program runs; its error is told with its line", async () => {
    await replaceProgram(
      tab,
      `import { SparkConf, SparkContext } from "sluice";

const sc = new SparkContext(new SparkConf().setMaster("local[2]").setAppName("Sum"));
const numbers = sc.parallelize([1, 2, 3, 4]);
console.log("sum", await numbers.reduce((a, b) => a + b), "<b id='evil'>bold</b>");
await numbers.foreach((n) => {
  if (n === 3) throw new RangeError("three is too many");
});
`,
    );
    await run().click();
    await expect.poll(consoleText, { timeout: PATIENCE }).toContain("sum 10");
    await expect.poll(consoleText, { timeout: PATIENCE }).toContain("three is too many");
    expect(await consoleText()).toContain("<b id='evil'>bold</b>");
    expect(await tab.locator("#evil").count()).toBe(0);
    await expect.poll(consoleText, { timeout: PATIENCE }).toContain("program.ts:7");
    expect(problems).toEqual([]);
  });

  test("functions travel as copies: a driver's counter stays 0, the context cannot come along", async () => {
    await replaceProgram(
      tab,
      `import { SparkConf, SparkContext } from "sluice";

const sc = new SparkContext(new SparkConf().setMaster("local[2]").setAppName("Copies"));
let counter = 0;
await sc.parallelize([1, 2, 3]).foreach(() => {
  counter += 1;
});
console.log("counter", counter);
await sc.parallelize([1]).map((n) => sc.defaultParallelism + n).collect();
`,
    );
    await run().click();
    await expect.poll(consoleText, { timeout: PATIENCE }).toContain("counter 0");
    await expect
      .poll(consoleText, { timeout: PATIENCE })
      .toContain("Task not serializable: the closure at program.ts:9:31 captures 'sc' (used at program.ts:9:38)");
    await tab.waitForSelector(".squiggly-warning");
    expect(problems).toEqual([]);
  });

  test("a type error stands against a run", async () => {
    await replaceProgram(tab, 'const n: number = "one";\n');
    await run().click();
    await expect.poll(consoleText, { timeout: PATIENCE }).toContain("Type 'string' is not assignable to type 'number'");
    await expect.poll(consoleText, { timeout: PATIENCE }).toContain("program.ts:1");
    expect(problems).toEqual([]);
  });

  test("an endless loop is stopped, and the page goes on", async () => {
    await replaceProgram(tab, "for (;;) {}\n");
    await run().click();
    await tab
      .getByText(/not answered/i)
      .first()
      .waitFor({ timeout: PATIENCE });
    await tab.getByRole("banner").getByRole("button", { name: "Stop" }).click();
    await replaceProgram(tab, "console.log('alive');\n");
    await run().click();
    await expect.poll(consoleText, { timeout: PATIENCE }).toContain("alive");
    expect(problems).toEqual([]);
  });

  test("of a long output the latest is there and in sight; what stands before is there when asked for, and nothing in sight moves", async () => {
    await replaceProgram(tab, "for (let i = 0; i < 1000; i++) console.log('<' + i + '>');\n");
    await run().click();
    const output = tab.getByRole("log", { name: "Console" });
    const earlier = output.getByRole("button", { name: /^Show what stands before/ });
    const latest = tab.getByRole("button", { name: "To the latest" });
    const fromEnd = () =>
      output.evaluate(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight);
    await expect.poll(consoleText, { timeout: PATIENCE }).toContain("<999>");
    await expect.poll(fromEnd, { timeout: PATIENCE }).toBeLessThan(2);
    expect(await consoleText()).not.toContain("<700>");
    await output.evaluate((element) => {
      element.scrollTop = 0;
    });
    await latest.waitFor();
    const before = await fromEnd();
    await earlier.click();
    await expect.poll(consoleText, { timeout: PATIENCE }).toContain("<700>");
    expect(Math.abs((await fromEnd()) - before)).toBeLessThan(2);
    while ((await earlier.count()) > 0) await earlier.click();
    expect((await consoleText()).match(/<\d+>/g)).toEqual(Array.from({ length: 1000 }, (_, i) => `<${i}>`));
    await latest.click();
    await expect.poll(fromEnd, { timeout: PATIENCE }).toBeLessThan(2);
    await expect.poll(consoleText, { timeout: PATIENCE }).not.toContain("<700>");
    expect(problems).toEqual([]);
  });
});
