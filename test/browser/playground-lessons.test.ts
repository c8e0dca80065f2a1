import { readFileSync } from "node:fs";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { launchChromium, serve, type TestServer } from "./chromium.ts";
import { PLAYGROUND, sharedPages } from "./pages.ts";
import { replaceProgram, violations } from "./reader.ts";

/** Slow is not wrong. */
const PATIENCE = 60_000;
const solution = readFileSync(new URL("../../lessons/01-network-word-count/solution.ts", import.meta.url), "utf8");

let server: TestServer;
let browser: Browser;
let context: BrowserContext;
let tab: Page;
const problems: string[] = [];

beforeAll(async () => {
  [server, browser] = await Promise.all([sharedPages(PLAYGROUND).then(serve), launchChromium()]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
});
afterEach(async () => {
  await context?.close();
  expect(problems.splice(0)).toEqual([]);
});

/** Opens an address in a browser that has not been here before. */
async function open(hash: string, options: { readonly locale?: string; readonly colorScheme?: "dark" | "light" } = {}) {
  context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: "en-US",
    colorScheme: "dark",
    reducedMotion: "reduce",
    ...options,
  });
  tab = await context.newPage();
  tab.setDefaultTimeout(PATIENCE);
  tab.on("pageerror", (error) => problems.push(String(error)));
  tab.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  await tab.goto(server.address + hash);
  await tab.waitForSelector(".monaco-editor .view-line");
}

const pane = () => tab.getByRole("complementary");
const run = () => tab.getByRole("banner").getByRole("button", { name: /^Run/ }).click();

describe("lessons in the playground", { timeout: 4 * PATIENCE }, () => {
  test("from the contents through the pages, and back; what was read is remembered", async () => {
    await open("");
    await pane().getByRole("link", { name: "Lessons" }).click();
    await pane()
      .getByRole("link", { name: /NetworkWordCount/ })
      .click();
    await pane().getByRole("heading", { name: "A program that listens" }).waitFor();
    await pane().getByRole("link", { name: "Next: Two slots and one second" }).click();
    await pane().getByRole("heading", { name: "Two slots and one second" }).waitFor();
    expect(new URL(tab.url()).hash).toBe("#/lessons/01-network-word-count/context");
    // the page opens the view that it is about
    await tab.getByRole("tab", { name: "Batches", selected: true }).waitFor();
    await tab.goBack();
    await pane().getByRole("heading", { name: "A program that listens" }).waitFor();

    await tab.goto(`${server.address}#/lessons`);
    await tab.reload();
    await pane().getByText("2 of 6 pages").waitFor();
  });

  test("an address leads to a page in a language", async () => {
    await open("#/lessons/03-life-in-a-window/gaps?lang=zh");
    await pane().getByRole("heading", { name: "空隙" }).waitFor();
    expect(await tab.evaluate(() => document.documentElement.lang)).toBe("zh-Hans");
    expect(await tab.locator(".monaco-editor").first().textContent()).toMatch(/window\(Seconds\(5\),.Seconds\(10\)\)/);
  });

  test("on paper there are all pages, and nothing that one would have to press", async () => {
    await open("#/lessons/03-life-in-a-window/gaps?lang=zh");
    await pane().getByRole("heading", { name: "空隙" }).waitFor();
    // what a printer sees: the page goes back to what it was when it has been printed
    await tab.emulateMedia({ media: "print" });
    await tab.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
    const headings = await pane().locator("h2:visible").allTextContents();
    const texts = readFileSync(new URL("../../lessons/03-life-in-a-window/zh.md", import.meta.url), "utf8");
    const titles = [...texts.matchAll(/^## (.*)$/gm)].map(([, title], i) => `${i + 1} · ${title}`);
    expect(headings).toEqual(titles);
    expect(await pane().locator("pre:visible").count()).toBe([...texts.matchAll(/^```\w/gm)].length);
    expect(await tab.locator("button:visible, a.button:visible").count()).toBe(0);
    expect(await tab.getByRole("banner").isVisible()).toBe(false);
    expect(await tab.locator(".monaco-editor").first().isVisible()).toBe(false);
    // all of it, not only what fits the window
    expect(await tab.evaluate(() => document.documentElement.scrollHeight)).toBeGreaterThan(2000);
    await tab.evaluate(() => window.dispatchEvent(new Event("afterprint")));
    await tab.emulateMedia({ media: "screen" });
    expect(await pane().locator("h3:visible").allTextContents()).toContain("空隙");
    await pane().getByRole("button", { name: "打印整课" }).waitFor();
  });

  test("a prediction is answered by the run, whose lines are typed by themselves", async () => {
    await open("#/lessons/01-network-word-count/words-and-counts");
    await pane().getByText("Choose an answer, then run the program.").waitFor();
    await pane()
      .getByRole("radio", { name: /\(be,3\)/ })
      .check();
    await run();
    await pane().getByText("The run answers", { exact: true }).waitFor();
    await pane().getByText("You said: (be,3): all since the start.").waitFor();
    await pane().getByText("(be,1): this batch only").last().waitFor();
    const netcat = tab.getByRole("region", { name: "netcat" });
    expect(await netcat.getByRole("listitem").allTextContents()).toHaveLength(4);
    // there it stays, so that what it has shown can be looked at
    const state = tab.getByRole("region", { name: "Stage" }).getByRole("status");
    await expect.poll(() => state.textContent(), { timeout: PATIENCE }).toMatch(/Paused at/);
  });

  test("an answer is told what is wrong, can be watched, and is right in the end", async () => {
    await open("#/lessons/01-network-word-count/exercise");
    await pane().getByRole("button", { name: "Check" }).click();
    await pane().getByText("The batch at 1 s prints something else than the task asks for.").waitFor();
    await pane().getByText("Your program printed").waitFor();
    await pane().getByRole("button", { name: "Run it on this input" }).click();
    const netcat = tab.getByRole("region", { name: "netcat" });
    await netcat.getByText("the The THE").waitFor();

    for (const number of [1, 2, 3])
      await pane()
        .getByRole("button", { name: `Hint ${number} of 3` })
        .click();
    await pane()
      .getByText(/DStream has filter/)
      .waitFor();
    await replaceProgram(tab, "for (;;) {}\n");
    await pane().getByRole("button", { name: "Check" }).click();
    await pane()
      .getByText(/The program did not come back for 5 s/)
      .waitFor();
    await replaceProgram(tab, "const n: number = 'one';\n");
    await pane().getByRole("button", { name: "Check" }).click();
    await pane()
      .getByText(/program\.ts:1:7: Type 'string' is not assignable to type 'number'/)
      .waitFor();
    await replaceProgram(tab, solution);
    await pane().getByRole("button", { name: "Check" }).click();
    await pane()
      .getByText(/^Right: the program did what the task asks for/)
      .waitFor();

    // the answer is the exercise's own program: the pages before it have theirs
    await tab.goto(`${server.address}#/lessons/01-network-word-count/context`);
    await pane().getByRole("heading", { name: "Two slots and one second" }).waitFor();
    expect(await tab.locator(".monaco-editor").first().textContent()).not.toContain("toLowerCase");
    await tab.goto(`${server.address}#/lessons`);
    await pane().getByText("solved ✓").waitFor();
    await tab.reload();
    await pane().getByText("solved ✓").waitFor();
  });

  test.each(["dark", "light"] as const)("axe finds nothing wrong, %s", async (colorScheme) => {
    await open("#/lessons", { colorScheme });
    await pane()
      .getByRole("link", { name: /NetworkWordCount/ })
      .waitFor();
    expect(await violations(tab)).toEqual([]);
    await tab.goto(`${server.address}#/lessons/01-network-word-count/words-and-counts`);
    await pane().getByRole("radio").first().check();
    await pane().locator("pre span[class^=mtk]").first().waitFor();
    expect(await violations(tab)).toEqual([]);
    await tab.goto(`${server.address}#/lessons/01-network-word-count/exercise`);
    await pane().getByRole("button", { name: "Check" }).click();
    await pane().getByText("Your program printed").waitFor();
    expect(await violations(tab)).toEqual([]);
  });
});
