import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { sluice } from "../../core/host/node/vite.ts";
import { launchChromium, serve } from "../browser/chromium.ts";
import type { Result } from "./benchmark.ts";
import { heapFlags } from "./heap-needed.ts";
import type { Launcher } from "./launcher.ts";
import type { Call } from "./page/benchmarks-in-browser.ts";
import type { SideReport } from "./peak-heap.ts";

declare const run: (call: Call) => Promise<unknown>;
declare const runHere: (call: Call) => Promise<unknown>;

const path = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** Places in workers of the machine's Chromium, each in a browser of its own. */
export async function chromiumLauncher(): Promise<Launcher> {
  const folder = await mkdtemp(join(tmpdir(), "sluice-bench-"));
  const copies = ["index.html", "page.js", "worker.js"].map((file) =>
    copyFile(path(`page/${file}`), join(folder, file)),
  );
  await Promise.all([build(folder), ...copies]);
  const server = await serve(folder);
  return {
    compare: async (name) => (await start(server.address, ["compare", name], ["--expose-gc"])) as Result,
    async work(name, side, megabytes) {
      try {
        return (await start(server.address, ["work", name, side], heapFlags(megabytes))) as SideReport;
      } catch (error) {
        // the page's process is gone, sometimes with the browser
        if (error instanceof Error && /Target crashed|has been closed/.test(error.message)) return undefined;
        throw error;
      }
    },
    async close() {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Engine, programs and benchmarks, each as a script of its own. */
async function build(folder: string): Promise<void> {
  const programs = path("programs/");
  const bundle = await rolldown({
    input: path("page/benchmarks-in-browser.ts"),
    platform: "browser",
    tsconfig: false,
    logLevel: "warn",
    plugins: [sluice({ include: (file) => file.startsWith(programs) })],
    resolve: { alias: { "sluice/closure": path("../../core/closure/index.ts"), sluice$: path("../../core/index.ts") } },
  });
  const codeSplitting = {
    groups: [
      { name: "engine", test: /\/core\/|\/node_modules\//, priority: 2 },
      { name: "programs", test: /\/bench\/programs\//, priority: 1 },
    ],
  };
  await bundle.write({ dir: folder, format: "es", chunkFileNames: "[name].js", codeSplitting });
  await bundle.close();
}

/** In the page's own thread only what has to read how large the heap is: elsewhere no browser tells. */
const IN_PAGE = /soak|heap$/;

async function start(address: string, call: Call, flags: readonly string[]): Promise<unknown> {
  const browser = await launchChromium([`--js-flags=${flags.join(" ")}`, "--enable-precise-memory-info"]);
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    await page.goto(address);
    return call[0] === "compare" && IN_PAGE.test(call[1])
      ? await page.evaluate((call) => runHere(call), call)
      : await page.evaluate((call) => run(call), call);
  } finally {
    await browser.close();
  }
}
