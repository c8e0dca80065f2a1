import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import { dirname, join, relative } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { packWorld, unpackWorld } from "../../playground/disk/archive.ts";
import type { WorldFile } from "../../playground/sandbox/protocol.ts";
import { endCommands } from "../cli/command.ts";
import { Workplace } from "../recovery/workplace.ts";
import { launchChromium, serve, type TestServer } from "./chromium.ts";
import { PLAYGROUND, sharedPages } from "./pages.ts";

/** Slow is not wrong. */
const PATIENCE = 60_000;

/** A state, a window with an inverse, lines from a socket that are logged, and lines of files; all its paths are relative. */
const program = (port: number): string => `import { Seconds, SparkConf, StreamingContext } from "sluice";

const add = (a: number, b: number): number => a + b;

const ssc = StreamingContext.getOrCreate("counts", () => {
  const conf = new SparkConf().setMaster("local[3]").setAppName("Travels");
  conf.set("spark.streaming.receiver.writeAheadLog.enable", "true");
  const ssc = new StreamingContext(conf, Seconds(1));
  ssc.checkpoint("counts");
  const lines = ssc.socketTextStream("localhost", ${port}).union(ssc.textFileStream("in"));
  const ones = lines.flatMap((line) => line.split(" ")).map((word): [string, number] => [word, 1]);
  const totals = ones.updateStateByKey((values: number[], sum: number | undefined) => values.reduce(add, sum ?? 0));
  totals.checkpoint(Seconds(2));
  totals.map(([word, n]) => \`total \${word} \${n}\`).print(50);
  const lately = ones.reduceByKeyAndWindow(add, (a, b) => a - b, Seconds(600), Seconds(1));
  lately.checkpoint(Seconds(5));
  lately.map(([word, n]) => \`lately \${word} \${n}\`).print(50);
  return ssc;
});
ssc.start();
await ssc.awaitTermination();
`;

let pages: string;
let site: TestServer;
let browser: Browser;
let context: BrowserContext;
let tab: Page;
let at: Workplace;
let netcat: Server;
const connections = new Set<Socket>();
const problems: string[] = [];

beforeAll(async () => {
  [browser, pages] = await Promise.all([launchChromium(), sharedPages(PLAYGROUND)]);
  site = await serve(pages);
}, 120_000);
afterAll(() => Promise.all([site?.close(), browser?.close()]));

beforeEach(async () => {
  netcat = createServer((socket) => {
    connections.add(socket);
    socket.on("error", () => {}).on("close", () => connections.delete(socket));
  });
  await new Promise<void>((listening) => netcat.listen(0, "127.0.0.1", listening));
  at = new Workplace();
  at.write("program.ts", program((netcat.address() as AddressInfo).port));
  problems.length = 0;
  context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: "en-US",
    acceptDownloads: true,
  });
  tab = await context.newPage();
  tab.on("pageerror", (error) => problems.push(String(error)));
  tab.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  await tab.goto(site.address);
  await tab.evaluate((draft) => localStorage.setItem("sluice.program", draft), at.read("program.ts").toString());
  await tab.reload();
  await tab.waitForSelector(".monaco-editor .view-line");
});
afterEach(async () => {
  await context.close();
  await endCommands();
  for (const each of connections) each.destroy();
  await new Promise((closed) => netcat.close(closed));
  at.remove();
});

const button = (name: RegExp) => tab.getByRole("banner").getByRole("button", { name });
// What is seen, with its line breaks, which textContent leaves out.
// biome-ignore lint/performance/useDomNodeTextContent: see above
const consoleText = () => tab.getByRole("region", { name: "Console" }).innerText();
const printed = (pattern: RegExp) => expect.poll(consoleText, { timeout: PATIENCE }).toMatch(pattern);
async function say(line: string): Promise<void> {
  const field = tab.locator("[data-focus=netcat]");
  await field.waitFor({ timeout: PATIENCE });
  await field.fill(line);
  await field.press("Enter");
}
const storage = () => tab.getByRole("tab", { name: "Storage" }).click();

/** Stops the run and downloads what the browser keeps of the program. */
async function download(): Promise<Uint8Array> {
  await button(/^Stop/).click();
  await storage();
  const [file] = await Promise.all([
    tab.waitForEvent("download"),
    tab.getByRole("button", { name: "Download as zip" }).click(),
  ]);
  expect(file.suggestedFilename()).toBe("Travels.zip");
  return readFileSync(await file.path());
}

/** As `unzip` does it: beside the program. */
async function unpackInNode(archive: Uint8Array): Promise<void> {
  const { files } = await unpackWorld(new File([archive as Uint8Array<ArrayBuffer>], "x.zip"));
  for (const { path, bytes, modified } of files) {
    if (bytes === undefined) mkdirSync(at.path(path), { recursive: true });
    else {
      mkdirSync(dirname(at.path(path)), { recursive: true });
      writeFileSync(at.path(path), bytes);
      utimesSync(at.path(path), new Date(modified), new Date(modified));
    }
  }
}

/** As `zip -r` does it. */
function packInNode(...folders: string[]): Promise<Uint8Array> {
  const files: WorldFile[] = [];
  const visit = (path: string): void => {
    const stat = statSync(path);
    const modified = stat.mtimeMs;
    const name = `/${relative(at.folder, path)}`;
    if (stat.isDirectory()) {
      files.push({ path: name, modified });
      for (const each of readdirSync(path)) visit(join(path, each));
    } else files.push({ path: name, modified, bytes: new Uint8Array(readFileSync(path)) });
  };
  for (const folder of folders) visit(at.path(folder));
  return packWorld({ now: 0, files });
}

const open = (name: string, archive: Uint8Array) =>
  tab
    .locator(".storage input[type=file]")
    .setInputFiles({ name, mimeType: "application/zip", buffer: Buffer.from(archive) });

test("a checkpoint goes from the browser to Node and back: states, windows, received lines, files", {
  timeout: 6 * PATIENCE,
}, async () => {
  await button(/^Run/).click();
  await say("be or be");
  await printed(/lately be 2/);
  await expect
    .poll(async () => (await consoleText()).match(/total be 2/g)?.length ?? 0, { timeout: PATIENCE })
    .toBeGreaterThan(3);
  const archive = await download();

  await unpackInNode(archive);
  at.write("in/.keep", "");
  const node = at.run("program.ts");
  await node.seen("stdout", /lately be 2/, PATIENCE);
  await expect.poll(() => connections.size, { timeout: PATIENCE }).toBe(1);
  for (const each of connections) each.write("be kind\n");
  await node.seen("stdout", /total be 3\n/, PATIENCE);
  at.put("in/a.txt", "be free\n");
  await node.seen("stdout", /total be 4\n/, PATIENCE);
  await node.seen("stdout", /lately be 4\n/, PATIENCE);
  const times = [...node.stdout.matchAll(/Time: (\d+) ms/g)].map(([, time]) => Number(time));
  // the batches of the time between, and none of 1970
  expect(times[0]).toBeGreaterThan(Date.now() - 6 * PATIENCE);
  expect(node.stderr).not.toMatch(/WARN|Exception|CHECKPOINT/);
  node.signal("SIGKILL");
  await node.ended;

  await open("back.zip", await packInNode("counts", "in"));
  await expect
    .poll(() => tab.getByText(/^back\.zip: \d+ files/).textContent(), { timeout: PATIENCE })
    .toMatch(/goes on from batch \d\d:\d\d:\d\d/);
  await button(/^Continue from batch/).click();
  await say("be");
  await printed(/total be 5/);
  await printed(/lately be 5/);
  expect(await consoleText()).toMatch(/total or 1/);
  expect(await consoleText()).toMatch(/total free 1/);
  expect(problems).toEqual([]);

  // and it was kept in turn
  await tab.reload();
  await button(/^Continue from batch/).click();
  await printed(/total be 5/);
});

test("what cannot be opened is told, and what was kept stays", { timeout: 4 * PATIENCE }, async () => {
  await storage();
  await tab.getByRole("button", { name: "Download as zip" }).click();
  await expect
    .poll(() => tab.locator(".files .said").textContent(), { timeout: PATIENCE })
    .toMatch(/keeps no files of this program yet/);
  await button(/^Run/).click();
  await say("be");
  await printed(/total be 1/);
  await button(/^Stop/).click();
  const said = tab.locator(".files .said");
  await open("text.zip", Buffer.from("no zip"));
  await expect.poll(() => said.textContent()).toMatch(/text\.zip is no zip/);
  await open(
    "none.zip",
    await packWorld({ now: 0, files: [{ path: "/a/b", modified: 1e12, bytes: new Uint8Array(1) }] }),
  );
  await expect.poll(() => said.textContent()).toMatch(/no checkpoint in it/);
  await button(/^Continue from batch/).click();
  await printed(/total be 1/);
  expect(problems).toEqual([]);
});
