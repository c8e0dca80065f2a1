import { beforeAll, describe, expect, it } from "vitest";
import type { TraceEvent } from "../../../../core/trace/events.ts";
import {
  type BatchFigures,
  batchDetail,
  batchesAt,
  diagnose,
  histogram,
  niceEnd,
} from "../../../../playground/views/batches/model.ts";
import { diagnosisWords } from "../../../../playground/views/batches/words.ts";
import { JobsFold } from "../../../../playground/views/jobs-fold.ts";
import { TimelineFold } from "../../../../playground/views/timeline/fold.ts";
import { traceOf } from "../../fixtures/runs.ts";
import { say } from "../../fixtures/say.ts";
import { designTrace } from "../../fixtures/word-count.ts";

function folds(events: readonly TraceEvent[]): [TimelineFold, JobsFold] {
  const [timeline, jobs] = [new TimelineFold(), new JobsFold()];
  timeline.append(events);
  jobs.append(events);
  return [timeline, jobs];
}

/** Done batches, one a second: how late each began, what it took, and its records. */
function done(
  ...figures: readonly (readonly [scheduling: number, processing: number, records: number])[]
): BatchFigures[] {
  return figures.map(([scheduling, processing, records], i) => ({
    time: (i + 1) * 1000,
    status: "completed",
    recovered: undefined,
    records,
    scheduling,
    processing,
    total: scheduling + processing,
  }));
}
const waiting = (time: number): BatchFigures => ({
  time,
  status: "waiting",
  recovered: undefined,
  records: 1,
  scheduling: undefined,
  processing: undefined,
  total: undefined,
});
const words = (batches: readonly BatchFigures[], failed = 0): string => {
  const { main, more } = diagnosisWords(diagnose(batches, 1000), 1000, failed, say, "en");
  return [main, ...more].join(" ").replaceAll("\u00a0", " ");
};

describe("a run that is too slow", () => {
  let timeline: TimelineFold;
  let jobs: JobsFold;
  beforeAll(async () => {
    [timeline, jobs] = folds(await traceOf("slow", 8500));
  });

  it("has batches that are done, one that runs and some that wait, with Spark's figures", () => {
    const model = batchesAt(timeline, timeline.length, 0);
    expect(model.count).toBe(8);
    const statuses = model.batches.map((batch) => batch.status);
    expect(statuses).toEqual([...statuses].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b)));
    for (const batch of model.batches.filter((each) => each.status === "completed"))
      expect(batch.total).toBe(batch.scheduling! + batch.processing!);
    expect(model.waiting).toBeGreaterThan(0);
    expect(model.diagnosis.kind).toBe("grows");
  });

  it("shows at an earlier position what was known then", () => {
    const first = timeline.batches[0]!;
    const model = batchesAt(timeline, first.started!.at + 1, 0);
    expect(model.batches.map((batch) => [batch.time, batch.status])).toEqual([[1000, "active"]]);
    expect(model.diagnosis.kind).toBe("none");
  });

  it("goes down to the tasks: stages, slots, what was skipped", () => {
    const [print, foreach] = batchDetail(timeline, jobs, 1000, timeline.length);
    expect([print!.operation, foreach!.operation]).toEqual(["print", "foreachRDD"]);
    const [take, more] = print!.jobs;
    expect(take!.stages.map((stage) => stage.status)).toEqual(["done", "done"]);
    expect(take!.stages.find((stage) => stage.shuffled !== undefined)!.shuffled).toBe(4);
    expect(more!.stages.some((stage) => stage.status === "skipped")).toBe(true);
    const tasks = take!.stages.flatMap((stage) => stage.tasks);
    expect(tasks.every((task) => task.duration === 400)).toBe(true);
    // the receiver has the other one
    expect(new Set(tasks.map((task) => task.slot)).size).toBe(1);
    const before = batchDetail(timeline, jobs, 1000, timeline.batches[0]!.started!.at + 1);
    expect(before.map((output) => [output.status, output.jobs.length])).toEqual([
      ["pending", 0],
      ["pending", 0],
    ]);
  });
});

const ORDER = ["completed", "active", "waiting", "generating"];

describe("the diagnosis", () => {
  it("says that batches keep up", () => {
    expect(words(done([0, 60, 5], [0, 80, 5]))).toBe("Batches take 70 ms of each 1 s: they keep up.");
    expect(words([])).toBe("No batch is done yet.");
  });

  it("says by how much the queue grows, how late the last batch will be, and since when", () => {
    const fine = done([0, 500, 5], [0, 500, 5], [0, 500, 5]);
    const late = done([0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 1400, 5], [400, 1400, 5], [800, 1400, 5]).slice(3);
    expect(words([...fine, ...late, waiting(7000), waiting(8000)])).toContain("the queue grows by");
    const all = done(
      [0, 500, 5],
      [0, 500, 5],
      [0, 1400, 5],
      [400, 1400, 5],
      [800, 1400, 5],
      [1200, 1400, 5],
      [1600, 1400, 5],
    );
    expect(words([...all, waiting(8000), waiting(9000)], 1)).toBe(
      "Batches take 1.4 s of each 1 s: the queue grows by 0.4 s an interval. 2 batches wait; batch 9 s will start 2.4 s late. " +
        "The input did not grow; the tasks are slower since batch 3 s. 1 batch failed.",
    );
  });

  it("tells a greater input from slower tasks", () => {
    const all = done(
      [0, 500, 5],
      [0, 500, 5],
      [0, 1400, 50],
      [400, 1400, 50],
      [800, 1400, 50],
      [1200, 1400, 50],
      [1600, 1400, 50],
    );
    expect(words(all)).toContain("The input grew from 5 to 50 records/s with batch 3 s.");
  });

  it("says that the queue shrinks, and that batches side by side need not keep up alone", () => {
    expect(words([...done([0, 2000, 5], [3000, 400, 5], [2400, 400, 5]).slice(1), waiting(4000)])).toContain(
      "the queue shrinks by 0.6 s",
    );
    expect(words(done([0, 1400, 5], [0, 1400, 5], [0, 1400, 5]))).toContain("they run side by side");
  });
});

describe("charts", () => {
  it("end at round figures", () => {
    expect([0, 1, 7, 12, 61, 1400, 5.8, 0.3].map(niceEnd)).toEqual([1, 1, 8, 20, 80, 2000, 6, 0.4]);
  });

  it("count how often values occur", () => {
    expect(histogram([0, 1, 2, 2.1, 10, 11], 10, 5)).toEqual([3, 1, 0, 0, 2]);
  });
});

it("a failed batch is counted and told apart", () => {
  const [timeline] = folds(designTrace(6500, { failAt: [4000] }).events);
  const model = batchesAt(timeline, timeline.length, 0);
  expect(model.failed).toBe(1);
  expect(model.batches.find((batch) => batch.time === 4000)!.status).toBe("failed");
});
