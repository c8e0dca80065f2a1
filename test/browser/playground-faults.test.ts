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
  tab.setDefaultTimeout(60_000);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const run = () => tab.getByRole("banner").getByRole("button", { name: /^Run/ });
const panel = () => tab.getByRole("dialog", { name: "Let something go wrong" });

async function openFaults(): Promise<void> {
  await tab.getByRole("button", { name: "Faults", exact: true }).focus();
  await tab.keyboard.press("Enter");
  await panel().waitFor();
}

test("a script of faults goes wrong at its times, and goes along with a link", async () => {
  await tab.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: server.address });
  await tab.goto(server.address);
  await tab.waitForSelector(".monaco-editor .view-line");
  await openFaults();
  await panel().getByRole("button", { name: "Add a row" }).click();
  await panel().getByRole("spinbutton", { name: "At" }).fill("1.2");
  await panel().getByRole("combobox").selectOption({ index: 6 });
  expect(await violations(tab)).toEqual([]);
  await tab.keyboard.press("Escape");
  await run().click();
  await openFaults();
  const told = panel()
    .getByRole("listitem")
    .filter({ hasText: /1\.2.s: task 0 of each stage takes/ });
  await told.waitFor();
  await tab.keyboard.press("Escape");
  await tab.getByRole("button", { name: "Share" }).click();
  await tab.getByText("The link is in the clipboard").waitFor();
  await tab.goto(await tab.evaluate(() => navigator.clipboard.readText()));
  await tab.getByText("This program came with a link").waitFor();
  await openFaults();
  expect(await panel().getByRole("spinbutton", { name: "At" }).inputValue()).toBe("1.2");
  await tab.keyboard.press("Escape");
  await run().click();
  await openFaults();
  await told.waitFor();
  await panel().getByRole("button", { name: "Remove this row" }).click();
  await panel().getByRole("spinbutton").waitFor({ state: "detached" });
});

test("an executor that is a thread dies by its button, and another comes", async () => {
  await tab.goto(`${server.address}/#/`);
  await tab.reload();
  await tab.waitForSelector(".monaco-editor .view-line");
  await replaceProgram(tab, countingProgram({ checkpoint: false, log: false, executor: "workers" }));
  await run().click();
  await openFaults();
  await panel()
    .getByRole("button", { name: /^Kill executor/ })
    .first()
    .click();
  await panel()
    .getByRole("listitem")
    .filter({ hasText: /executor \d was killed/ })
    .waitFor();
  // what it had to do is done all the same
  await tab.getByRole("columnheader", { name: /^9.s/ }).waitFor();
  expect(await tab.getByRole("button", { name: /failed/ }).count()).toBe(0);
});

test("each fault by its button, and an account of what came of it", async () => {
  await tab.goto(`${server.address}/#/`);
  await tab.reload();
  await tab.waitForSelector(".monaco-editor .view-line");
  await replaceProgram(tab, countingProgram({ checkpoint: true, log: true }));
  await run().click();
  await tab
    .getByRole("columnheader", { name: /no blocks/ })
    .first()
    .waitFor();

  await openFaults();
  expect(await violations(tab)).toEqual([]);
  for (const [name, told] of [
    [/receiver of/, /receiver of stream 0 was killed/],
    [/Each task takes/, /each task takes 600 ms more/],
    [/Task 0 of each/, /task 0 of each stage/],
    [/write to a log/, /next write to a log/],
    [/write of a checkpoint/, /next write of a checkpoint/],
    [/disk is full/, /writes fail for 5.s/],
    [/starts again after/, /Started again at .* from the checkpoint of/],
  ] as const) {
    await panel().getByRole("button", { name }).click();
    await panel().getByRole("listitem").filter({ hasText: told }).waitFor();
  }
  expect(await violations(tab)).toEqual([]);

  await panel().getByRole("button", { name: "Kill the driver until I start it" }).click();
  await panel().getByRole("button", { name: "Start the driver again" }).click();
  await panel()
    .getByRole("listitem")
    .filter({ hasText: /Started again/ })
    .nth(1)
    .waitFor();
  await tab.keyboard.press("Escape");
  await panel().waitFor({ state: "hidden" });
});
