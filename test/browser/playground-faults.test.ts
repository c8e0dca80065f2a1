import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { countingProgram } from "../playground/fixtures/fault-runs.ts";
import { launchChromium, serve, type TestServer } from "./chromium.ts";
import { PLAYGROUND, sharedPages } from "./pages.ts";
import { replaceProgram, violations } from "./reader.ts";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 300_000 });

let server: TestServer;
let browser: Browser;
let tab: Page;

beforeAll(async () => {
  const pages = await sharedPages(PLAYGROUND);
  [server, browser] = await Promise.all([serve(pages), launchChromium()]);
  tab = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  tab.setDefaultTimeout(120_000);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

test("each fault by its button, and an account of what came of it", async () => {
  await tab.goto(server.address);
  await tab.waitForSelector(".monaco-editor .view-line");
  await replaceProgram(tab, countingProgram({ checkpoint: true, log: true }));
  await tab.getByRole("banner").getByRole("button", { name: /^Run/ }).click();
  await tab
    .getByRole("columnheader", { name: /no blocks/ })
    .first()
    .waitFor();

  const faults = tab.getByRole("button", { name: "Faults" });
  const panel = tab.getByRole("dialog", { name: "Let something go wrong" });
  await faults.focus();
  await tab.keyboard.press("Enter");
  await panel.waitFor();
  expect(await violations(tab)).toEqual([]);
  for (const [name, told] of [
    [/receiver of/, /receiver of stream 0 was killed/],
    [/Each task takes/, /each task takes 600 ms more/],
    [/Task 0 of each/, /task 0 of each stage/],
    [/write to a log/, /next write to a log/],
    [/write of a checkpoint/, /next write of a checkpoint/],
    [/disk is full/, /writes fail for 5 s/],
    [/starts again after/, /Started again at .* from the checkpoint of/],
  ] as const) {
    await panel.getByRole("button", { name }).click();
    await panel.getByRole("listitem").filter({ hasText: told }).waitFor();
  }
  expect(await violations(tab)).toEqual([]);

  await panel.getByRole("button", { name: "Kill the driver until I start it" }).click();
  await panel.getByRole("button", { name: "Start the driver again" }).click();
  await panel
    .getByRole("listitem")
    .filter({ hasText: /Started again/ })
    .nth(1)
    .waitFor();
  await tab.keyboard.press("Escape");
  await panel.waitFor({ state: "hidden" });
});
