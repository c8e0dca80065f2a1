import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { launchChromium, serve, type TestServer } from "./chromium.ts";
import { PLAYGROUND, sharedPages } from "./pages.ts";
import { replaceProgram, violations } from "./reader.ts";

// Everything runs as a reader has it: the built page, the program in its sandbox. Waits are for what the page shows, never for time.
const PATIENCE = 60_000;
const program = (name: string): string =>
  readFileSync(new URL(`../playground/programs/${name}.ts`, import.meta.url), "utf8");

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
afterEach(async () => {
  await tab?.close();
  expect(problems.splice(0)).toEqual([]);
});

/** Runs a program on a page, fast, with a line in every batch, until it has got to `batch`; there it is paused. */
async function open(name: string, batch: number, colorScheme: "dark" | "light" = "dark"): Promise<void> {
  tab = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    locale: "en-US",
    colorScheme,
    reducedMotion: "reduce",
  });
  tab.setDefaultTimeout(PATIENCE);
  tab.on("pageerror", (error) => problems.push(String(error)));
  tab.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  await tab.goto(server.address);
  await tab.waitForSelector(".monaco-editor .view-line");
  await replaceProgram(tab, program(name));
  await tab.getByRole("banner").getByRole("button", { name: /^Run/ }).click();
  const netcat = tab.locator("[data-focus=netcat]");
  await netcat.waitFor();
  await tab.getByRole("button", { name: "Pause" }).click();
  await state(/^Paused/);
  for (let next = 1; next <= batch; next++) {
    await netcat.fill(`to be ${next % 2 === 0 ? "kind" : "quick"} ${next}`);
    await netcat.press("Enter");
    const before = await tab.getByRole("status", { name: "State" }).textContent();
    await tab.getByRole("button", { name: "Step batch" }).click();
    await expect
      .poll(() => tab.getByRole("status", { name: "State" }).textContent(), { timeout: PATIENCE })
      .not.toBe(before);
    await state(/^Paused/);
  }
}

const state = (words: RegExp) => expect.poll(() => stateWords(), { timeout: PATIENCE }).toMatch(words);
const stateWords = async (): Promise<string> =>
  ((await tab.getByRole("status", { name: "State" }).textContent()) ?? "").replace(/^[\s\S]*wait\s*/, "").trim();

/** Goes to a view by its key. */
async function view(key: string, name: string): Promise<void> {
  await tab.getByRole("status", { name: "State" }).click();
  await tab.keyboard.press(key);
  await tab.getByRole("tab", { name, selected: true }).waitFor();
}

describe("the playground's views", { timeout: 240_000 }, () => {
  test("Timeline: windows are brackets; a batch is chosen by keyboard and kept in the other views", async () => {
    await open("windows", 5);
    await tab.locator("[data-window-lane]").first().waitFor();
    const lanes = tab.locator("[data-window-lane]");
    await expect
      .poll(async () => (await lanes.allTextContents()).join(" "), { timeout: PATIENCE })
      .toMatch(/\+ \d\ss enters/);
    expect((await lanes.allTextContents()).join(" ")).toContain("not read by gaps");
    await tab.getByRole("gridcell", { name: /^windowed, batch 4.s/ }).waitFor();
    expect(await tab.getByRole("gridcell", { name: /^windowed, batch 4.s/ }).getAttribute("aria-label")).toMatch(
      /windowed 3.s \+ counts 4.s − counts 1.s/,
    );
    expect(await violations(tab)).toEqual([]);

    await tab.getByRole("gridcell", { name: /^lines, batch 3.s/ }).focus();
    await tab.keyboard.press("ArrowUp");
    await tab.keyboard.press("Enter");
    await tab.getByRole("columnheader", { name: /^3.s/ }).and(tab.locator("[aria-selected=true]")).waitFor();
    await view("5", "Batches");
    await tab.getByRole("heading", { name: /^Batch 3.s/ }).waitFor();
    await view("4", "Graph");
    await tab.getByText(/^Batch 3.s$/).waitFor();
  });

  test("Flow: the way of records, by keyboard and as tables, and the batch kept in the other views", async () => {
    await open("windows", 5);
    await view("2", "Flow");
    await expect
      .poll(() => tab.locator("[data-records]").getAttribute("data-records"), { timeout: PATIENCE })
      .toMatch(/^[1-9]/);
    await tab.getByText("follows the run").waitFor();
    expect(await violations(tab)).toEqual([]);

    const focused = (): Promise<string | null | undefined> =>
      tab.evaluate(() => document.activeElement?.getAttribute("aria-label"));
    await tab.locator("section.drawing > button").focus();
    for (let i = 0; i < 20 && !/^\(be,\d\) · pairs/.test((await focused()) ?? ""); i++)
      await tab.keyboard.press(i % 2 === 0 ? "ArrowRight" : "ArrowDown");
    const [, batch] = /^\(\w+,\d\) · \w+ · batch (\d+).s · partition \d$/.exec((await focused()) ?? "") ?? [];
    await tab.keyboard.press("Enter");
    await tab
      .getByRole("region", { name: "Selection" })
      .getByText(new RegExp(`, batch ${batch}.s, partition`))
      .waitFor();
    expect(await violations(tab)).toEqual([]);
    await tab.getByRole("button", { name: "Batch before" }).click();
    const before = Number(batch) - 1;
    await tab.getByText(new RegExp(`^Batch ${before}.s$`)).waitFor();
    await view("5", "Batches");
    await tab.getByRole("heading", { name: new RegExp(`^Batch ${before}.s`) }).waitFor();
    await view("2", "Flow");
    await tab.getByRole("button", { name: "Follow the run" }).click();
    await tab.getByText(new RegExp(`^Batch ${batch}.s$`)).waitFor();
    await tab.keyboard.press("t");
    await tab
      .getByRole("row", { name: /task 0 slot/ })
      .first()
      .waitFor();
    expect(await violations(tab)).toEqual([]);
  });

  test("Batches: the diagnosis, the figures, and the way down to the tasks", async () => {
    await open("slow", 4, "light");
    await view("5", "Batches");
    await tab.getByText(/^Batches take .* of each 1.s/).waitFor();
    expect(await tab.getByRole("img", { name: /^Processing time of the latest/ }).count()).toBe(1);
    await tab.getByRole("button", { name: /^1.s$/ }).click();
    await tab.getByRole("heading", { name: /^Batch 1.s/ }).waitFor();
    await tab
      .locator("summary")
      .filter({ hasText: /^\s*Job/ })
      .first()
      .click();
    await tab.locator("summary").filter({ hasText: /Stage/ }).first().click();
    await tab.getByRole("columnheader", { name: "Slot" }).waitFor();
    expect(await violations(tab)).toEqual([]);
    await tab.getByRole("button", { name: "Open in Timeline" }).click();
    await tab.getByRole("columnheader", { name: /^1.s/ }).and(tab.locator("[aria-selected=true]")).waitFor();
  });

  test("State: what the batch did to each key, and a key's history", async () => {
    await open("state", 4);
    await view("3", "State");
    const row = (key: string) =>
      tab.getByRole("row").filter({ has: tab.getByRole("button", { name: key, exact: true }) });
    await row("be").waitFor();
    const be = async (): Promise<string> =>
      (await row("be").locator("td, th").allTextContents())
        .map((text) => text.replaceAll(/\s+/g, " ").trim())
        .join(" | ");
    await expect.poll(be, { timeout: PATIENCE }).toContain("~ changed | be | 3 → 4 | 4 | 4 s | restarted");
    await row("be").getByRole("button").focus();
    await tab.keyboard.press("Enter");
    await tab.getByRole("region", { name: "History of be" }).waitFor();
    await tab.keyboard.press("ArrowUp");
    expect(await tab.evaluate(() => document.activeElement?.textContent?.trim())).not.toBe("be");
    expect(await violations(tab)).toEqual([]);
    await tab.getByRole("button", { name: "Batch before" }).click();
    await expect.poll(be, { timeout: PATIENCE }).toContain("~ changed | be | 2 → 3");
    await tab.getByRole("button", { name: "all", exact: true }).click();
    await tab.getByText(/updateStateByKey · program.ts/).waitFor();
  });

  test("Graph: the program's DStreams, a job's stages and RDDs, by keyboard and as tables", async () => {
    await open("windows", 3, "light");
    await view("4", "Graph");
    const sheet = tab.getByRole("figure", { name: "The program's DStreams" });
    await sheet.getByRole("button", { name: /counts.*reduceByKey/ }).waitFor();
    await tab
      .getByRole("figure", { name: /^Lineage of job/ })
      .getByRole("button", { name: /counts.*ShuffledRDD/ })
      .first()
      .waitFor();
    await sheet.getByRole("button", { name: /lines.*socketTextStream/ }).focus();
    await tab.keyboard.press("ArrowDown");
    expect(await tab.evaluate(() => document.activeElement?.getAttribute("title"))).toMatch(/^(words|gaps)/);
    expect(await violations(tab)).toEqual([]);
    await tab.keyboard.press("t");
    await tab
      .getByRole("cell", { name: /over shuffle/ })
      .first()
      .waitFor();
    expect(await violations(tab)).toEqual([]);
  });

  test.each(["dark", "light"] as const)(
    "Storage, %s: what is kept after the batch that was chosen, and what was freed",
    async (scheme) => {
      await open("state", 4, scheme);
      await view("6", "Storage");
      const rows = (name: string) => tab.getByRole("table", { name: new RegExp(`^${name}`) }).locator("tbody tr");
      await rows("Checkpoints of the driver").filter({ hasText: "/checkpoint/checkpoint-4000" }).first().waitFor();
      const totals = rows("Persisted RDDs").filter({ hasText: "updateStateByKey" });
      await expect.poll(() => totals.filter({ hasText: "kept" }).count(), { timeout: PATIENCE }).toBeGreaterThan(0);
      expect(await rows("Blocks of receivers").first().textContent()).toMatch(
        /input-0-\d+.*lines.*in memory \(MEMORY_AND_DISK\).*1 record/s,
      );
      expect(await violations(tab)).toEqual([]);
      const shown = await rows("Checkpoints of the driver").count();
      // as of an earlier batch
      await tab
        .locator(".storage .bar")
        .getByText(/^Batch 4.s$/)
        .waitFor();
      await tab.getByRole("tabpanel", { name: "Storage" }).focus();
      await tab.keyboard.press("ArrowLeft");
      await tab.getByText("after batch 3 s").waitFor();
      expect(await rows("Checkpoints of the driver").filter({ hasText: "checkpoint-4000" }).count()).toBe(0);
      expect(await rows("Checkpoints of the driver").count()).toBeLessThan(shown);
      await tab.keyboard.press("t");
      await expect.poll(() => tab.locator(".storage svg.lives").count(), { timeout: PATIENCE }).toBe(0);
      expect(await violations(tab)).toEqual([]);
      await tab.locator(".storage").getByRole("button", { name: "Graph" }).click();
      await tab.getByRole("tab", { name: "Graph", selected: true }).waitFor();
    },
  );

  test("on a phone the views are a list, and nothing is wider than the page", async () => {
    await open("state", 2);
    await tab.setViewportSize({ width: 360, height: 780 });
    await tab.getByRole("button", { name: "Views" }).click();
    for (const name of ["Timeline", "Flow", "State", "Graph", "Batches", "Storage"]) {
      await tab.getByRole("combobox", { name: "Views" }).selectOption({ label: name });
      await tab.getByRole("tabpanel", { name }).waitFor();
      expect(await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      expect(await violations(tab)).toEqual([]);
    }
  });
});
