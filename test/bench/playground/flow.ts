/**
 * `node test/bench/playground/flow.ts`: how smooth the playground's Flow is in the machine's Chromium: frames while a batch with many visible records
 * flows, a scrub through 10,000 batches.
 */

import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import type { TraceEvent } from "../../../core/trace/events.ts";
import { buildPages, launchChromium, serve } from "../../browser/chromium.ts";
import { compileInNode } from "../../playground/compile-in-node.ts";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Part of the page's own objects that the measurement works with. */
interface Preview {
  readonly playground: {
    readonly editor: unknown;
    readonly settings: { guide: boolean; dock: boolean };
    readonly run: { readonly moments: readonly unknown[]; lookAt(moment: unknown): void };
    show(view: string): void;
    start(): Promise<void>;
  };
  readonly session: { pause(): void; play(speed: number): void; advance(time: number, running: boolean): void };
}

const WORDS = Array.from(
  { length: 60 },
  (_, i) => "abcdefghijklmnopqrstuvwxyz"[i % 26]! + (i < 26 ? "" : String(i % 9)),
);

/** What a program's trace says up to `until`; a line comes every so many milliseconds and has a few of sixty words. */
async function record(program: string, until: number, every: number): Promise<TraceEvent[]> {
  const source = await readFile(path(`../../playground/programs/${program}.ts`), "utf8");
  const compiled = compileInNode({ "program.ts": source });
  if (!("program" in compiled)) throw new Error(`${program} does not compile: ${JSON.stringify(compiled)}`);
  const lines = Array.from({ length: Math.floor(until / every) }, (_, i) => ({
    at: 1 + i * every,
    host: "localhost",
    port: 9999,
    line: Array.from({ length: 4 }, (_, word) => WORDS[(i * 7 + word * 13) % WORDS.length]).join(" "),
  }));
  const child = spawn(process.execPath, [path("../../playground/run-in-node.ts")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(JSON.stringify({ program: compiled.program, scenario: { seed: 1, lines, taskCost: 12 }, until }));
  const events = (await text(child.stdout)).trimEnd().split("\n");
  return events.slice(0, -1).map((event) => JSON.parse(event));
}

async function open(page: Page, address: string, trace: string): Promise<void> {
  page.setDefaultTimeout(60_000);
  await page.goto(`${address}/?trace=${trace}&theme=dark&language=en`);
  await page.waitForFunction(() => (globalThis as unknown as Preview).playground?.editor !== undefined);
  await page.evaluate(async () => {
    const { playground, session } = globalThis as unknown as Preview;
    playground.settings.guide = false;
    playground.settings.dock = false;
    playground.show("flow");
    await playground.start();
    session.pause();
  });
}

/** Batches of the long run. */
const LONG = 10_000;
/** Places that are looked at in it, to and fro. */
const STEPS = 100;

const quantile = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * part)] ?? 0;

/** The processor time of the page's own thread, in milliseconds: unlike times on the wall it does not depend on who else computes. */
async function threadTime(page: Page): Promise<() => Promise<number>> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
  return async () =>
    (await cdp.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration")!.value * 1000;
}

/** Watches frames while the run goes on, or while a batch flows that was stepped to. */
async function frames(page: Page, title: string, begin: "play" | "step"): Promise<void> {
  const busy = await threadTime(page);
  const before = await busy();
  const { deltas, records } = await page.evaluate(
    ({ begin, length }) =>
      new Promise<{ deltas: number[]; records: number[] }>((resolve) => {
        const { session } = globalThis as unknown as Preview;
        const canvas = document.querySelector<HTMLElement>("[data-records]")!;
        const [deltas, records]: [number[], number[]] = [[], []];
        if (begin === "play") session.play(1);
        else session.advance(4_200, false);
        const start = performance.now();
        let last = start;
        const frame = (t: number): void => {
          deltas.push(t - last);
          records.push(Number(canvas.dataset.records));
          last = t;
          if (t - start < length) requestAnimationFrame(frame);
          else resolve({ deltas, records });
        };
        requestAnimationFrame(frame);
      }),
    { begin, length: begin === "play" ? 5_000 : 900 },
  );
  const work = (await busy()) - before;
  const per = (part: number): string => `p${part} ${quantile(deltas, part / 100).toFixed(1)} ms`;
  console.log(
    `${title}: ${Math.max(...records)} visible records, ${deltas.length} frames, ${per(50)}, ${per(95)}; the page's thread worked ${(work / deltas.length).toFixed(1)} ms a frame`,
  );
}

const pages = await buildPages(path("../../playground/preview/"));
const server = await serve(pages.folder);
const browser = await launchChromium();
try {
  await writeFile(join(pages.folder, "wide.json"), JSON.stringify(await record("wide", 12_000, 10)));
  const page = await browser.newPage({ viewport: { width: 3840, height: 2160 } });
  await open(page, server.address, "wide.json");
  await page.evaluate(() => (globalThis as unknown as Preview).session.advance(3_500, false));
  await page.getByRole("button", { name: "Show all partitions" }).click();
  await page.waitForTimeout(2_000);
  await frames(page, "a batch flows while the run stands still", "step");
  await frames(page, "running at 1×", "play");
  await page.close();

  await writeFile(join(pages.folder, "long.json"), JSON.stringify(await record("windows", 9_500, 250)));
  const long = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await open(long, server.address, `long.json&repeat=${LONG}`);
  const count = await long.evaluate(async () => {
    const { playground, session } = globalThis as unknown as Preview;
    session.advance(Number.MAX_SAFE_INTEGER, false);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    return playground.run.moments.length;
  });
  const busy = await threadTime(long);
  const steps: number[] = [];
  for (let i = 0; i < STEPS; i++) {
    const before = await busy();
    await long.evaluate(
      async (place) => {
        const { run } = (globalThis as unknown as Preview).playground;
        run.lookAt(run.moments[place]);
        for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
      },
      Math.floor(((i * 37) % STEPS) * (count / STEPS)),
    );
    steps.push((await busy()) - before);
  }
  console.log(
    `scrubbing through ${count - 1} batches: the page's thread worked p50 ${quantile(steps, 0.5).toFixed(1)} ms, p95 ${quantile(steps, 0.95).toFixed(1)} ms a step`,
  );
} finally {
  await browser.close();
  await server.close();
  await pages.remove();
}
