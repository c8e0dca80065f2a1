import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { BrowserContext } from "playwright-core";
import type { Result } from "../benchmark.ts";
import { againstGoal, quantile } from "./goal.ts";
import { type Opened, openPlayground } from "./place.ts";

/** What the page notes while it comes up, in milliseconds since the navigation began. */
interface Noted {
  /** The first buttons are there, and answer. */
  shell?: number;
  /** The program is in its editor and can be run. */
  interactive?: number;
  /** How far what was on the page has moved by itself, as browsers count it (CLS). */
  shift: number;
}

/** Runs in the page before anything of it does. */
function note(): void {
  const noted: Noted = { shift: 0 };
  Object.assign(globalThis, { noted });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
      if (!entry.hadRecentInput) noted.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  const isReady = (): boolean =>
    document.querySelector(".monaco-editor .view-line, .sluice-plain-editor") !== null &&
    document.querySelector(".top .primary:enabled") !== null;
  const look = (): void => {
    if (noted.shell === undefined && document.querySelector(".top button") !== null) noted.shell = performance.now();
    if (noted.interactive === undefined && isReady()) noted.interactive = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

const RUNS = 7;
/** So long after it is interactive the page may still move. */
const AFTERWARDS = 1500;

async function load(context: BrowserContext, address: string): Promise<Required<Noted>> {
  const page = await context.newPage();
  await page.addInitScript(note);
  await page.goto(address);
  await page.waitForFunction(
    () => (globalThis as unknown as { noted: Noted }).noted.interactive !== undefined,
    undefined,
    { timeout: 60_000 },
  );
  await page.waitForTimeout(AFTERWARDS);
  const noted = await page.evaluate(() => (globalThis as unknown as { noted: Required<Noted> }).noted);
  await page.close();
  return noted;
}

/** From the navigation until the program can be run, with what the browser keeps of an earlier visit or without. */
export async function firstLoad(what: "cold" | "warm" | "shell"): Promise<Result> {
  const { browser, address, close } = await openPlayground();
  const times: number[] = [];
  try {
    for (let run = 0; run < RUNS; run++) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      if (what === "warm") await load(context, address);
      const noted = await load(context, address);
      times.push(what === "shell" ? noted.shell : noted.interactive);
      await context.close();
    }
  } finally {
    await close();
  }
  const name = {
    cold: "first load until the program can be run, nothing cached",
    warm: "the same on a second visit",
    shell: "first load until the page around the editor is there, nothing cached",
  }[what];
  return againstGoal({ name, ours: quantile(times, 0.5), goal: 2000, unit: "ms", runs: RUNS });
}

const SIZES = [
  [1440, 900],
  [768, 1024],
  [360, 780],
] as const;

/** How far the page moves by itself while it comes up: the worst of three sizes. The goal is what counts as good anywhere, a tenth of it here. */
export async function layoutShift(): Promise<Result> {
  const { browser, address, close } = await openPlayground();
  const shifts: number[] = [];
  try {
    for (const [width, height] of SIZES) {
      const context = await browser.newContext({ viewport: { width, height } });
      shifts.push((await load(context, address)).shift);
      await context.close();
    }
  } finally {
    await close();
  }
  const name = `layout shift of the first load at ${SIZES.map(([width]) => width).join(", ")} px`;
  return againstGoal({ name, ours: Math.max(...shifts), goal: 0.01, unit: "CLS", runs: SIZES.length });
}

/** What is loaded as script before the page is there, compressed as servers do it. */
export async function initialScript(): Promise<Result> {
  const opened: Opened = await openPlayground();
  try {
    const html = await readFile(join(opened.folder, "index.html"), "utf8");
    const scripts = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)].map(([, path]) => path!);
    const sizes = await Promise.all(
      scripts.map(async (path) => gzipSync(await readFile(join(opened.folder, path))).length),
    );
    const ours = sizes.reduce((sum, size) => sum + size, 0) / 1000;
    return againstGoal({
      name: "initial script, gzip; the editor comes beside it",
      ours,
      goal: 250,
      unit: "kB",
      runs: 1,
    });
  } finally {
    await opened.close();
  }
}
