import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  TextReader,
  Uint8ArrayReader,
  Uint8ArrayWriter,
  ZipReader,
  ZipWriter,
} from "@zip.js/zip.js/lib/zip-core-external.js";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { endCommands, start } from "../cli/command.ts";
import { LineServer } from "../node/line-server.ts";
import { launchChromium, serve, type TestServer } from "./chromium.ts";
import { PLAYGROUND, sharedPages } from "./pages.ts";
import { violations } from "./reader.ts";

const PATIENCE = 60_000;
/** npm gets a runtime and a compiler from a registry, beside other tests. */
const INSTALL_PATIENCE = 300_000;

const OPTIONS = { useWebWorkers: false };

let server: TestServer;
let browser: Browser;
let place: string;
const problems: string[] = [];

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), "sluice-project-"));
  const pages = await sharedPages(PLAYGROUND);
  [server, browser] = await Promise.all([serve(pages), launchChromium()]);
}, INSTALL_PATIENCE);
afterEach(endCommands);
afterAll(async () => {
  await browser?.close();
  await server?.close();
  rmSync(place, { recursive: true, force: true });
});

async function open(viewport = { width: 1280, height: 800 }): Promise<Page> {
  const tab = await browser.newPage({ viewport, locale: "en-US" });
  tab.on("pageerror", (error) => problems.push(String(error)));
  await tab.goto(server.address);
  await tab.locator(".monaco-editor .view-line").first().waitFor();
  return tab;
}

const menu = (tab: Page) => tab.getByRole("button", { name: "Project", exact: true });

async function exported(tab: Page): Promise<Uint8Array> {
  await menu(tab).click();
  const downloading = tab.waitForEvent("download", { timeout: PATIENCE });
  await tab.getByRole("menuitem", { name: /^Export/ }).click();
  return readFileSync(await (await downloading).path());
}

async function chooseFile(tab: Page, name: string, buffer: Uint8Array): Promise<void> {
  await menu(tab).click();
  const choosing = tab.waitForEvent("filechooser");
  await tab.getByRole("menuitem", { name: /^Import/ }).click();
  await (await choosing).setFiles({ name, mimeType: "application/zip", buffer: Buffer.from(buffer) });
}

async function dropFile(tab: Page, name: string, bytes: Uint8Array): Promise<void> {
  const data = await tab.evaluateHandle(
    ([name, bytes]) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], name));
      return data;
    },
    [name, [...bytes]] as const,
  );
  const editor = tab.locator(".monaco-editor").first();
  for (const type of ["dragenter", "dragover", "drop"]) await editor.dispatchEvent(type, { dataTransfer: data });
}

async function zipOf(files: Record<string, string>): Promise<Uint8Array> {
  const zip = new ZipWriter(new Uint8ArrayWriter(), OPTIONS);
  for (const [name, text] of Object.entries(files)) await zip.add(name, new TextReader(text));
  return zip.close();
}

async function filesOf(archive: Uint8Array): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const entry of await new ZipReader(new Uint8ArrayReader(archive), OPTIONS).getEntries()) {
    if (!entry.directory) files.set(entry.filename, await entry.getData(new Uint8ArrayWriter()));
  }
  return files;
}

/** Counts words until nobody has asked for it to go on for long. */
const program = (port: number): string => `import { Seconds, SparkConf, StreamingContext } from "sluice";
import { wordsOf } from "./lib/words.ts";

const conf = new SparkConf().setMaster("local[2]").setAppName("PeerWordCount");
const ssc = new StreamingContext(conf, Seconds(0.5));
const lines = ssc.socketTextStream("localhost", ${port});
lines
  .flatMap((line) => wordsOf(line))
  .map((word): [string, number] => [word, 1])
  .reduceByKey((a, b) => a + b)
  .print();
ssc.start();
if (!(await ssc.awaitTerminationOrTimeout(${INSTALL_PATIENCE}))) await ssc.stop();
`;
const WORDS = `export const wordsOf = (line: string): string[] => line.split(" ");\n`;

describe("a program of several files", { timeout: 2 * INSTALL_PATIENCE }, () => {
  test("goes out as a project that npm runs against a real peer, and comes back as it was", async () => {
    const peer = await LineServer.listen();
    try {
      const tab = await open();
      const given = await zipOf({ "program.ts": program(peer.port), "lib/words.ts": WORDS });
      await chooseFile(tab, "given.zip", given);
      await tab.getByText("Opened given.zip: program.ts, lib/words.ts.").waitFor();
      await tab.locator(".monaco-editor").getByText("PeerWordCount").waitFor();
      // nothing of it runs by itself
      expect(await tab.getByRole("button", { name: /^Run again/ }).count()).toBe(0);

      const archive = await exported(tab);
      await tab.getByText(/peer-word-count\.zip, 1\.\d\sMB/).waitFor();
      const files = await filesOf(archive);
      for (const [path, bytes] of files) {
        mkdirSync(join(place, dirname(path)), { recursive: true });
        writeFileSync(join(place, path), bytes);
      }
      const install = start("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund"], {
        cwd: place,
        group: true,
      });
      expect([await install.ended, install.stderr]).toEqual([0, expect.any(String)]);
      const running = start("npm", ["start"], { cwd: place, group: true });
      const failed = running.ended.then((code) => {
        throw new Error(`npm start ended with ${code} and did not connect\n${running.stdout}${running.stderr}`);
      });
      const client = await Promise.race([peer.client(), failed]);
      client.write("to be or not to be\n");
      await running.seen("stdout", /\(be,2\)/, PATIENCE);
      expect(running.stdout).toMatch(/\(to,2\)/);
      expect(running.stdout).toMatch(/\(or,1\)/);
      expect(running.stdout).toMatch(/\(not,1\)/);
      running.signal("SIGINT");
      await running.seen("stderr", /Stopping gracefully/, PATIENCE);
      await running.ended;

      const second = await open();
      await dropFile(second, "peer-word-count.zip", archive);
      await second.getByText("Opened peer-word-count.zip: program.ts, lib/words.ts.").waitFor();
      const again = await filesOf(await exported(second));
      expect([...again.keys()]).toEqual([...files.keys()]);
      for (const path of ["program.ts", "lib/words.ts", "package.json", "README.md"]) {
        expect(Buffer.from(again.get(path)!).toString()).toBe(Buffer.from(files.get(path)!).toString());
      }
      await tab.close();
      await second.close();
      expect(problems).toEqual([]);
    } finally {
      await peer.close();
    }
  });
});

describe("the menu", { timeout: 3 * PATIENCE }, () => {
  test("opens, moves and closes by keys, and gives the focus back", async () => {
    const tab = await open();
    await menu(tab).focus();
    await tab.keyboard.press("ArrowDown");
    const [first, second] = [
      tab.getByRole("menuitem", { name: /^Export/ }),
      tab.getByRole("menuitem", { name: /^Import/ }),
    ];
    const focused = (name: RegExp) =>
      expect.poll(() => tab.evaluate(() => document.activeElement?.textContent), { timeout: PATIENCE }).toMatch(name);
    await focused(/Export/);
    expect(await violations(tab)).toEqual([]);
    await tab.keyboard.press("ArrowDown");
    await focused(/Import/);
    await tab.keyboard.press("ArrowDown");
    await focused(/Export/);
    await tab.keyboard.press("End");
    await focused(/Import/);
    await tab.keyboard.press("Escape");
    await focused(/^\s*Project\s*$/);
    expect([await first.isVisible(), await second.isVisible()]).toEqual([false, false]);
    expect(await menu(tab).getAttribute("aria-expanded")).toBe("false");
    await tab.close();
    expect(problems).toEqual([]);
  });

  test("an import can be undone, and one that cannot be opened changes nothing", async () => {
    const tab = await open();
    const editor = tab.locator(".monaco-editor").first();
    await dropFile(tab, "<img src=x onerror=alert(1)>.zip", new TextEncoder().encode("no zip"));
    await tab
      .getByText("<img src=x onerror=alert(1)>.zip is no zip, or not a whole one. Nothing was changed.")
      .waitFor();
    await editor.getByText("NetworkWordCount").waitFor();
    await chooseFile(tab, "mine.ts", new TextEncoder().encode("// mine alone\n"));
    await editor.getByText("mine alone").waitFor();
    await tab.getByRole("button", { name: "Undo" }).click();
    await editor.getByText("NetworkWordCount").waitFor();
    expect(await tab.getByText("Opened mine.ts").count()).toBe(0);
    await tab.close();
    expect(problems).toEqual([]);
  });
});
