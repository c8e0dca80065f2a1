import type { Page } from "playwright-core";
import { en } from "../../../playground/i18n/en.ts";
import { VIEWS } from "../../../playground/views/views.ts";
import { replaceProgram } from "../../browser/reader.ts";
import type { Result } from "../benchmark.ts";
import { againstGoal, quantile } from "./goal.ts";
import { openPlayground } from "./place.ts";

/** Records of a batch, one batch a second. */
const RECORDS = 100_000;

const PROGRAM = `import { Seconds, SparkConf, StreamingContext } from "sluice";

const ssc = new StreamingContext(new SparkConf().setMaster("local[4]").setAppName("Many"), Seconds(1));
ssc.checkpoint("/checkpoint");
const numbers = ssc.sparkContext.parallelize(Array.from({ length: ${RECORDS} }, (_, i) => i), 4);
const stream = ssc.queueStream([], true, numbers);
const words = stream.map((n) => "w" + (n % 1000));
const pairs = words.map((word): [string, number] => [word, 1]);
const counts = pairs.reduceByKey((a, b) => a + b);
const totals = counts.updateStateByKey((values: number[], state?: number) => values.reduce((a, b) => a + b, state ?? 0));
totals.print();
ssc.start();
await ssc.awaitTermination();
`;

/** What the page hears of the reader. */
interface Heard {
  /** From when the system had it until a handler in the page did, in milliseconds. */
  delays: number[];
  /** How often a key was pressed. */
  presses: number;
  /** From then until the browser had painted what came of it, by interaction; those under 16 ms are not told. */
  paints: Record<number, number>;
}

function listen(): void {
  const heard: Heard = { delays: [], presses: 0, paints: {} };
  Object.assign(globalThis, { heard });
  for (const kind of ["pointermove", "pointerdown", "keydown"]) {
    const note = (event: Event): void => {
      heard.delays.push(performance.now() - event.timeStamp);
      if (kind === "keydown") heard.presses++;
    };
    addEventListener(kind, note, { capture: true });
  }
  type Timing = PerformanceEventTiming & { readonly interactionId: number };
  new PerformanceObserver((list) => {
    for (const { name, interactionId, duration } of list.getEntries() as Timing[])
      if (name === "keydown") heard.paints[interactionId] = duration;
  }).observe({ type: "event", durationThreshold: 16 } as PerformanceObserverInit);
}

/** So many times the pointer moves and a key is pressed while the program runs. */
const MOVES = 80;

async function useView(page: Page): Promise<Heard> {
  await page.evaluate(listen);
  for (let i = 0; i < MOVES; i++) {
    await page.mouse.move(500 + ((i * 37) % 700), 150 + ((i * 53) % 300));
    // a key that the page looks at and has no use for: what it costs is what the page does anyway
    if (i % 2 === 0) await page.keyboard.press("Shift");
    await page.waitForTimeout(60 + ((i * 7) % 30));
  }
  return page.evaluate(() => (globalThis as unknown as { heard: Heard }).heard);
}

/** How soon the page hears its reader while a program with 100,000 records a batch runs at its own speed, in each view. */
export async function inputDelay(): Promise<Result[]> {
  const { browser, address, close } = await openPlayground();
  const results: Result[] = [];
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: "en-US" });
    page.setDefaultTimeout(60_000);
    await page.goto(address);
    await page.waitForSelector(".monaco-editor .view-line");
    await replaceProgram(page, PROGRAM);
    await page.getByRole("banner").getByRole("button", { name: /^Run/ }).click();
    await page.getByRole("region", { name: "Console" }).getByText("Time: 2000 ms").waitFor();
    for (const view of VIEWS) {
      await page.getByRole("tab", { name: en[`views.${view}`] }).click();
      await page.waitForTimeout(1_000);
      const { delays, presses, paints } = await useView(page);
      const told = Object.values(paints);
      const painted = [...told, ...Array.from({ length: Math.max(0, presses - told.length) }, () => 16)];
      const of = `100,000 records a batch, ${view}`;
      const common = { goal: 100, unit: "ms" };
      const [delay, paint] = [quantile(delays, 0.95), quantile(painted, 0.95)];
      results.push(
        againstGoal({ ...common, name: `${of}: p95 of the input delay`, ours: delay, runs: delays.length }),
        againstGoal({ ...common, name: `${of}: p95 from a key to the next paint`, ours: paint, runs: presses }),
      );
    }
  } finally {
    await close();
  }
  return results;
}
