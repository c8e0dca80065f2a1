import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { launchChromium, serve, type TestServer } from "./chromium.ts";
import { PLAYGROUND, sharedPages } from "./pages.ts";

/** Who imports this has, in every test, a tab in which the playground is open, and in which nothing may complain. */
export let tab: Page;

let server: TestServer;
let browser: Browser;
const problems: string[] = [];

beforeAll(async () => {
  const pages = await sharedPages(PLAYGROUND);
  [server, browser] = await Promise.all([serve(pages), launchChromium()]);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
});
beforeEach(async () => {
  problems.length = 0;
  tab = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: "en-US" });
  tab.on("pageerror", (error) => problems.push(String(error)));
  tab.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  await tab.goto(server.address);
  await tab.waitForSelector(".monaco-editor .view-line");
});
afterEach(async () => {
  expect(problems).toEqual([]);
  await tab.close();
});
