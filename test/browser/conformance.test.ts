import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { rolldown } from "rolldown";
import { afterAll, beforeAll } from "vitest";
import { compilePrograms } from "../conformance/compile-programs.ts";
import { describeCases } from "../conformance/describe-cases.ts";
import type { Verdict } from "../conformance/harness/referee.ts";
import type { Setting } from "../conformance/harness/run-case.ts";
import { launchChromium, serve, type TestServer } from "./chromium.ts";

declare const judge: (recording: string, setting: Setting) => Promise<Verdict>;

const source = (file: string): string => fileURLToPath(new URL(`conformance-page/${file}`, import.meta.url));
let folder: string;
let server: TestServer;
let browser: Browser;
let tab: Page;

/** Builds the referee with engine and programs in scripts of their own, as a user's are. */
async function build(): Promise<void> {
  const bundle = await rolldown({
    input: source("referee.ts"),
    platform: "browser",
    tsconfig: false,
    logLevel: "warn",
    plugins: [compilePrograms()],
  });
  const codeSplitting = {
    groups: [
      { name: "engine", test: /\/core\/|\/node_modules\//, priority: 2 },
      { name: "programs", test: /\/conformance\/programs\//, priority: 1 },
    ],
  };
  await bundle.write({ dir: folder, format: "es", chunkFileNames: "[name].js", codeSplitting });
  await bundle.close();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-conformance-"));
  const copies = ["index.html", "page.js", "worker.js"].map((file) => copyFile(source(file), join(folder, file)));
  await Promise.all([build(), ...copies]);
  [server, browser] = await Promise.all([serve(folder), launchChromium()]);
  tab = await browser.newPage();
  await tab.goto(server.address);
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([server?.close(), rm(folder, { recursive: true, force: true })]);
});

for (const setting of ["Chromium", "Chromium, workers"] as const) {
  describeCases(setting, (recording) =>
    tab.evaluate(([recording, setting]) => judge(recording, setting), [JSON.stringify(recording), setting] as const),
  );
}
