import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { launchChromium, serve, type TestServer } from "./chromium.ts";
import { PLAYGROUND, sharedPages } from "./pages.ts";
import { replaceProgram, violations } from "./reader.ts";

// The view of what stands around a program, as a reader has it: files are dropped and moved, netcats end, and the program notices.
const PATIENCE = 60_000;
const PROGRAM = readFileSync(new URL("../playground/programs/files.ts", import.meta.url), "utf8");

let server: TestServer;
let browser: Browser;
let tab: Page;
const problems: string[] = [];

beforeAll(async () => {
  const pages = await sharedPages(PLAYGROUND);
  [server, browser] = await Promise.all([serve(pages), launchChromium()]);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
});
afterEach(async () => {
  await tab?.close();
  expect(problems.splice(0)).toEqual([]);
});

async function newTab(address: string, width = 1440): Promise<Page> {
  const page = await browser.newPage({
    viewport: { width, height: 900 },
    locale: "en-US",
    colorScheme: "dark",
    reducedMotion: "reduce",
  });
  page.setDefaultTimeout(PATIENCE);
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  await page.goto(address);
  await page.waitForSelector(".monaco-editor .view-line");
  return page;
}

const stateOf = () => tab.getByRole("status", { name: "State" });

/** Runs what is in the editor, and pauses it in its first interval. */
async function startPaused(): Promise<void> {
  await tab.getByRole("banner").getByRole("button", { name: /^Run/ }).click();
  await tab.locator("[data-focus=netcat]").waitFor();
  await tab.getByRole("button", { name: "Pause" }).click();
  await expect.poll(() => stateOf().textContent(), { timeout: PATIENCE }).toMatch(/Paused/);
}

async function step(): Promise<void> {
  const before = await stateOf().textContent();
  await tab.getByRole("button", { name: "Step batch" }).click();
  await expect.poll(() => stateOf().textContent(), { timeout: PATIENCE }).not.toBe(before);
  await expect.poll(() => stateOf().textContent(), { timeout: PATIENCE }).toMatch(/Paused/);
}

async function openWorld(): Promise<void> {
  await stateOf().click();
  await tab.keyboard.press("7");
  await tab.getByRole("tab", { name: "World", selected: true }).waitFor();
}

async function drop(directory: string, path: string, text: string): Promise<void> {
  const form = tab.getByRole("form", { name: `New file in ${directory}` });
  await form.getByLabel("Path of the new file").fill(path);
  await form.getByLabel("Text of the new file").fill(text);
  await form.getByRole("button", { name: "Drop file" }).click();
}

const act = (name: string) => tab.getByRole("button", { name, exact: true });
const row = (table: string, file: string) =>
  tab
    .getByRole("table", { name: new RegExp(table) })
    .locator("tr", { has: tab.getByRole("rowheader", { name: file, exact: true }) });
const hasWords = (table: string, file: string, words: RegExp) =>
  expect.poll(() => row(table, file).textContent(), { timeout: PATIENCE }).toMatch(words);
const console_ = () => tab.getByRole("region", { name: "Console" }).textContent();
const printed = (words: string) => expect.poll(console_, { timeout: PATIENCE }).toContain(words);

test("a dropped file is counted, what is appended is not, a moved one is; looking back shows them as they were", async () => {
  tab = await newTab(server.address);
  await replaceProgram(tab, PROGRAM);
  await startPaused();
  await openWorld();

  await drop("/data/in", "/data/in/a.txt", "to be or not to be");
  await drop("/staging", "/staging/b.txt", "文 😀");
  await hasWords("/data/in", "a.txt", /waits for the next batch/);
  await step();
  await hasWords("/data/in", "a.txt", /read in this batch/);
  await printed("(to,2)");

  await act("Append to /data/in/a.txt").click();
  await tab.getByLabel("Line to append to /data/in/a.txt").fill("never");
  await tab.getByLabel("Line to append to /data/in/a.txt").press("Enter");
  await act("Look into /data/in/a.txt").click();
  await expect
    .poll(() => tab.locator(".preview pre").textContent(), { timeout: PATIENCE })
    .toBe("to be or not to be\nnever\n");
  await drop("/data/in", "/data/in/.c", "hidden");
  await act("Move /staging/b.txt").click();
  await tab.getByLabel("Where to move /staging/b.txt").press("Enter");
  await step();
  await hasWords("/data/in", "a.txt", /what was added later is never read/);
  await hasWords("/data/in", "b.txt", /read in this batch/);
  await hasWords("/data/in", ".c", /begins with a point/);
  await printed("(文,1)");
  expect(await console_()).not.toContain("(never,1)");
  expect(await violations(tab)).toEqual([]);

  // a batch and its files are one selection
  await row("/data/in", "b.txt")
    .getByRole("button", { name: /^Choose batch/ })
    .click();
  await expect.poll(() => row("/data/in", "b.txt").getAttribute("class"), { timeout: PATIENCE }).toContain("chosen");

  await act("Remove /data/in/b.txt").click();
  await hasWords("/data/in", "b.txt", /removed/);
  await tab.keyboard.press("Escape");
  const slider = tab.getByRole("slider").first();
  await slider.focus();
  await expect
    .poll(
      async () => {
        await slider.press("ArrowLeft");
        return row("/data/in", "b.txt").count();
      },
      { timeout: PATIENCE },
    )
    .toBe(0);
  await hasWords("/data/in", "a.txt", /read in this batch(?!;)/);
  expect(await tab.getByText("You look back: the world").count()).toBe(1);
  await slider.press("End");
  await hasWords("/data/in", "b.txt", /removed/);

  // a link holds all of it
  await tab.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await tab.getByRole("button", { name: "Share" }).click();
  await expect
    .poll(() => tab.evaluate(() => navigator.clipboard.readText()), { timeout: PATIENCE })
    .toContain("#/shared/");
  const link = await tab.evaluate(() => navigator.clipboard.readText());
  await tab.close();
  tab = await newTab(link);
  await startPaused();
  await openWorld();
  await expect
    .poll(
      async () => {
        await step();
        return console_();
      },
      { timeout: PATIENCE },
    )
    .toContain("(文,1)");
  await hasWords("/data/in", "a.txt", /what was added later is never read/);
}, 300_000);

test("a netcat that stops listening is an error for the receiver, and the end of it when it listens again", async () => {
  tab = await newTab(server.address);
  await replaceProgram(tab, PROGRAM);
  await startPaused();
  await openWorld();
  const netcat = tab.getByRole("region", { name: "Netcat on localhost:9999" });
  await expect.poll(() => netcat.textContent(), { timeout: PATIENCE }).toContain("connected");
  await netcat.getByRole("button", { name: "Stop listening" }).click();
  await expect.poll(() => netcat.textContent(), { timeout: PATIENCE }).toContain("nobody listens");
  for (let batch = 1; batch <= 3; batch++) await step();
  await printed("Error connecting to localhost:9999");
  await netcat.getByRole("button", { name: "Listen again" }).click();
  await netcat.getByRole("textbox").fill("back again");
  await netcat.getByRole("textbox").press("Enter");
  await expect.poll(() => netcat.textContent(), { timeout: PATIENCE }).toContain("1 line waits");
  for (let batch = 1; batch <= 4; batch++) await step();
  await printed("(back,1)");
  expect(await netcat.textContent()).not.toContain("waits");
}, 300_000);

test("files of the reader's disk come with their bytes, and what is too large is refused", async () => {
  tab = await newTab(server.address);
  await replaceProgram(tab, PROGRAM);
  await startPaused();
  await openWorld();
  const chooser = tab.waitForEvent("filechooser");
  await tab.getByRole("form", { name: "New file in /data/in" }).getByRole("button", { name: "From disk…" }).click();
  await (await chooser).setFiles([
    { name: "raw.bin", mimeType: "application/octet-stream", buffer: Buffer.from([0, 255, 128]) },
    { name: "words.txt", mimeType: "text/plain", buffer: Buffer.from("<img src=x onerror=alert(1)> wörter\n") },
    { name: "big.txt", mimeType: "text/plain", buffer: Buffer.alloc(500_001, "a") },
  ]);
  await expect.poll(() => tab.getByText("big.txt is larger than").count(), { timeout: PATIENCE }).toBe(1);
  expect(await row("/data/in", "big.txt").count()).toBe(0);
  await act("Look into /data/in/raw.bin").click();
  await expect.poll(() => tab.locator(".preview pre").textContent(), { timeout: PATIENCE }).toBe("00 ff 80");
  await act("Look into /data/in/words.txt").click();
  await expect.poll(() => tab.locator(".preview pre").textContent(), { timeout: PATIENCE }).toContain("<img src=x");
  await step();
  await printed("(wörter,1)");

  // dragged onto the directory, and packed: what it holds is read
  const data = await tab.evaluateHandle(
    (packed) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(packed)], "packed.gz"));
      transfer.items.add(new File(["beside it\n"], "beside.txt"));
      return transfer;
    },
    [...gzipSync("unpacked unpacked\n")],
  );
  const directory = tab.getByRole("region", { name: "/data/in" });
  for (const type of ["dragenter", "dragover"]) await directory.dispatchEvent(type, { dataTransfer: data });
  expect(await directory.getAttribute("data-dropping")).toBe("");
  await directory.getByRole("table").dispatchEvent("drop", { dataTransfer: data });
  expect(await directory.getAttribute("data-dropping")).toBeNull();
  await hasWords("/data/in", "packed.gz", /waits for the next batch/);
  await hasWords("/data/in", "beside.txt", /waits for the next batch/);
  await step();
  await hasWords("/data/in", "packed.gz", /read in this batch/);
  await printed("(unpacked,2)");
  await printed("(beside,1)");
}, 300_000);
