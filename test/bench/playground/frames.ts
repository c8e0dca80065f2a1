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

/** Frames of a run with 20 blocks and 30 messages of events a second, with as many records in sight as there is room for. */
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
      if (begin === "play") {
        const byHand = await step(page);
        const each = `${view} at ${size.join(" × ")}, sixty frames for each second of the run: the page's thread a frame`;
        results.push(
          againstGoal({ ...common, name: `${each}, p50`, ours: quantile(byHand, 0.5), runs: byHand.length }),
          againstGoal({ ...common, name: `${each}, p95`, ours: quantile(byHand, 0.95), runs: byHand.length }),
        );
      }
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

/** Frames that are made one by one: three seconds of the run. */
const STEPS = 180;

/**
 * The processor time of each frame of a run that goes on by a sixtieth of a second from frame to frame, however long the machine takes for that: who else
 * computes leaves out no frame, and makes none cheaper.
 */
async function step(page: Page): Promise<number[]> {
  await page.evaluate(() => {
    const { session } = globalThis as unknown as Preview;
    let now = performance.now();
    let time = 8_500;
    let steps = 0;
    session.advance(time, false);
    session.playByHand();
    const nextFrame = requestAnimationFrame.bind(globalThis);
    // what moves goes by these
    performance.now = () => now;
    globalThis.requestAnimationFrame = (draw) => nextFrame(() => draw(now));
    const step = (): Promise<void> => {
      now += 1000 / 60;
      time += 1000 / 60;
      if (steps++ % 2 === 0) session.advance(time, true);
      else session.tick(time);
      const { port1, port2 } = new MessageChannel();
      return new Promise((painted) => {
        port1.onmessage = () => painted();
        nextFrame(() => port2.postMessage(undefined));
      });
    };
    Object.assign(globalThis, { step });
  });
  const busy = await threadTime(page);
  const steps: number[] = [];
  let before = await busy();
  for (let i = 0; i < STEPS; i++) {
    await page.evaluate(() => (globalThis as unknown as { step(): Promise<void> }).step());
    const after = await busy();
    steps.push(after - before);
    before = after;
  }
  return steps;
}
