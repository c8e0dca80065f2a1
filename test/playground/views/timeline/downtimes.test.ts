import { describe, expect, test, vi } from "vitest";
import type { Happening } from "../../../../core/sim/deeds.ts";
import { Attempts } from "../../../../playground/views/attempts.ts";
import { batchesAt } from "../../../../playground/views/batches/model.ts";
import { batchStatusWords, downtimeWords } from "../../../../playground/views/batches/words.ts";
import { accountAt } from "../../../../playground/views/faults/account.ts";
import { entryWords } from "../../../../playground/views/faults/words.ts";
import { TimelineFold } from "../../../../playground/views/timeline/fold.ts";
import { type TimelineModel, timelineAt } from "../../../../playground/views/timeline/model.ts";
import { timeScale } from "../../../../playground/views/timeline/time-scale.ts";
import { columnLabel, columnWords } from "../../../../playground/views/timeline/words.ts";
import { compiled, countingProgram, runWith, wordsTyped } from "../../fixtures/fault-runs.ts";
import { say } from "../../fixtures/say.ts";

vi.setConfig({ testTimeout: 120_000 });

const WORDS = wordsTyped(150, 12_000, 300);

async function foldOf(checkpoint: boolean, ...faults: Happening[]): Promise<TimelineFold> {
  const program = compiled(countingProgram({ checkpoint, log: checkpoint }));
  const { trace } = await runWith(program, [...WORDS, ...faults], 12_000);
  const fold = new TimelineFold();
  fold.append(new Attempts().qualify(trace));
  return fold;
}

const latest = (fold: TimelineFold, columns = 20): TimelineModel =>
  timelineAt(fold, { position: fold.length, now: fold.timeAt(fold.length), columns });
const told = ({ columns }: TimelineModel): string[] =>
  columns.map((column) => `${columnLabel(column)}: ${columnWords(column, say)}`);
/** What had happened before the driver started again, as it looks at a later time. */
const whileDown = (fold: TimelineFold, now: number): TimelineModel => {
  const position = fold.faults.find(({ event }) => event.kind === "driver-started")!.at;
  return timelineAt(fold, { position, now, columns: 20 });
};

describe("batches that were due while no driver lived", () => {
  test("are made late by one that goes on from a checkpoint", async () => {
    const fold = await foldOf(true, { kind: "kill-driver", at: 4300, restart: 3000 });
    const model = latest(fold);
    expect(model.columns.map(({ time, recovered }) => [time, recovered]).slice(3, 8)).toEqual([
      [4000, "again"],
      [5000, "catch-up"],
      [6000, "catch-up"],
      [7000, "catch-up"],
      [8000, undefined],
    ]);
    expect(model.downtimes).toEqual([{ since: 4300, until: 7300 }]);
    expect(model.down).toBeUndefined();
    const batches = batchesAt(fold, fold.length, 0);
    expect(batches.downtimes.map((downtime) => downtimeWords(downtime, say))).toEqual([
      expect.stringMatching(/^3 batches \(5–7\ss\) were due while no driver lived: the next one made them at 7.3\ss/),
    ]);
    expect(batches.batches.slice(3, 5).map((batch) => batchStatusWords(batch, say))).toEqual([
      "run again · completed",
      "catch-up · completed",
    ]);
  });

  test("never are where it begins anew: there is a gap", async () => {
    const fold = await foldOf(false, { kind: "kill-driver", at: 4300, restart: 3000 });
    const model = latest(fold);
    expect(model.columns.map(({ from, time }) => [from, time]).slice(3, 6)).toEqual([
      [3000, 4000],
      [4000, 7000],
      [7000, 8000],
    ]);
    expect(told(model).slice(3, 6)).toEqual([
      expect.stringMatching(/^4\ss: /),
      expect.stringMatching(/^5–7\ss: never made: no driver$/),
      expect.stringMatching(/^8\ss: /),
    ]);
    expect(model.columns[4]!.cells.map(({ kind }) => kind)).toEqual(model.rows.map(() => "missed"));
    expect(model.columnCount).toBe(model.batches + 1);
    // time is to scale within the gap
    const { x } = timeScale(model.columns, model.filling, { column: 90, filling: 90 });
    expect([4000, 5500, 7000, 7300].map(x)).toEqual([4 * 90, 4.5 * 90, 5 * 90, 5.3 * 90]);
    expect(batchesAt(fold, fold.length, 0).downtimes.map((downtime) => downtimeWords(downtime, say))).toEqual([
      expect.stringMatching(/^3 batches \(5–7\ss\).* were never made: the next one began anew at 7.3\ss/),
    ]);
    expect(accountAt(fold, fold.length).map((entry) => entryWords(entry, say))).toEqual([
      expect.stringMatching(/Due while no driver lived, and never made: batch 5–7\ss\./),
    ]);
    // only the latest columns, with the gap or without it
    expect(latest(fold, 4).columns.map(({ time }) => time)).toEqual([8000, 9000, 10_000, 11_000]);
    expect(latest(fold, 5).columns.map(({ time }) => time)).toEqual([7000, 8000, 9000, 10_000, 11_000]);
  });

  test.each([true, false])("are not made as long as there is none (with a checkpoint: %s)", async (checkpoint) => {
    const fold = await foldOf(checkpoint, { kind: "kill-driver", at: 4300, restart: 3000 });
    const early = whileDown(fold, 4900);
    expect(told(early).at(-1)).toMatch(/^4\ss: /);
    expect(early.down).toMatchObject({ from: 4000, to: 5000 });
    expect(early.filling).toBeUndefined();
    const one = whileDown(fold, 5200);
    expect(told(one).at(-1)).toMatch(/^5\ss: no driver$/);
    expect(one.down).toMatchObject({ from: 5000, to: 6000 });
    const late = whileDown(fold, 7200);
    expect(told(late).at(-1)).toMatch(/^5–7\ss: no driver$/);
    expect(late.down).toMatchObject({ from: 7000, to: 8000 });
    expect(late.downtimes).toEqual([{ since: 4300, until: 7200 }]);
  });

  test("in two lives; none is due where the next driver is there in time", async () => {
    const fold = await foldOf(
      false,
      { kind: "kill-driver", at: 2500, restart: 200 },
      { kind: "kill-driver", at: 4000, restart: 1000 },
    );
    const model = latest(fold);
    // a fault comes before all else in its millisecond: the batch of 4 s was due, and that of 5 s as well
    expect(told(model).filter((words) => words.includes("never"))).toEqual([
      expect.stringMatching(/^4–5\ss: never made/),
    ]);
    expect(model.downtimes).toEqual([
      { since: 2500, until: 2700 },
      { since: 4000, until: 5000 },
    ]);
  });

  test("are none where the streams had stopped before", () => {
    const fold = new TimelineFold();
    const start = { kind: "streaming-started", zeroTime: 0, batchInterval: 1000, blockInterval: 200 } as const;
    fold.append([
      { t: 0, seq: 0, ...start },
      { t: 2000, seq: 1, kind: "context-state", state: "STOPPED" },
      { t: 3500, seq: 2, kind: "driver-died", attempt: 1 },
    ]);
    expect(timelineAt(fold, { position: 3, now: 9000, columns: 9 })).toMatchObject({ columns: [], downtimes: [] });
  });
});
