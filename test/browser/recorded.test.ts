import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { endCommands, sluice } from "../cli/command.ts";
import { launchChromium, serve, type TestServer } from "./chromium.ts";
import { PLAYGROUND, sharedPages } from "./pages.ts";

const PATIENCE = 60_000;

const PROGRAM = `import { Milliseconds, SparkConf, StreamingContext } from "sluice";

const ssc = new StreamingContext(new SparkConf().setMaster("local[2]").setAppName("Recorded"), Milliseconds(200));
const words = ssc.queueStream([["so", "it", "goes"], ["so"]].map((texts) => ssc.sparkContext.parallelize(texts, 2)));
const counts = words.map((word): [string, number] => [word, 1]).reduceByKey((a, b) => a + b);
counts.print();
ssc.start();
await ssc.awaitTerminationOrTimeout(900);
await ssc.stop();
`;

const folder = mkdtempSync(join(tmpdir(), "sluice-recorded-"));
let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([sharedPages(PLAYGROUND).then(serve), launchChromium()]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
  await endCommands();
  rmSync(folder, { recursive: true });
});

describe("a run in Node, recorded with --trace", { timeout: 3 * PATIENCE }, () => {
  test("is looked at in the playground: its batches, its records, its output", async () => {
    writeFileSync(join(folder, "program.ts"), PROGRAM);
    const run = sluice(["run", "--no-check", "--trace", "trace.jsonl", "program.ts"], { cwd: folder });
    expect(await run.ended, run.stderr).toBe(0);

    const tab = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: "en-US" });
    const problems: string[] = [];
    tab.on("pageerror", (error) => problems.push(String(error)));
    await tab.goto(server.address);
    await tab.locator("input[type=file][accept*=jsonl]").setInputFiles(join(folder, "trace.jsonl"));
    await tab
      .locator("button[data-record]")
      .and(tab.getByTitle(/^\(so,1\) · counts/))
      .first()
      .waitFor();
    await tab
      .locator("button[data-record]")
      .and(tab.getByTitle(/^goes · words/))
      .first()
      .waitFor();
    expect(await tab.getByRole("region", { name: "Console" }).textContent()).toContain("(goes,1)");
    expect(await tab.getByRole("banner").textContent()).toContain("Recorded");

    // something else is told, and what is seen stays
    await tab.getByRole("button", { name: "Reset" }).click();
    writeFileSync(join(folder, "other.jsonl"), "hello\n");
    await tab.locator("input[type=file][accept*=jsonl]").setInputFiles(join(folder, "other.jsonl"));
    await tab.getByText("other.jsonl is not a trace").waitFor();
    expect(problems).toEqual([]);
    await tab.close();
  });
});
