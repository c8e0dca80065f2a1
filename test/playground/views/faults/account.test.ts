import { expect, test, vi } from "vitest";
import type { Happening } from "../../../../core/sim/deeds.ts";
import { Attempts } from "../../../../playground/views/attempts.ts";
import { accountAt, type DeathEntry } from "../../../../playground/views/faults/account.ts";
import { TimelineFold } from "../../../../playground/views/timeline/fold.ts";
import { compiled, countingProgram, runWith, wordsTyped } from "../../fixtures/fault-runs.ts";

vi.setConfig({ testTimeout: 120_000 });

const PROGRAMS = {
  "with a checkpoint and a log": { checkpoint: true, log: true },
  "with a checkpoint alone": { checkpoint: true, log: false },
  "without a checkpoint": { checkpoint: false, log: false },
};

/** Every word is another, so that what was counted and what was lost can be told. */
const WORDS: Happening[] = wordsTyped(150, 9000, 300).map((happening, i) => ({ ...happening, line: `w${i}` }));

/** The account of a run, and how many words no batch has written. */
async function told(options: (typeof PROGRAMS)[keyof typeof PROGRAMS], deaths: readonly Happening[]) {
  const { trace } = await runWith(compiled(countingProgram(options)), [...WORDS, ...deaths], 12_000);
  const fold = new TimelineFold();
  fold.append(new Attempts().qualify(trace));
  const written = trace.flatMap((event) =>
    event.kind === "console" ? [...event.text.matchAll(/\bw\d+\b/g)].map(([word]) => word) : [],
  );
  return { fold, account: accountAt(fold, fold.length), lost: 30 - new Set(written).size };
}

const lostIn = (entries: readonly { readonly kind: string }[]): number =>
  entries.reduce((sum, entry) => sum + (entry.kind === "death" ? ((entry as DeathEntry).lost ?? 0) : 0), 0);

for (const [name, options] of Object.entries(PROGRAMS)) {
  test.each([4300, 4020, 4940])(`${name}, a death at %i ms: what is lost is what no batch has written`, async (at) => {
    const { account, lost } = await told(options, [{ kind: "kill-driver", at, restart: 1700 }]);
    expect(account).toHaveLength(1);
    expect(lostIn(account)).toBe(lost);
    if (options.log) expect(lost).toBe(0);
    else expect(lost).toBeGreaterThan(0);
  });
}

test("a restart within the same interval hands on what the log holds", async () => {
  const { account, lost } = await told(PROGRAMS["with a checkpoint and a log"], [
    { kind: "kill-driver", at: 4600, restart: 100 },
  ]);
  expect(lostIn(account)).toBe(lost);
});

test("deaths and what came of them, as far as is known where one looks", async () => {
  const { account, fold } = await told(PROGRAMS["with a checkpoint and a log"], [
    { kind: "slow-tasks", at: 500, by: 5, lasts: 1000 },
    { kind: "kill-driver", at: 4020, restart: 2000 },
    { kind: "kill-driver", at: 7500 },
    { kind: "start-driver", at: 11_900 },
  ]);
  expect(account).toMatchObject([
    { kind: "fault", event: { fault: "tasks-slowed", by: 5, lasts: 1000 } },
    {
      kind: "death",
      t: 4020,
      cut: [4000],
      next: { t: 6020, checkpoint: 4000, batches: [4000, 5000, 6000], again: [4000] },
      lost: 0,
    },
    { kind: "death", t: 7500, cut: [], next: { t: 11_900 } },
  ]);
  expect(accountAt(fold, fold.faults[1]!.at + 1).at(-1)).toMatchObject({ cut: [4000], next: undefined });
});
