import { beforeAll, describe, expect, it } from "vitest";
import type { TraceEvent } from "../../../../core/trace/events.ts";
import type { FlowScene, FlowTask, Folds } from "../../../../playground/views/flow/scene.ts";
import { traceOf } from "../../fixtures/runs.ts";
import { designTrace } from "../../fixtures/word-count.ts";
import { foldsOf, rowText, sceneAt, traceOfProgram } from "./scenes.ts";

let windowEvents: TraceEvent[];
let windows: Folds;
let slow: Folds;
let two: Folds;
let none: Folds;
let starving: Folds;
let failing: Folds;
beforeAll(async () => {
  windowEvents = await traceOf("windows", 6580);
  windows = foldsOf(windowEvents);
  slow = foldsOf(await traceOf("slow", 4300));
  two = foldsOf(await traceOfProgram("twoReceivers", 3100));
  none = foldsOf(await traceOfProgram("noReceiver", 3100));
  starving = foldsOf(await traceOfProgram("starving", 3100));
  failing = foldsOf(await traceOfProgram("failing", 3100));
});

const rows = (task: FlowTask): string[] => task.rows.map(rowText);
const stages = ({ batch }: FlowScene): string[] =>
  batch!.stages.map((stage) => `${stage.depth} ${stage.status} ${stage.streams.map((row) => row.label).join(",")}`);

describe("what comes in", () => {
  it("follows the interval that fills: arrivals, the block that fills, those that are stored", () => {
    const { intake, batch } = sceneAt(windows, { now: 6580 });
    expect(intake).toMatchObject({ from: 6000, to: 7000, isFilling: true });
    expect(intake!.streams[0]).toMatchObject({ stream: 0, slot: 0, row: { label: "lines" } });
    expect(intake!.streams[0]!.cells.map((cell) => `${cell.from} ${cell.state} ${cell.sample.join("|")}`)).toEqual([
      "6000 stored be quick",
      "6200 nothing ",
      "6400 filling or",
      "6600 to-come ",
      "6800 to-come ",
    ]);
    expect(intake!.blocks.map((block) => `${block.block} ${block.where} ${block.level}`)).toEqual([
      "input-0-6000 memory MEMORY_AND_DISK",
    ]);
    expect(batch!.time).toBe(6000);
  });

  it("of a chosen batch is what it was made of: a block is a partition, an interval without data is none", () => {
    const { intake, batch } = sceneAt(windows, { time: 6000 });
    expect(intake!.streams[0]!.cells.map((cell) => `${cell.from} ${cell.state}`)).toEqual([
      "5000 stored",
      "5200 stored",
      "5400 nothing",
      "5600 stored",
      "5800 nothing",
    ]);
    expect(intake!.streams[0]!.arrivals.map((arrival) => arrival.t)).toEqual([5100, 5350, 5720]);
    expect(batch!.partitions.map((each) => `${each.partition} ${each.block} ${rowText(each.records!)}`)).toEqual([
      "0 input-0-5000 lines 6: to be",
      "1 input-0-5200 lines 6: kind to",
      "2 input-0-5600 lines 6: not",
    ]);
  });

  it("has a part for each receiver, and their blocks one after the other", () => {
    const { intake, batch } = sceneAt(two, { time: 1000 });
    expect(intake!.streams.map((stream) => [stream.row!.label, stream.slot])).toEqual([
      ["left", 0],
      ["right", 1],
    ]);
    expect(intake!.blocks.map((block) => block.block)).toEqual([
      "input-0-200",
      "input-0-600",
      "input-1-400",
      "input-1-600",
    ]);
    expect(batch!.stages[0]!.tasks.map((task) => [rows(task)[0], task.inputs.map((input) => input.row.label)])).toEqual(
      [
        ["lines 1: to be", ["left"]],
        ["lines 1: or not", ["left"]],
        ["lines 1: to be", ["right"]],
        ["lines 1: or", ["right"]],
      ],
    );
  });

  it("without a receiver is what a stream of files or of a queue found for the batch", () => {
    const { intake, batch } = sceneAt(none, { time: 2000 });
    expect(intake!.streams).toEqual([]);
    expect(batch!.inputs.map((input) => [input.row.label, input.total, input.files])).toEqual([
      ["files", 1, ["file:/in/one.txt"]],
      ["queued", 1, []],
    ]);
    expect(batch!.partitions.map((each) => rowText(each.records!))).toEqual(["files 2: first second", "queued 2: d"]);
  });
});

describe("a batch's jobs", () => {
  it("are cut into stages at the shuffle, with what each task read and made", () => {
    const { batch } = sceneAt(windows, { time: 6000 });
    expect(stages({ batch } as FlowScene)).toEqual(["0 done lines,words,pairs", "1 done counts,windowed"]);
    const [map, reduce] = batch!.stages;
    expect(map!.tasks.map((task) => [...rows(task), task.buckets, task.slot])).toEqual([
      ["words 6: to be", "pairs 6: (to,1) (be,1)", [0, 1, 1], 2],
      ["words 6: kind to", "pairs 6: (kind,1) (to,1)", [0, 0, 2], 1],
      ["words 6: not", "pairs 6: (not,1)", [0, 1, 0], 2],
    ]);
    expect(reduce!.reads).toEqual([map!.shuffle]);
    expect(reduce!.jobs).toHaveLength(2);
  });

  it("show an incremental window as a sum of what it had, what enters and what leaves", () => {
    const { batch } = sceneAt(windows, { time: 6000 });
    expect(rows(batch!.stages[1]!.tasks[1]!)).toEqual([
      "windowed 5 kept: (be,4) (not,1) (quick,1)",
      "+ counts 6: (be,1) (not,1)",
      "− counts 3 kept: (be,2) (quick,1)",
      "= windowed 6: (be,3) (not,2) (quick,0)",
    ]);
  });

  it("show of an incremental window of pairs what it keeps of each interval, reduced by key", async () => {
    const folds = foldsOf(await traceOfProgram("pairsWindow", 6100));
    const { tasks } = sceneAt(folds, { time: 6000 }).batch!.stages.at(-1)!;
    expect(rows(tasks[1]!)).toEqual([
      "recent 5 kept: (be,4) (not,1) (quick,1)",
      "+ pairs 6: (be,1) (not,1)",
      "− pairs 3 kept: (be,2) (quick,1)",
      "= recent 6: (be,3) (not,2) (quick,0)",
    ]);
  });

  it("show another window as the sum of the intervals that it reads; its map stage was run by another output operation", () => {
    const { batch } = sceneAt(windows, { time: 6000, output: 1 });
    expect(stages({ batch } as FlowScene)).toEqual(["0 skipped lines,words,pairs", "1 done counts,everyTwo"]);
    expect(rows(batch!.stages[1]!.tasks[1]!)).toEqual([
      "+ counts 4 kept: (be,1)",
      "+ counts 5: (not,1) (be,1)",
      "+ counts 6: (be,1) (not,1)",
      "= everyTwo 6: (be,3) (not,2)",
    ]);
  });

  it("show of a window that is a union, for each task, the one partition of the one interval that it reads", async () => {
    const union = foldsOf(await traceOfProgram("unionWindow", 3100));
    const { tasks } = sceneAt(union, { time: 3000 }).batch!.stages[0]!;
    expect(tasks.map((task) => [...rows(task), ...task.inputs.map((input) => input.partition)])).toEqual([
      ["lines 1 kept: to be", "recent 3: to be"],
      ["lines 1 kept: or not", "recent 3: or not"],
      ["recent 3: be quick", 0],
      ["recent 3: be kind", 1],
    ]);
  });

  it("without a shuffle have one stage; a join has two before it", () => {
    expect(stages(sceneAt(windows, { time: 6000, output: 2 }))).toEqual(["0 done lines,gaps"]);
    const joined = sceneAt(two, { time: 1000, output: 1 });
    expect(stages(joined)).toEqual(["0 done left,ones", "0 done right,twos", "1 done joined"]);
    expect(rows(joined.batch!.stages[2]!.tasks[0]!)).toEqual(["joined 1: (to be,(1,2))"]);
  });

  it("of a batch without blocks have no task before the shuffle", () => {
    const { batch } = sceneAt(failing, { time: 2000 });
    expect(batch!.stages.map((stage) => [stage.status, stage.tasks.length])).toEqual([
      ["done", 0],
      ["done", 2],
    ]);
  });

  it("have what was written at their end, and the jobs that it took", () => {
    const { output } = sceneAt(windows, { time: 6000 }).batch!;
    expect(output).toMatchObject({ status: "done", lines: 6, duration: 48, t: 6048 });
    expect(output!.first.slice(0, 2)).toEqual(["(or,1)", "(be,3)"]);
    expect(output!.jobs.map((job) => job.action)).toEqual(["take", "take"]);
  });

  it("run in slots: the receiver has one for good", () => {
    const { lanes } = sceneAt(windows, { time: 6000 }).batch!;
    expect(lanes.map((lane) => [lane.receiver, lane.bars.length])).toEqual([
      [0, 0],
      [undefined, 6],
      [undefined, 6],
    ]);
    expect(lanes[1]!.bars[0]).toMatchObject({ start: 6000, end: 6012, shown: true });
    expect(lanes[1]!.bars.filter((bar) => bar.shown)).toHaveLength(3);
  });
});

describe("what goes wrong", () => {
  it("a task that failed and was tried again shows how often, and what it had made until then", () => {
    const { batch } = sceneAt(failing, { time: 1000 });
    const [first, second] = batch!.stages[0]!.tasks;
    expect(first!.status).toBe("done");
    expect(second).toMatchObject({ status: "failed", failures: 1, error: { message: "not wanted" } });
    expect(rows(second!)).toEqual(["words 1: or not", "checked 1: (or,1)"]);
    expect(batch!.stages[1]!.tasks.map((task) => task.status)).toEqual(["never", "never"]);
    expect(batch!.output).toMatchObject({ status: "failed" });
  });

  it("receivers that have all slots leave none to tasks: the batches wait behind the one that began", () => {
    const { batch, intake } = sceneAt(starving, { now: 3100 });
    expect(batch).toMatchObject({ time: 1000, status: "running", queue: [2000, 3000] });
    expect(batch!.lanes).toEqual([{ slot: 0, receiver: 0, bars: [] }]);
    expect(batch!.stages[0]!.tasks.map((task) => task.status)).toEqual(["waiting", "waiting"]);
    expect(intake!.to).toBe(4000);
  });

  it("a batch that waits stays what it is while a slow one is being processed", () => {
    const { batch, intake } = sceneAt(slow, { now: 4300 });
    expect(batch).toMatchObject({ time: 3000, status: "running", queue: [4000] });
    expect(intake).toMatchObject({ to: 5000 });
    expect(batch!.stages.map((stage) => `${stage.status} ${stage.tasks.map((task) => task.status)}`)).toEqual([
      "running running,waiting",
      "pending waiting,waiting",
    ]);
    expect(batch!.stages[0]!.tasks[1]!.rows.map((row) => [row.row!.label, row.isToCome])).toEqual([
      ["words", true],
      ["map", true],
    ]);
    expect(sceneAt(slow, { time: 4000 }).batch).toMatchObject({ status: "waiting", queue: [], stages: [] });
  });
});

describe("a position", () => {
  it("shows exactly what was to be seen then, forwards and backwards", () => {
    for (let position = windowEvents.length; position >= 0; position -= 7) {
      const then = foldsOf(windowEvents.slice(0, position));
      for (const time of [undefined, 5000, 6000]) {
        const now = windows.timeline.timeAt(position);
        expect(sceneAt(windows, { position, now, time })).toEqual(sceneAt(then, { position, now, time }));
      }
    }
  });

  it("is found as fast after 10,000 batches as after ten", () => {
    const trace = designTrace(9_000);
    for (let batch = 10; batch <= 10_000; batch++) {
      if (batch % 3 === 0) trace.arrive("to be or not to be");
      trace.advanceTo(batch * 1000);
    }
    const folds = foldsOf(trace.events);
    const cost = (around: number): number => {
      let least = Number.POSITIVE_INFINITY;
      for (let time = around; time < around + 50_000; time += 1000) {
        const begin = performance.now();
        sceneAt(folds, { time });
        least = Math.min(least, performance.now() - begin);
      }
      return least;
    };
    // A frame has 16 ms: a generous limit, that only a cost which grows with the run can break.
    for (const around of [5_000_000, 1_000_000, 9_000_000]) expect(cost(around)).toBeLessThan(10);
  });
});

describe("a hostile worker", () => {
  it("cannot break the page with events that are not what their kind promises", () => {
    const strange = [
      null,
      { kind: "constructor" },
      { kind: "receiver-started", stream: "x", slot: {} },
      { kind: "blocks-allocated", time: 1000, blocks: [null, { stream: 0 }, 7, { stream: 0, block: {}, records: -1 }] },
      {
        kind: "batch-submitted",
        time: 1000,
        operations: ["a", null, 0],
        inputs: [null, { stream: 0, files: [1, {}] }],
      },
      { kind: "partition-computed", task: "t", rdd: 1, partition: 0 },
      { kind: "partition-computed", task: 1, rdd: 1, partition: 1e9 },
      { kind: "block-updated", block: "input-0-0", where: "heaven", level: [] },
      { kind: "rdd-generated", time: 1000, dstream: 0, rdd: 1, partitions: 1e12 },
      {
        kind: "job-started",
        job: 0,
        time: 1000,
        output: 0,
        t: 1000,
        stages: [0],
        rdds: [{ rdd: 1, parents: [{ rdd: 1, shuffle: 1 }, { rdd: 1 }], dstream: 0, time: 1000 }],
      },
      { kind: "stage-submitted", stage: 0, attempt: 0, job: 0, rdd: 1, tasks: 1e12, shuffle: 1 },
      { kind: "task-started", stage: 0, task: 1, partition: 1e12, slot: 1e12, attempt: 0, t: 1000 },
    ] as unknown as TraceEvent[];
    const { batch } = sceneAt(foldsOf([...designTrace(900).events, ...strange]), { time: 1000 });
    expect(batch!.partitions).toHaveLength(200);
    expect(batch!.stages.every((stage) => stage.tasks.length <= 200)).toBe(true);
  });
});
