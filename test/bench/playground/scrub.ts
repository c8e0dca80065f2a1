import type { Page } from "playwright-core";
import { VIEWS, type View } from "../../../playground/views/views.ts";
import type { Result } from "../benchmark.ts";
import { againstGoal, quantile } from "./goal.ts";
import { openRun, type Preview, type Recorded, showView, threadTime } from "./long-run.ts";
import { openPreview } from "./place.ts";

const BATCHES = 10_000;
/** Places to which the scrubber is dragged, all over the run. */
const STEPS = 80;
const GOAL = 100;

/** A program with windows, and for the view of states one with states. */
const RUNS: readonly (readonly [Recorded, (view: View) => boolean])[] = [
  [{ program: "windows", until: 9_500, every: 250, repeat: BATCHES }, (view) => view !== "state"],
  [{ program: "state", until: 9_500, every: 250, repeat: BATCHES }, (view) => view === "state"],
];

/** Drags the scrubber's handle through a run of 10,000 batches in each view, and tells what the worst steps take; then what such a run takes in memory. */
export async function scrub(): Promise<Result[]> {
  const opened = await openPreview();
  const results: Result[] = [];
  try {
    for (const [recorded, isFor] of RUNS) {
      const page = await openRun(opened, recorded, [1440, 900]);
      const end = recorded.until + BATCHES * 1_000;
      await page.evaluate((time) => (globalThis as unknown as Preview).session.advance(time, false), end);
      await page.waitForTimeout(2_000);
      for (const view of VIEWS.filter(isFor)) results.push(...(await dragged(page, view)));
      if (isFor("timeline")) results.push(await memory(page));
      await page.close();
    }
  } finally {
    await opened.close();
  }
  return results;
}

async function dragged(page: Page, view: View): Promise<Result[]> {
  await showView(page, view);
  const { x, y, width, height } = (await page.locator(".scrubber").boundingBox())!;
  const at = (part: number): [number, number] => [x + 12 + part * (width - 24), y + height / 3];
  await page.mouse.move(...at(0.99));
  await page.mouse.down();
  await page.evaluate(() => {
    const stalls: number[] = [];
    Object.assign(globalThis, { stalls });
    new PerformanceObserver((list) => stalls.push(...list.getEntries().map(({ duration }) => duration))).observe({
      entryTypes: ["longtask"],
    });
  });
  const busy = await threadTime(page);
  const steps: number[] = [];
  const looked = new Set<string | null>();
  for (let step = 0; step < STEPS; step++) {
    const before = await busy();
    await page.mouse.move(...at(((step * 37) % STEPS) / STEPS));
    await page.evaluate(async () => {
      for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    });
    steps.push((await busy()) - before);
    looked.add(await page.locator(".scrubber input").getAttribute("aria-valuetext"));
  }
  if (looked.size < STEPS / 2) throw new Error(`The scrubber was dragged to ${looked.size} places only.`);
  const stalls = await page.evaluate(() => (globalThis as unknown as { stalls: number[] }).stalls);
  await page.mouse.up();
  await page.evaluate(() => (globalThis as unknown as Preview).playground.run.lookAt(undefined));
  const of = `${BATCHES.toLocaleString("en")} batches, dragged in ${view}`;
  const common = { goal: GOAL, unit: "ms", runs: STEPS };
  return [
    againstGoal({ ...common, name: `${of}: p95 of a step, time of the page's thread`, ours: quantile(steps, 0.95) }),
    againstGoal({
      ...common,
      name: `${of}: longest task, on the wall (tasks under 50 ms do not count)`,
      ours: Math.max(0, ...stalls),
    }),
  ];
}

async function memory(page: Page): Promise<Result> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("HeapProfiler.enable");
  await cdp.send("HeapProfiler.collectGarbage");
  const { usedSize } = (await cdp.send("Runtime.getHeapUsage")) as { usedSize: number };
  const name = `${BATCHES.toLocaleString("en")} batches: heap of the page, the recorded trace included`;
  return againstGoal({ name, ours: usedSize / 1e6, goal: 500, unit: "MB", runs: 1 });
}
