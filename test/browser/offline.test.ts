import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchChromium, serve } from "./chromium.ts";
import { PLAYGROUND, sharedPages } from "./pages.ts";

const PATIENCE = 60_000;

let pages: string;
let browser: Browser;

beforeAll(async () => {
  pages = await sharedPages(PLAYGROUND);
  browser = await launchChromium();
}, 120_000);
afterAll(async () => {
  await browser?.close();
});

describe("the playground after one visit", { timeout: 3 * PATIENCE }, () => {
  test("works with the network cut: the editor, its types, a run, a view that is loaded later, a project to take along, a lesson in both languages", async () => {
    const server = await serve(pages);
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-US" });
    const first = await context.newPage();
    await first.goto(server.address);
    await first.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await first.close();

    await server.close();
    await context.setOffline(true);
    const tab = await context.newPage();
    const problems: string[] = [];
    tab.on("pageerror", (error) => problems.push(String(error)));
    tab.on("requestfailed", (request) => {
      if (request.url().startsWith("http")) problems.push(request.url());
    });
    await tab.goto(`${server.address}/`);
    await tab.locator(".monaco-editor .view-line").first().waitFor();
    await tab.locator(".monaco-editor").first().click();
    await tab.keyboard.press("Control+End");
    await tab.keyboard.insertText("\nconst wrong: number = ssc;");
    await tab.locator(".squiggly-error").first().waitFor({ timeout: PATIENCE });
    await tab.keyboard.press("Shift+Home");
    await tab.keyboard.press("Delete");
    await expect.poll(() => tab.locator(".squiggly-error").count(), { timeout: PATIENCE }).toBe(0);

    await tab.getByRole("banner").getByRole("button", { name: /^Run/ }).click();
    await tab.locator("[data-focus=netcat]").fill("hello world hello");
    await tab.locator("[data-focus=netcat]").press("Enter");
    // biome-ignore lint/performance/useDomNodeTextContent: what is seen, with its line breaks
    const output = () => tab.getByRole("region", { name: "Console" }).innerText();
    await expect.poll(output, { timeout: PATIENCE }).toMatch(/\(hello,2\)\n\(world,1\)/);
    await tab.getByRole("tab", { name: "Graph" }).click();
    await tab.getByText("reduceByKey").first().waitFor();
    // a project holds Sluice itself
    await tab.getByRole("button", { name: "Project", exact: true }).click();
    const downloading = tab.waitForEvent("download", { timeout: PATIENCE });
    await tab.getByRole("menuitem", { name: /^Export/ }).click();
    expect((await downloading).suggestedFilename()).toBe("network-word-count.zip");

    // a lesson, run as its page asks for, in both languages
    const pane = tab.getByRole("complementary");
    await pane.getByRole("link", { name: "Lessons" }).click();
    await pane.getByRole("link", { name: /NetworkWordCount/ }).click();
    await pane.getByRole("heading", { name: "A program that listens" }).waitFor();
    await tab.getByRole("banner").getByRole("button", { name: "Language: 中文" }).click();
    await pane.getByRole("heading", { name: "一个会监听的程序" }).waitFor();
    await tab.getByRole("banner").getByRole("button", { name: "运行" }).click();
    // biome-ignore lint/performance/useDomNodeTextContent: what is seen, with its line breaks
    const printed = () => tab.getByRole("region", { name: "控制台" }).innerText();
    await expect.poll(printed, { timeout: PATIENCE }).toContain("(to,2)");
    expect(problems).toEqual([]);
    await context.close();
  });

  test("is one that the browser finds fit to be installed", async () => {
    const server = await serve(pages);
    const context = await browser.newContext();
    const tab = await context.newPage();
    await tab.goto(server.address);
    const devtools = await context.newCDPSession(tab);
    const { errors, data } = await devtools.send("Page.getAppManifest");
    expect(errors).toEqual([]);
    expect(JSON.parse(data!)).toMatchObject({ display: "standalone", scope: "./", start_url: "./" });
    const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
    // a context that keeps nothing installs nothing
    expect(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito")).toEqual([]);
    await context.close();
    await server.close();
  });

  test("may be installed: a manifest, and the icons that it names", async () => {
    const manifest = JSON.parse(readFileSync(join(pages, "manifest.webmanifest"), "utf8"));
    for (const { src, sizes } of manifest.icons) {
      const bytes = readFileSync(join(pages, src));
      if (src.endsWith(".png")) expect(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`).toBe(sizes);
    }
    expect(readFileSync(join(pages, "index.html"), "utf8")).toContain('rel="manifest"');
  });
});

test("the page is there with 250 kB of script, compressed; the editor comes beside it", () => {
  const html = readFileSync(join(pages, "index.html"), "utf8");
  const named = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)].map(([, name]) => name!);
  expect(named.length).toBeGreaterThan(0);
  const all = readdirSync(join(pages, "assets"));
  const size = named.reduce((sum, name) => sum + gzipSync(readFileSync(join(pages, name))).length, 0);
  expect(size).toBeLessThan(250_000);
  expect(all.some((name) => /^editor.*\.js$/.test(name) && !html.includes(name))).toBe(true);
});
