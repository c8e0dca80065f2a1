import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { worldOf } from "../../../core/lessons/scenario.ts";
import type { View } from "../../../playground/views/views.ts";
import { compileInNode } from "../../playground/compile-in-node.ts";
import type { Opened } from "./place.ts";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Part of the page's own objects that a measurement works with. */
export interface Preview {
  readonly playground: {
    readonly editor: unknown;
    readonly settings: { guide: boolean; dock: boolean };
    readonly run: { readonly moments: readonly unknown[]; lookAt(moment: unknown): void };
    show(view: string): void;
    start(): Promise<void>;
  };
  readonly session: {
    pause(): void;
    play(speed: number): void;
    playByHand(): void;
    tick(time: number): void;
    advance(time: number, running: boolean): void;
  };
}

const WORDS = Array.from(
  { length: 60 },
  (_, i) => "abcdefghijklmnopqrstuvwxyz"[i % 26]! + (i < 26 ? "" : String(i % 9)),
);

/** A run to be looked at: one of the programs of `test/playground/programs`, up to a time, with a line every so many milliseconds, of a few of sixty words. */
export interface Recorded {
  readonly program: string;
  readonly until: number;
  readonly every: number;
  /** How often its last batch comes again. */
  readonly repeat?: number;
}

/** What its trace says, as JSON. */
async function record({ program, until, every }: Recorded): Promise<string> {
  const source = await readFile(path(`../../playground/programs/${program}.ts`), "utf8");
  const compiled = compileInNode({ "program.ts": source });
  if (!("program" in compiled)) throw new Error(`${program} does not compile: ${JSON.stringify(compiled)}`);
  const lines = Array.from({ length: Math.floor(until / every) }, (_, i) => ({
    at: 1 + i * every,
    line: Array.from({ length: 4 }, (_, word) => WORDS[(i * 7 + word * 13) % WORDS.length]).join(" "),
  }));
  const child = spawn(process.execPath, [path("../../playground/run-in-node.ts")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(JSON.stringify({ program: compiled.program, scenario: worldOf({ lines, until }), until }));
  const events = (await text(child.stdout)).trimEnd().split("\n");
  if (events.length < 100) throw new Error(`${program} did not run: ${events.at(-1)}`);
  return `[${events.slice(0, -1).join(",")}]`;
}

/** Opens a page in which the run can be played. */
export async function openRun(
  { browser, address, folder }: Opened,
  recorded: Recorded,
  [width, height]: readonly [width: number, height: number],
): Promise<Page> {
  const { program, repeat = 0 } = recorded;
  await writeFile(join(folder, `${program}.json`), await record(recorded));
  const page = await browser.newPage({ viewport: { width, height } });
  page.setDefaultTimeout(120_000);
  await page.goto(`${address}?trace=${program}.json&repeat=${repeat}&theme=dark&language=en`);
  await page.waitForFunction(() => (globalThis as unknown as Preview).playground?.editor !== undefined);
  await page.evaluate(async () => {
    const { playground, session } = globalThis as unknown as Preview;
    await playground.start();
    session.pause();
  });
  return page;
}

/** Shows a view, and waits until nothing more comes of it. */
export async function showView(page: Page, view: View): Promise<void> {
  await page.evaluate((wanted) => (globalThis as unknown as Preview).playground.show(wanted), view);
  await page.waitForTimeout(1_500);
}

/** The processor time of the page's own thread, in milliseconds: unlike times on the wall it does not depend on who else computes. */
export async function threadTime(page: Page): Promise<() => Promise<number>> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
  return async () =>
    (await cdp.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration")!.value * 1000;
}
