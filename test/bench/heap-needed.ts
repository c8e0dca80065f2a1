import type { Result } from "./benchmark.ts";
import type { Launcher } from "./launcher.ts";
import type { Side, WorkName } from "./peak-heap.ts";

/**
 * How much heap a work needs, beside the loop: the smallest limit with which it still ends. That is the peak of what is alive, give or take a megabyte, and
 * the same in every run. What a process has in use at a moment says little: it is mostly garbage that nobody had to collect yet, more of it the more memory
 * the machine has, and inside of a loop nobody can look. Counted is what the batch takes: what a process takes that has compiled the same code and has
 * no batch is taken off both sides; the batch itself is part of both. Array buffers lie outside of the heap and are added.
 */
export async function heapNeeded(launcher: Launcher, work: WorkName): Promise<Result> {
  const nothing = await smallest(launcher, work, "nothing");
  const loop = await smallest(launcher, work, "loop");
  const engine = await smallest(launcher, work, "engine");
  if (engine.check !== loop.check)
    throw new Error(`${work}: the two sides disagree: ${engine.check} and ${loop.check}`);
  const ours = engine.megabytes - nothing.megabytes;
  const theirs = loop.megabytes - nothing.megabytes;
  return {
    name: `Peak heap of ${TITLES[work]}; a process without data: ${nothing.megabytes} MB`,
    ours,
    theirs,
    ratio: ours / theirs,
    limit: 1.5,
    unit: "MB",
    runs: 1,
  };
}

const TITLES: Record<WorkName, string> = { "word-count": "W1 word count", "group-by-key": "W7 groupByKey" };

/** The flags of V8 for such a limit. New objects get little room, so that none of what stays is there instead. */
export function heapFlags(megabytes: number): string[] {
  return [`--max-old-space-size=${megabytes}`, "--max-semi-space-size=1"];
}

/** With so many megabytes a work fails for another reason. */
const MOST = 4096;

/** The fewest megabytes with which a side ends. */
async function smallest(
  launcher: Launcher,
  work: WorkName,
  side: Side,
): Promise<{ readonly megabytes: number; readonly check: string }> {
  let tooLittle = 4;
  let enough = 8;
  let report = await launcher.work(work, side, enough);
  while (report === undefined) {
    if (enough >= MOST) throw new Error(`${work}, ${side}: fails with ${enough} MB, too`);
    tooLittle = enough;
    enough *= 2;
    report = await launcher.work(work, side, enough);
  }
  while (enough - tooLittle > 1) {
    const middle = (tooLittle + enough) >> 1;
    const there = await launcher.work(work, side, middle);
    if (there === undefined) {
      tooLittle = middle;
    } else {
      enough = middle;
      report = there;
    }
  }
  return { megabytes: enough + report.buffers, check: report.check };
}
