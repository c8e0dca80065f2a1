import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compilePrograms } from "../conformance/compile-programs.ts";
import { launchChromium, serve, type TestServer } from "./chromium.ts";
import { scenario } from "./testing-page/scenario.ts";

declare const outcome: Promise<string>;

const source = (file: string): string => fileURLToPath(new URL(`testing-page/${file}`, import.meta.url));
let folder: string;
let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-testing-"));
  const bundle = await rolldown({
    input: source("worker.ts"),
    platform: "browser",
    tsconfig: false,
    logLevel: "warn",
    // the repository says of its modules that they do nothing when they are loaded: programs do
    treeshake: false,
    plugins: [compilePrograms()],
  });
  // engine and tests are scripts of their own, or nobody could tell from a stack which is which
  const codeSplitting = { groups: [{ name: "engine", test: /\/core\/|\/node_modules\// }] };
  await bundle.write({ dir: folder, format: "es", chunkFileNames: "[name].js", codeSplitting });
  await bundle.close();
  await copyFile(source("index.html"), join(folder, "index.html"));
  [server, browser] = await Promise.all([serve(folder), launchChromium()]);
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([server?.close(), rm(folder, { recursive: true, force: true })]);
});

test("tests have the same outcome in a worker of Chromium and in Node", async () => {
  const tab = await browser.newPage();
  await tab.goto(server.address);
  const there = JSON.parse(await tab.evaluate(() => outcome));
  const here = JSON.parse(await scenario());
  expect(there).toEqual(here);
  expect(here).toMatchObject({
    operation: [expect.any(Array), [], null, [["to", 1]]],
    failure: expect.stringContaining("RangeError: a in scenario"),
    ended: false,
    stderr: "over\n",
    recovered: [[[["a", 1]], expect.any(Array), [["c", 1]], [["d", 2]], [["e", 1]]]],
  });
  expect(here.stdout).toContain("4 lines at 1008000");
  expect(here.trace.length).toBeGreaterThan(100);
});
