import { beforeAll, describe, expect, test, vi } from "vitest";
import type { TraceEvent } from "../../../core/trace/events.ts";
import { Attempts, numberOf } from "../../../playground/views/attempts.ts";
import { batchesAt } from "../../../playground/views/batches/model.ts";
import { JobsFold } from "../../../playground/views/jobs-fold.ts";
import { StateFold } from "../../../playground/views/state/fold.ts";
import { StorageFold } from "../../../playground/views/storage/fold.ts";
import { TimelineFold } from "../../../playground/views/timeline/fold.ts";
import { momentsOf, timelineAt } from "../../../playground/views/timeline/model.ts";
import { compiled, countingProgram, runWith, wordsTyped } from "../fixtures/fault-runs.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** A run whose driver dies in the middle of the batch of 4 s, and goes on at 6 s. */
async function died(checkpoint: boolean): Promise<readonly TraceEvent[]> {
  const program = compiled(countingProgram({ checkpoint, log: checkpoint }));
  const happenings = [...wordsTyped(150, 9000, 300), { kind: "kill-driver" as const, at: 4020, restart: 2000 }];
  return new Attempts().qualify((await runWith(program, happenings, 9500)).trace);
}

function folded(events: readonly TraceEvent[]) {
  const folds = {
    timeline: new TimelineFold(),
    jobs: new JobsFold(),
    states: new StateFold(),
    storage: new StorageFold(),
  };
  for (const fold of Object.values(folds)) fold.append(events);
  return folds;
}

describe("a driver that comes after another", () => {
  let events: readonly TraceEvent[];
  let folds: ReturnType<typeof folded>;
  let death: number;
  let again: number;
  beforeAll(async () => {
    events = await died(true);
    folds = folded(events);
    death = events.findIndex(({ kind }) => kind === "driver-died");
    again = events.findIndex(({ kind }) => kind === "driver-started");
  });

  test("has jobs, stages and tasks of its own, which count anew", () => {
    const started = events.filter((event) => event.kind === "job-started");
    const numbers = started.map(({ job }) => job);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(folds.jobs.jobs.size).toBe(numbers.length);
    const first = events.findIndex((event, i) => i > again && event.kind === "job-started");
    expect(numberOf((events[first] as (typeof started)[number]).job)).toBe(0);
  });

  test("leaves nothing of the dead one's running", () => {
    const open = [...folds.jobs.jobs.values()].filter((job) => job.at < death && job.completed === undefined);
    expect(open).toEqual([]);
    const cut = [...folds.jobs.jobs.values()].filter((job) => job.completed?.at === death);
    expect(cut.map(({ time }) => time)).toEqual([4000]);
  });

  test("finds a batch cut off, and runs it again: both are to be seen", () => {
    const columnAt = (position: number) =>
      timelineAt(folds.timeline, { position, now: 9500, columns: 20 }).columns.find(({ time }) => time === 4000);
    expect(columnAt(death)?.status.kind).toBe("running");
    expect(columnAt(death + 1)?.status.kind).toBe("died");
    expect(columnAt(events.length)).toMatchObject({ status: { kind: "done", records: 3 }, recovered: "again" });
    expect(columnAt(events.length)!.cells.every((cell) => cell.kind === "rdd")).toBe(true);
    expect(batchesAt(folds.timeline, death + 1, 0).batches.at(-1)).toMatchObject({ time: 4000, status: "died" });
    expect(folds.jobs.jobsOf(4000, events.length).every((job) => job.completed?.error === undefined)).toBe(true);
    expect(folds.jobs.jobsOf(4000, death).map(({ at }) => at < death)).toEqual([true]);
  });

  test("is not there in between: nothing fills", () => {
    const between = timelineAt(folds.timeline, { position: death + 1, now: 5500, columns: 20 });
    expect(between).toMatchObject({ stopped: true, filling: undefined });
    const after = timelineAt(folds.timeline, { position: events.length, now: 9400, columns: 20 });
    expect(after.filling).toMatchObject({ from: 9000, to: 10_000 });
    expect(after.columns.map(({ recovered }) => recovered).slice(3, 7)).toEqual([
      "again",
      "catch-up",
      "catch-up",
      undefined,
    ]);
  });

  test("can be looked back behind, batch by batch", () => {
    const moments = momentsOf(folds.timeline);
    expect(moments.map(({ time }) => time)).toEqual([0, ...Array.from({ length: 9 }, (_, i) => 1000 * (i + 1))]);
    for (const { position } of moments)
      expect(timelineAt(folds.timeline, { position, now: 0, columns: 20 }).started).toBe(true);
  });

  test("keeps nothing of what was in memory", () => {
    const inMemory = [...folds.storage.rddBlocks.values()]
      .flat()
      .filter(({ changes }) => changes.findLast(({ at }) => at <= death)?.where === "memory");
    expect(inMemory).toEqual([]);
    expect([...folds.states.states.values()][0]!.keys.get("a")!.changes.at(-1)).toMatchObject({ state: "30" });
  });
});

test("a driver that begins with nothing begins without states", async () => {
  const { states } = folded(await died(false));
  const { changes } = [...states.states.values()][0]!.keys.get("a")!;
  const gone = changes.findIndex(({ change }) => change === "removed");
  expect(changes.slice(gone).map(({ change, time, state }) => [change, time, state])).toEqual([
    ["removed", 7000, "10"],
    ["added", 7000, expect.any(String)],
    ["updated", 8000, expect.any(String)],
    ["updated", 9000, expect.any(String)],
  ]);
});

test("the numbers of a run with one driver are its own", () => {
  const events = [{ t: 0, seq: 0, kind: "job-completed", job: 7 }] as const;
  expect(new Attempts().qualify(events)).toBe(events);
  expect(numberOf(7)).toBe(7);
});
