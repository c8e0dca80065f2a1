import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { seededRandom } from "../../core/sim/random.ts";
import { endCommands, type RunningCommand } from "../cli/command.ts";
import { ended, KILLS, killOver, LIFE, LINES, SEED, sleep, TIMEOUT, until } from "./killing.ts";
import { Workplace } from "./workplace.ts";

/** So many files are put for each life of the driver. */
const FILES = 5;
const WORDS = 100;
const BATCH = 200;
const WINDOW = 1000;
const PROGRAM = fileURLToPath(new URL("programs/totals.ts", import.meta.url));

type Counts = Record<string, number>;

let at: Workplace;
afterEach(async ({ task }) => {
  await endCommands();
  // what a failed test leaves is there to be looked at
  if (task.result?.state === "pass") at.remove();
  else console.log(`left in ${at.folder}`);
});

/** Puts files at random moments; notes what all of them together hold. */
class Feeder {
  readonly expected: Counts = {};
  readonly #random = seededRandom(SEED, 1);
  #files = 0;
  #lines = 0;

  async feed(files: number, within: number, more: () => boolean): Promise<void> {
    for (let i = 0; i < files && more(); i++) {
      await sleep((this.#random() * within) / files);
      this.put();
    }
  }

  put(): void {
    const total = (KILLS + 1) * FILES;
    if (this.#files === total) return;
    this.#files++;
    const until = Math.floor((LINES * this.#files) / total);
    const words: string[] = [];
    for (; this.#lines < until; this.#lines++) {
      const word = `word${Math.floor(this.#random() ** 2 * WORDS)}`;
      this.expected[word] = (this.expected[word] ?? 0) + 1;
      words.push(word);
    }
    at.put(`in/${this.#files}.txt`, `${words.join("\n")}\n`);
  }

  /** All that are left. */
  finish(): void {
    while (this.#lines < LINES) this.put();
  }
}

/** What the program wrote in one of its ways, by batch time. */
function written(way: string): Map<number, Counts> {
  const found = readdirSync(at.path("out")).filter((name) => name.startsWith(`${way}-`));
  const read = (name: string): Counts => JSON.parse(readFileSync(at.path("out", name), "utf8"));
  const times = found.map((name): [number, Counts] => [Number(/-(\d+)\./.exec(name)![1]), read(name)]);
  return new Map(times.sort(([a], [b]) => a - b));
}

function sum(all: Iterable<Counts>): Counts {
  const total: Counts = {};
  for (const counts of all)
    for (const [word, count] of Object.entries(counts)) total[word] = (total[word] ?? 0) + count;
  return total;
}

/** Keys that are there with nothing are as good as not there: a window keeps them. */
function withoutZeros(counts: Counts): Counts {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
}

const size = (counts: Counts): number => Object.values(counts).reduce((a, b) => a + b, 0);

function start(): RunningCommand {
  return at.sluice(["run", "--no-check", PROGRAM, "--", at.folder]);
}

test(`killed ${KILLS} times over ${LINES} lines, every batch is there once and every total is exact`, {
  timeout: TIMEOUT,
}, async () => {
  at = new Workplace();
  at.write("in/.keep", "");
  const random = seededRandom(SEED, 2);
  const feeder = new Feeder();
  let complaints = await killOver(
    start,
    ({ isAlive }) => feeder.feed(FILES, LIFE, isAlive),
    () => {
      if (random() < 0.5) feeder.put();
    },
  );
  feeder.finish();
  const last = start();
  await until(last, LINES, () => size(sum(written("counts").values())));
  complaints += await ended(last);

  const [counts, updated, mapped, windows] = ["counts", "updated", "mapped", "windows"].map(written);
  const times = [...counts!.keys()];
  expect(times).toEqual(times.map((_, i) => times[0]! + i * BATCH));
  expect(sum(counts!.values())).toEqual(feeder.expected);
  let total: Counts = {};
  for (const [time, batch] of counts!) {
    total = sum([total, batch]);
    const lately = times.filter((each) => each > time - WINDOW && each <= time).map((each) => counts!.get(each)!);
    expect(updated!.get(time), `updateStateByKey at ${time}`).toEqual(total);
    expect(mapped!.get(time), `mapWithState at ${time}`).toEqual(total);
    expect(withoutZeros(windows!.get(time)!), `the window at ${time}`).toEqual(sum(lately));
  }
  expect(complaints.match(/^ERROR.*$/gm)).toBeNull();
  console.log(`${KILLS} kills, ${times.length} batches, ${size(total)} lines`);
});
