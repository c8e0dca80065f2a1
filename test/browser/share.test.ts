import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchChromium, serve, type TestServer } from "./chromium.ts";
import { PLAYGROUND, sharedPages } from "./pages.ts";
import { replaceProgram } from "./reader.ts";

const PATIENCE = 60_000;

let pages: string;
let server: TestServer;
let browser: Browser;
let context: BrowserContext;
const problems: string[] = [];

beforeAll(async () => {
  pages = await sharedPages(PLAYGROUND);
  [server, browser] = await Promise.all([serve(pages), launchChromium()]);
  context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: "en-US",
    permissions: ["clipboard-read", "clipboard-write"],
  });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

async function open(address: string): Promise<Page> {
  const tab = await context.newPage();
  tab.on("pageerror", (error) => problems.push(String(error)));
  await tab.goto(address);
  await tab.waitForSelector(".monaco-editor .view-line");
  return tab;
}

// biome-ignore lint/performance/useDomNodeTextContent: what is seen, with its line breaks
const output = (tab: Page) => tab.getByRole("region", { name: "Console" }).innerText();
const run = (tab: Page) => tab.getByRole("banner").getByRole("button", { name: /^Run/ });

describe("a link", { timeout: 4 * PATIENCE }, () => {
  test("brings the program and what was typed, and runs when the reader says so", async () => {
    const first = await open(server.address);
    await run(first).click();
    await first.locator("[data-focus=netcat]").fill("so it goes");
    await first.locator("[data-focus=netcat]").press("Enter");
    await expect.poll(() => output(first), { timeout: PATIENCE }).toContain("(goes,1)");
    await first.getByRole("button", { name: "Share" }).click();
    await first.getByText("The link is in the clipboard").waitFor();
    const link = await first.evaluate(() => navigator.clipboard.readText());
    expect(link.startsWith(`${server.address}/#/shared/`)).toBe(true);
    await replaceProgram(first, "// the reader's own\n");
    await first.close();

    server.requests.length = 0;
    const second = await open(link);
    await second.getByText("This program came with a link").waitFor();
    expect(server.requests.filter((request) => request.includes("shared"))).toEqual([]);
    expect(await output(second)).not.toContain("Time:");
    await run(second).click();
    await expect.poll(() => output(second), { timeout: PATIENCE }).toContain("(goes,1)");
    // back to the reader's own program, also after the words were put away
    await second.getByRole("button", { name: "Close" }).click();
    await second.getByText("This program came with a link").waitFor({ state: "detached" });
    await second.evaluate(() => {
      location.hash = "#/";
    });
    await second.locator(".monaco-editor").getByText("the reader's own").waitFor();
    expect(problems).toEqual([]);
    await second.close();
  });

  test("that was cut on its way is told, and the page stays as it was", async () => {
    const tab = await open(server.address);
    const text = () => tab.locator(".monaco-editor .view-lines").first().textContent();
    const before = await text();
    await tab.evaluate(() => {
      location.hash = "#/shared/q1bKSCxSslIqSy0qzszPU7JSMl";
    });
    await tab.getByText("The link holds no program that can be read").waitFor();
    expect(before).toContain(await text());
    expect(problems).toEqual([]);
    await tab.close();
  });
});
