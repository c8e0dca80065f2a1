import { readFileSync } from "node:fs";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Happening } from "../../core/sim/deeds.ts";
import { linkOf } from "../../playground/share/link.ts";
import { VIEWS } from "../../playground/views/views.ts";
import { oneFile } from "../../playground/work/files.ts";
import { launchChromium, serve, type TestServer } from "./chromium.ts";
import { PLAYGROUND, sharedPages } from "./pages.ts";
import { outside, smallTargets, violations } from "./reader.ts";

// WCAG 2.2 AA of the whole page, for readers who differ in what they see, how wide, and what they press.
const PATIENCE = 60_000;
const PROGRAM = readFileSync(new URL("../playground/programs/everything.ts", import.meta.url), "utf8");
const HAPPENINGS: readonly Happening[] = [
  ...Array.from(
    { length: 12 },
    (_, i): Happening => ({
      kind: "line",
      at: 300 + i * 400,
      host: "localhost",
      port: 9999,
      line: i % 3 === 0 ? "词 频 统计 be kind" : `to be or not to be ${i}`,
    }),
  ),
  { kind: "drop-file", at: 1500, path: "/data/in/a.txt", content: { text: "from a file\n" } },
];

let server: TestServer;
let browser: Browser;
let address: string;
let tab: Page;
const problems: string[] = [];

beforeAll(async () => {
  [server, browser] = await Promise.all([sharedPages(PLAYGROUND).then(serve), launchChromium()]);
  const program = oneFile("program.ts", PROGRAM);
  address = `${server.address}/${await linkOf({ program, seed: 1, happenings: [...HAPPENINGS] })}`;
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
});
afterEach(async () => {
  await tab?.context().close();
  expect(problems.splice(0)).toEqual([]);
});

async function open(width: number, height: number, options: BrowserContextOptions = {}): Promise<void> {
  const context = await browser.newContext({
    viewport: { width, height },
    locale: "en-US",
    reducedMotion: "reduce",
    ...options,
  });
  tab = await context.newPage();
  tab.setDefaultTimeout(PATIENCE);
  tab.on("pageerror", (error) => problems.push(String(error)));
  tab.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  await tab.goto(address);
  await tab.locator(".monaco-editor .view-line, .sluice-plain-editor").first().waitFor({ state: "attached" });
}

/** A key that is meant for the page, and for nothing on it. */
async function press(key: string): Promise<void> {
  await tab.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await tab.keyboard.press(key);
}

const stage = () => tab.locator(".stage > .head");
const isPaused = () => stage().locator("i.paused").waitFor({ state: "attached" });

/** Runs the program that came with the link, batch by batch. */
async function run(batches: number): Promise<void> {
  await press("Control+Enter");
  await stage().locator("i.running").waitFor({ state: "attached" });
  await press(" ");
  await isPaused();
  for (let batch = 0; batch < batches; batch++) {
    const before = await stage().textContent();
    await press(".");
    await expect.poll(() => stage().textContent(), { timeout: PATIENCE }).not.toBe(before);
    await isPaused();
  }
}

/** Shows a pane where not all of them have room. */
async function pane(index: number): Promise<void> {
  const button = tab.locator("nav.tabs button").nth(index);
  if ((await button.count()) > 0) await button.click();
}

const views = async (): Promise<void> => {
  if ((await tab.getByRole("tablist").count()) < 2 && (await tab.locator(".stage").isHidden())) await pane(2);
};

/** What holds the focus, in words; undefined where nothing does. */
const focused = (): Promise<string | undefined> =>
  tab.evaluate(() => {
    const { activeElement: at } = document;
    return at === null || at === document.body ? undefined : (at.getAttribute("aria-label") ?? at.textContent?.trim());
  });

describe("for every reader", { timeout: 5 * PATIENCE }, () => {
  test.each([
    { width: 1440, height: 900, locale: "zh-CN", colorScheme: "dark" },
    { width: 768, height: 1024, locale: "en-US", colorScheme: "light" },
    { width: 360, height: 740, locale: "en-US", colorScheme: "dark", hasTouch: true, isMobile: true },
    { width: 360, height: 740, locale: "zh-CN", colorScheme: "light", forcedColors: "active" },
  ] as const)("%o: every view, its table, every dialog, a lesson", async ({ width, height, ...reader }) => {
    await open(width, height, reader);
    const found: Record<string, unknown> = {};
    const look = async (what: string): Promise<void> => {
      const wrong = [...(await violations(tab)), ...(await smallTargets(tab)), ...(await outside(tab))];
      if (wrong.length > 0) found[what] = wrong;
    };
    expect(await tab.evaluate(() => document.documentElement.lang)).toBe(reader.locale === "zh-CN" ? "zh-Hans" : "en");
    await look("before a run");
    await press("?");
    await tab.locator("dialog[open]").waitFor();
    await look("keys");
    await tab.keyboard.press("Escape");

    await run(4);
    await pane(1);
    await look("code");
    await tab.locator(".editor [aria-haspopup=menu]").click();
    await look("the project's menu");
    await tab.keyboard.press("Escape");
    await tab.locator(".editor .actions .link").last().click();
    await look("share");
    if (width < 1200) await tab.locator("nav.tabs button").last().click();
    await look("netcat and console");

    await views();
    // with little room both are looked at, elsewhere one of the two
    for (const [index, view] of VIEWS.entries()) {
      await press(String(index + 1));
      if (width !== 768) await look(view);
      if (width === 1440) continue;
      await press("t");
      await look(`${view}, as a table`);
      await press("t");
    }
    await press("1");
    await tab.locator("[role=columnheader] button").first().click();
    await tab.locator("[data-record]").first().click();
    await look("a record");
    await press("f");
    await tab.locator("dialog[open]").waitFor();
    await look("fork");
    await tab.keyboard.press("Escape");
    await tab.locator("[aria-haspopup=dialog][aria-controls]").click();
    await tab.locator("[popover]:popover-open > .button").click();
    await look("faults and their script");
    await tab.keyboard.press("Escape");

    await tab.goto(`${server.address}/#/lessons/01-network-word-count/words-and-counts`);
    await pane(0);
    await tab.getByRole("radio").first().check();
    await look("a lesson");
    expect(found).toEqual({});
  });

  test.each([
    [720, 450],
    [320, 256],
  ])(
    "at %i × %i, as when magnified, all is there, and nothing but what needs it scrolls sideways",
    async (width, height) => {
      await open(width, height);
      await run(2);
      const found: Record<string, unknown> = {};
      const look = async (what: string): Promise<void> => {
        const wrong = await outside(tab);
        if (wrong.length > 0) found[what] = wrong;
      };
      for (const index of [0, 1, 3]) {
        await pane(index);
        await look(`pane ${index}`);
      }
      for (const [index, view] of VIEWS.entries()) {
        await press(String(index + 1));
        await look(view);
        const canvas = await tab.locator("#view").boundingBox();
        expect(canvas!.height, `${view} has room`).toBeGreaterThan(100);
      }
      expect(found).toEqual({});
    },
  );
});

describe("by keyboard", { timeout: 5 * PATIENCE }, () => {
  test("every stop is seen, and stands behind nothing", async () => {
    await open(1440, 900);
    await run(3);
    const wrong: string[] = [];
    const seen = new Set<string>();
    for (let stops = 0; stops < 150; stops++) {
      await tab.keyboard.press("Tab");
      const stop = await tab.evaluate(() => {
        const at = document.activeElement as HTMLElement | null;
        if (at === null || at === document.body) return undefined;
        const name = `${at.tagName} ${at.getAttribute("aria-label") ?? at.textContent?.trim().slice(0, 40)}`;
        if (at.closest(".monaco-editor") !== null) return { name, wrong: "", inEditor: true };
        const ringed = [at, at.parentElement!].some((each) => {
          const { outlineStyle, outlineWidth } = getComputedStyle(each);
          return outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2;
        });
        const { left, right, top, bottom } = at.getBoundingClientRect();
        const x = (Math.max(left, 0) + Math.min(right, innerWidth)) / 2;
        const y = (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2;
        const hit = document.elementFromPoint(x, y);
        const isThere = hit !== null && (at.contains(hit) || hit.contains(at));
        const faults = [ringed ? "" : "no ring", isThere ? "" : `behind ${hit?.outerHTML.slice(0, 80)}`];
        return { name, wrong: faults.filter((fault) => fault !== "").join(", "), inEditor: false };
      });
      if (stop === undefined) break;
      if (stop.wrong !== "") wrong.push(`${stop.name}: ${stop.wrong}`);
      if (stop.inEditor) await tab.keyboard.press("Control+m");
      seen.add(stop.name);
    }
    expect(wrong).toEqual([]);
    // round all panes, the editor and what stands behind it too
    expect(
      [...seen].some((name) => name.includes("Fold the dock")),
      [...seen].join("\n"),
    ).toBe(true);
  });

  test("the focus is never lost: not with what goes, changes, or is switched off", async () => {
    await open(1440, 900);
    await tab.getByRole("button", { name: "Close" }).focus();
    await tab.keyboard.press("Enter");
    await tab.getByText("This program came with a link").waitFor({ state: "detached" });
    await expect.poll(focused).toBeDefined();

    const button = (name: string | RegExp) => tab.getByRole("button", { name, exact: true });
    const isFocused = (name: string | RegExp) => expect.poll(focused, { timeout: PATIENCE }).toMatch(name);
    await tab.getByRole("banner").getByRole("button", { name: /^Run/ }).focus();
    await tab.keyboard.press("Enter");
    await stage().locator("i.running").waitFor({ state: "attached" });
    await isFocused(/^Run/);
    await button("Pause").focus();
    await tab.keyboard.press("Enter");
    await isPaused();
    await isFocused(/^Play/);
    await button("Step batch").focus();
    await tab.keyboard.press("Enter");
    await tab.getByText("Batch 1").first().waitFor();
    await isPaused();
    await isFocused(/^Step batch/);

    await tab.getByRole("button", { name: "Keys ?" }).focus();
    await tab.keyboard.press("Enter");
    await tab.getByRole("dialog", { name: "Keys" }).waitFor();
    await tab.keyboard.press("Escape");
    await isFocused(/^Keys/);
    await button("Project").focus();
    await tab.keyboard.press("Enter");
    await tab.keyboard.press("Escape");
    await isFocused(/^Project/);
    await button("Collapse the guide").focus();
    await tab.keyboard.press("Enter");
    await isFocused("Show the guide");
    await tab.keyboard.press("Enter");
    await isFocused("Collapse the guide");

    await button("Faults").focus();
    await tab.keyboard.press("Enter");
    const panel = tab.getByRole("dialog", { name: "Let something go wrong" });
    for (let rows = 0; rows < 2; rows++) await panel.getByRole("button", { name: "Add a row" }).click();
    await panel.getByRole("button", { name: "Remove this row" }).first().focus();
    await tab.keyboard.press("Enter");
    await expect.poll(() => panel.getByRole("spinbutton").count()).toBe(1);
    await isFocused("Remove this row");
    await tab.keyboard.press("Enter");
    await expect.poll(() => panel.getByRole("spinbutton").count()).toBe(0);
    await isFocused("Add a row");
    await panel.getByRole("button", { name: "Kill the driver until I start it" }).focus();
    await tab.keyboard.press("Enter");
    await isFocused("Start the driver again");
    await tab.keyboard.press("Enter");
    await isFocused(/^Kill the driver/);
    await tab.keyboard.press("Escape");
    await isFocused("Faults");
  });

  test("a record of the drawing can be chosen in the table, too", async () => {
    await open(1280, 800);
    await run(2);
    await press("1");
    await press("t");
    const record = tab.getByRole("table").getByRole("button", { name: "(kind,1)", exact: true }).first();
    await record.focus();
    await tab.keyboard.press("Enter");
    await expect.poll(() => record.getAttribute("aria-pressed")).toBe("true");
    const selection = tab.getByRole("region", { name: "Selection" });
    expect(await selection.textContent()).toMatch(/Selected\s*kind\s*1\s*in/);
  });

  test("keys of one sign can be switched off, and stay so", async () => {
    await open(1280, 800);
    const guide = tab.getByRole("complementary").getByRole("link", { name: "Lessons" });
    await tab.getByRole("button", { name: "Keys ?" }).click();
    await tab.getByRole("checkbox", { name: "Keys with one letter, digit or sign" }).uncheck();
    await tab.keyboard.press("Escape");
    for (const load of [0, 1]) {
      if (load > 0) await tab.reload();
      await guide.waitFor();
      await press("l");
      await press("?");
      await press("F6");
      expect(await guide.isVisible()).toBe(true);
      expect(await tab.getByRole("dialog").isVisible()).toBe(false);
    }
  });

  test("a screen reader is told what begins, what batches did, and the end; not everything, and not without pause", async () => {
    await open(1280, 800);
    await tab.evaluate(() => {
      const told: string[] = [];
      Object.assign(globalThis, { told });
      const regions = "[aria-live=polite], [aria-live=assertive], [role=status], [role=alert]";
      new MutationObserver((changes) => {
        const changed = new Set(
          changes.map(({ target }) => (target instanceof Element ? target : target.parentElement)?.closest(regions)),
        );
        for (const region of changed) if (region?.checkVisibility()) told.push(region.textContent?.trim() ?? "");
      }).observe(document.body, { childList: true, characterData: true, subtree: true });
    });
    const told = () => tab.evaluate(() => (globalThis as unknown as { told: string[] }).told);
    const begin = Date.now();
    await tab.getByLabel("Speed").selectOption({ label: "2×" });
    await press("Control+Enter");
    await expect.poll(told, { timeout: PATIENCE }).toContainEqual(expect.stringMatching(/^Running/));
    await expect
      .poll(async () => (await told()).filter((words) => /^Batch \d+.s/.test(words)).length, { timeout: PATIENCE })
      .toBeGreaterThan(4);
    await tab.getByRole("banner").getByRole("button", { name: "Stop" }).click();
    await expect.poll(told, { timeout: PATIENCE }).toContainEqual(expect.stringMatching(/^Stopped/));
    // one sentence a second of what batches did, and what the run does
    expect((await told()).length, (await told()).join("\n")).toBeLessThan((Date.now() - begin) / 1000 + 12);
  });
});
