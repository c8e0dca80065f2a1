import type { Page } from "playwright-core";
import type { View } from "../../../playground/views/views.ts";
import type { Result } from "../benchmark.ts";
import { againstGoal, quantile } from "./goal.ts";
import { openRun, type Preview, showView, threadTime } from "./long-run.ts";
import { openPreview } from "./place.ts";

/** Sixty frames a second. */
const GOAL = 1000 / 60;

/** What is watched: in which view, how large, and whether the run goes on or stands still while a batch flows that was stepped to. */
const WATCHED: readonly {
  readonly view: View;
  readonly size: readonly [number, number];
  readonly begin: "play" | "step";
}[] = [
  { view: "flow", size: [3840, 2160], begin: "step" },
  { view: "flow", size: [3840, 2160], begin: "play" },
  { view: "flow", size: [1440, 900], begin: "play" },
  { view: "timeline", size: [3840, 2160], begin: "play" },
  { view: "timeline", size: [1440, 900], begin: "play" },
];

/** Frames of a run with 20 blocks and 20 messages of events a second, with as many records in sight as there is room for. */
export async function frames(): Promise<Result[]> {
  const opened = await openPreview();
  const results: Result[] = [];
  try {
    for (const { view, size, begin } of WATCHED) {
      const page = await openRun(opened, { program: "wide", until: 12_000, every: 10 }, size);
      await page.evaluate(() => {
        const { playground, session } = globalThis as unknown as Preview;
        playground.settings.guide = false;
        playground.settings.dock = false;
        session.advance(3_500, false);
      });
      await showView(page, view);
      await showAll(page, view);
      const { deltas, records, work } = await watch(page, begin);
      const how = begin === "play" ? "while the run goes on at 1×" : "while a batch flows and the run stands still";
      const of = `${view} at ${size.join(" × ")}, ${records} records in sight, ${how}`;
      const common = { goal: GOAL, unit: "ms", runs: deltas.length };
      results.push(
        againstGoal({ ...common, name: `${of}: p50 of a frame`, ours: quantile(deltas, 0.5) }),
        againstGoal({ ...common, name: `${of}: p95 of a frame`, ours: quantile(deltas, 0.95) }),
        againstGoal({ ...common, name: `${of}: the page's thread a frame`, ours: work / deltas.length }),
      );
      await page.close();
    }
  } finally {
    await opened.close();
  }
  return results;
}

/** Where the reader has to ask for all partitions, it is done. */
async function showAll(page: Page, view: View): Promise<void> {
  if (view === "flow") await page.getByRole("button", { name: "Show all partitions" }).click();
  else for (const more of await page.locator(".row .cell:nth-child(2) .more").all()) await more.click();
  await page.waitForTimeout(1_000);
}

async function watch(page: Page, begin: "play" | "step") {
  const busy = await threadTime(page);
  const before = await busy();
  const seen = await page.evaluate(
    ({ begin, length }) =>
      new Promise<{ deltas: number[]; records: number }>((resolve) => {
        const { session } = globalThis as unknown as Preview;
        const painted = document.querySelector<HTMLElement>("[data-records]");
        const deltas: number[] = [];
        let records = painted === null ? document.querySelectorAll("[data-record]").length : 0;
        if (begin === "play") session.play(1);
        else session.advance(4_200, false);
        const start = performance.now();
        let last = start;
        const frame = (t: number): void => {
          deltas.push(t - last);
          records = Math.max(records, Number(painted?.dataset.records ?? 0));
          last = t;
          if (t - start < length) requestAnimationFrame(frame);
          else resolve({ deltas, records });
        };
        requestAnimationFrame(frame);
      }),
    { begin, length: begin === "play" ? 5_000 : 900 },
  );
  return { ...seen, work: (await busy()) - before };
}
