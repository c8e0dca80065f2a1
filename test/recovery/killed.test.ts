import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { seededRandom } from "../../core/sim/random.ts";
import { endCommands, type RunningCommand } from "../cli/command.ts";
import { Workplace } from "./workplace.ts";

/**
 * A driver that is killed over and over, as real processes over real files. More of it:
 *   RECOVERY_KILLS=50 RECOVERY_LINES=1000000 RECOVERY_SEED=7 npx vitest run --config test/vitest.config.ts test/recovery/killed.test.ts
 */
const KILLS = Number(process.env.RECOVERY_KILLS ?? 10);
const LINES = Number(process.env.RECOVERY_LINES ?? 100_000);
const SEED = Number(process.env.RECOVERY_SEED ?? Date.now() % 1_000_000);

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

const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
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

/** Waits until all lines have been counted. */
async function done(driver: RunningCommand): Promise<void> {
  const deadline = Date.now() + 60_000 + LINES / 20;
  for (;;) {
    const counted = size(sum(written("counts").values()));
    if (counted >= LINES) return;
    if (driver.child.exitCode !== null || Date.now() > deadline)
      throw new Error(`${counted} of ${LINES} lines were counted\n${driver.stderr}\n${driver.stdout.slice(-500)}`);
    await sleep(500);
  }
}

function start(): RunningCommand {
  return at.sluice(["run", "--no-check", PROGRAM, "--", at.folder]);
}

test(`killed ${KILLS} times over ${LINES} lines, every batch is there once and every total is exact`, {
  timeout: 60_000 + 10_000 * KILLS + LINES / 10,
}, async () => {
  console.log(`RECOVERY_SEED=${SEED}`);
  at = new Workplace();
  at.write("in/.keep", "");
  const random = seededRandom(SEED, 0);
  const feeder = new Feeder();
  let complaints = "";
  for (let life = 0; life < KILLS; life++) {
    const driver = start();
    let isAlive = true;
    // the first life has to begin: what lies there before a program first starts is not new
    if (life === 0 || random() < 0.75) await driver.seen("stdout", /batch/, 60_000);
    const kill = sleep(random() * 1500).then(() => {
      isAlive = false;
      driver.signal("SIGKILL");
    });
    await Promise.all([kill, feeder.feed(FILES, 1500, () => isAlive)]);
    expect(await driver.ended, `it was killed, and did not end by itself\n${driver.stderr}`).toBe("SIGKILL");
    complaints += driver.stderr;
    if (random() < 0.5) feeder.put();
  }
  feeder.finish();
  const last = start();
  await done(last);
  last.signal("SIGTERM");
  expect(await last.ended, last.stderr).toBe(0);
  complaints += last.stderr;

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
