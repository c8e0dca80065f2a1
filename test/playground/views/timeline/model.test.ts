import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TraceDetail, TraceEvent } from "../../../../core/trace/events.ts";
import { batchAt } from "../../../../playground/views/search.ts";
import { TimelineFold } from "../../../../playground/views/timeline/fold.ts";
import { type Cell, momentsOf, type TimelineModel, timelineAt } from "../../../../playground/views/timeline/model.ts";
import { designTrace, WordCountTrace } from "../../fixtures/word-count.ts";

function fold(events: readonly TraceEvent[]): TimelineFold {
  const folded = new TimelineFold();
  folded.append(events);
  return folded;
}

function live(folded: TimelineFold, now = folded.timeAt(folded.length), columns = 12): TimelineModel {
  return timelineAt(folded, { position: folded.length, now, columns });
}

/** Events by hand: the time of each is the one before it unless it says otherwise. */
function events(...details: readonly (TraceDetail & { readonly t?: number })[]): TraceEvent[] {
  let t = 0;
  return details.map((detail, seq) => {
    t = detail.t ?? t;
    return { ...detail, t, seq };
  });
}

function records(cell: Cell | undefined): string[] {
  if (cell?.kind !== "rdd") return [cell?.kind ?? "none"];
  return cell.partitions.map((partition) => partition.sample.map((record) => [record].flat().join("=")).join(" "));
}

const START: readonly TraceDetail[] = [
  {
    kind: "dstream-declared",
    dstream: 0,
    operation: "socketTextStream",
    parents: [],
    slide: 1000,
    stream: 0,
    detail: "localhost:9999",
  },
  { kind: "dstream-declared", dstream: 1, operation: "map", parents: [0], slide: 1000 },
  {
    kind: "output-declared",
    output: 0,
    dstream: 1,
    operation: "print",
    site: { file: "program.ts", line: 9, column: 3 },
  },
  { kind: "streaming-started", zeroTime: 0, batchInterval: 1000, blockInterval: 200 },
];

describe("rows", () => {
  it("are the DStreams in the order of declaration, named after the user's variables", () => {
    const { rows } = live(fold(designTrace(500).events));
    expect(rows.map((row) => `${row.index} ${row.letter} ${row.label} ${row.operation}`)).toEqual([
      "0 L lines socketTextStream",
      "1 W words flatMap",
      "2 P pairs map",
      "3 C counts reduceByKey",
    ]);
    expect(rows[3]!.site).toEqual({ file: "program.ts", line: 9, column: 15 });
  });

  it("have the operation's name where there is no variable, and a letter that no other has", () => {
    const { rows } = live(fold(designTrace(500, { named: false, windows: true }).events));
    expect(rows.map((row) => row.label)).toEqual(["lines", "flatMap", "map", "counts", "windowed", "everyTwo"]);
    expect(rows.map((row) => row.letter)).toEqual(["L", "F", "M", "C", "W", "E"]);
  });

  it("know which of them are only on the way", () => {
    const { rows } = live(fold(designTrace(500).events));
    expect(rows.map((row) => row.isBetween)).toEqual([false, true, true, false]);
  });

  it("are not there before their declaration", () => {
    const folded = fold(designTrace(500).events);
    expect(timelineAt(folded, { position: 0, now: 0, columns: 5 }).rows).toEqual([]);
    expect(timelineAt(folded, { position: 4, now: 0, columns: 5 }).rows.map((row) => row.label)).toEqual([
      "socketTextStream",
      "flatMap",
    ]);
  });
});

describe("cells", () => {
  it("hold the records of each partition, by batch time", () => {
    const model = live(fold(designTrace(6580, { windows: true }).events), 6580);
    expect(model.columns.map((column) => column.time)).toEqual([1000, 2000, 3000, 4000, 5000, 6000]);
    const six = model.columns[5]!.cells;
    expect(records(six[0])).toEqual(["to be", "kind to", "not"]);
    expect(records(six[3])).toEqual(["", "be=1 not=1", "to=2 kind=1"]);
    expect(records(six[5])).toEqual(["or=1", "be=3 not=2", "to=3 kind=2"]);
  });

  it("tell an RDD of 0 partitions from none", () => {
    const { columns } = live(fold(designTrace(2000, { windows: true }).events));
    expect(columns[1]!.cells[0]).toEqual({ kind: "rdd", rdd: expect.any(Number), total: 0, partitions: [] });
    expect(columns[0]!.cells[5]).toEqual({ kind: "no-rdd" });
  });

  it("say whether a partition waits for its turn or was never computed", () => {
    const before = events(
      ...START,
      { kind: "rdd-generated", time: 1000, dstream: 1, rdd: 7, partitions: 3, t: 1000 },
      { kind: "batch-submitted", time: 1000, records: 3, outputs: 1 },
      { kind: "batch-started", time: 1000, schedulingDelay: 0 },
      { kind: "partition-computed", rdd: 7, partition: 0, task: 0, records: 2, complete: true, sample: ["a", "b"] },
      { kind: "partition-computed", rdd: 7, partition: 1, task: 1, records: 1, complete: false, sample: ["c"] },
    );
    const after = events({
      kind: "batch-completed",
      time: 1000,
      records: 3,
      schedulingDelay: 0,
      processingTime: 4,
      totalDelay: 4,
      failures: 0,
      t: 1004,
    });
    const states = (folded: TimelineFold): string[] => {
      const cell = live(folded).columns[0]!.cells[1]!;
      return cell.kind === "rdd" ? cell.partitions.map((partition) => partition.state) : [];
    };
    expect(states(fold(before))).toEqual(["computed", "partly", "pending"]);
    expect(states(fold([...before, ...after]))).toEqual(["computed", "partly", "never"]);
  });

  it("keep of two computations the one that saw more", () => {
    const folded = fold(
      events(
        ...START,
        { kind: "rdd-generated", time: 1000, dstream: 1, rdd: 7, partitions: 1 },
        { kind: "partition-computed", rdd: 7, partition: 0, task: 0, records: 5, complete: true, sample: ["a"] },
        { kind: "partition-computed", rdd: 7, partition: 0, task: 1, records: 2, complete: false, sample: ["a"] },
      ),
    );
    expect(live(folded).columns[0]!.cells[1]).toMatchObject({ partitions: [{ state: "computed", records: 5 }] });
  });

  it("show one RDD in each row that hands it on", () => {
    const folded = fold(
      events(
        ...START,
        { kind: "rdd-generated", time: 1000, dstream: 0, rdd: 7, partitions: 1 },
        { kind: "rdd-generated", time: 1000, dstream: 1, rdd: 7, partitions: 1 },
        { kind: "partition-computed", rdd: 7, partition: 0, task: 0, records: 1, complete: true, sample: ["a"] },
      ),
    );
    expect(live(folded).columns[0]!.cells.map(records)).toEqual([["a"], ["a"]]);
  });
});

describe("batches", () => {
  const status = (...details: readonly TraceDetail[]): unknown =>
    live(fold(events(...START, ...details))).columns.at(-1)?.status;

  it("go from generated over waiting and running to done", () => {
    const steps: readonly TraceDetail[] = [
      { kind: "blocks-allocated", time: 1000, blocks: [{ stream: 0, block: "input-0-0", records: 2 }] },
      { kind: "batch-submitted", time: 1000, records: 2, outputs: 1 },
      { kind: "batch-started", time: 1000, schedulingDelay: 3 },
      {
        kind: "batch-completed",
        time: 1000,
        records: 2,
        schedulingDelay: 3,
        processingTime: 40,
        totalDelay: 43,
        failures: 0,
      },
    ];
    expect(status(...steps.slice(0, 1))).toEqual({ kind: "generating" });
    expect(status(...steps.slice(0, 2))).toEqual({ kind: "waiting", ahead: 0 });
    expect(status(...steps.slice(0, 3))).toEqual({ kind: "running" });
    expect(status(...steps)).toEqual({ kind: "done", processing: 40, scheduling: 3, records: 2 });
  });

  it("without blocks are told apart", () => {
    const { columns } = live(fold(designTrace(3000).events));
    expect(columns.map((column) => column.status.kind)).toEqual(["done", "empty", "done"]);
  });

  it("queue up when one takes longer than the interval, and say how many are ahead", () => {
    const submitted = (time: number): TraceDetail => ({ kind: "batch-submitted", time, records: 1, outputs: 1 });
    const folded = fold(
      events(
        ...START,
        submitted(1000),
        { kind: "batch-started", time: 1000, schedulingDelay: 0 },
        submitted(2000),
        submitted(3000),
        submitted(4000),
      ),
    );
    const model = live(folded);
    expect(model.waiting).toBe(3);
    expect(model.columns.map((column) => column.status)).toEqual([
      { kind: "running" },
      { kind: "waiting", ahead: 1 },
      { kind: "waiting", ahead: 2 },
      { kind: "waiting", ahead: 3 },
    ]);
  });

  it("that failed say which operation did, in the column and in the cell of its DStream", () => {
    const { columns } = live(fold(designTrace(5000, { failAt: [4000] }).events));
    expect(columns[3]!.status).toMatchObject({
      kind: "failed",
      operations: ["print"],
      error: { message: "task 0 killed" },
    });
    expect(columns[3]!.cells.map((cell) => cell.kind)).toEqual(["rdd", "rdd", "rdd", "failed"]);
    expect(columns[3]!.outputs[0]).toMatchObject({ kind: "failed" });
    expect(columns[4]!.status.kind).toBe("done");
  });

  it("whose generation failed are failed, too", () => {
    const failed = status({ kind: "generation-failed", time: 1000, error: { name: "TypeError", message: "boom" } });
    expect(failed).toMatchObject({ kind: "generation-failed", error: { name: "TypeError", message: "boom" } });
  });

  it("stand in the order of their times, also when the trace tells of an earlier one late", () => {
    const folded = fold(
      events(
        ...START,
        { kind: "batch-submitted", time: 3000, records: 0, outputs: 0 },
        { kind: "rdd-generated", time: 2000, dstream: 0, rdd: 1, partitions: 0 },
      ),
    );
    expect(live(folded).columns.map((column) => column.time)).toEqual([2000, 3000]);
    expect(momentsOf(folded).map((moment) => moment.time)).toEqual([0, 2000, 3000]);
  });

  it("report each output operation: how long, and how many lines it wrote", () => {
    const { columns, outputs } = live(fold(designTrace(1000).events));
    expect(outputs).toMatchObject([{ operation: "print", of: { label: "counts" } }]);
    expect(columns[0]!.outputs).toEqual([
      { kind: "done", duration: 48, lines: 4, first: ["(or,1)", "(be,1)", "(not,1)", "(to,1)"] },
    ]);
  });
});

describe("intake", () => {
  it("is to scale: arrivals at their millisecond, one block for each interval that had any", () => {
    const model = live(fold(designTrace(6580).events), 6580, 2);
    const lane = model.lanes[0]!;
    expect(lane.row?.label).toBe("lines");
    expect(lane.arrivals.map((arrival) => arrival.t)).toEqual([4220, 4900, 5100, 5350, 5720, 6130, 6470]);
    expect(lane.blocks.map((block) => [block.from, block.to])).toEqual([
      [4200, 4400],
      [4800, 5000],
      [5000, 5200],
      [5200, 5400],
      [5600, 5800],
      [6000, 6200],
    ]);
  });

  it("shows the interval that fills, block by block", () => {
    const { filling } = live(fold(designTrace(6580).events), 6580);
    expect(filling).toMatchObject({ from: 6000, to: 7000, blockInterval: 200 });
    expect(
      filling!.streams[0]!.blocks.map((block) => `${block.from} ${block.state} ${block.sample.join("|")}`),
    ).toEqual(["6000 stored be quick", "6200 nothing ", "6400 filling or", "6600 to-come ", "6800 to-come "]);
  });

  it("draws many block intervals alike together", () => {
    const trace = new WordCountTrace({ batchInterval: 4000 });
    trace.advanceTo(1100);
    trace.arrive("to be");
    trace.advanceTo(1500);
    const { filling } = live(fold(trace.events), 1500);
    expect(
      filling!.streams[0]!.blocks.map((block) => `${block.from}-${block.to} ${block.state} ${block.intervals}`),
    ).toEqual([
      "0-1000 nothing 5",
      "1000-1200 stored 1",
      "1200-1400 nothing 1",
      "1400-1600 filling 1",
      "1600-4000 to-come 12",
    ]);
  });

  it("knows why a receiver does not receive", () => {
    const folded = fold(
      events(...START, { kind: "receiver-waiting", stream: 0, name: "SocketReceiver-0", reason: "no free slot" }),
    );
    expect(live(folded).lanes[0]!.status).toEqual({ status: "waiting", words: "no free slot" });
  });

  it("ends with the context", () => {
    const trace = designTrace(1500);
    trace.stop();
    const model = live(fold(trace.events));
    expect(model.filling).toBeUndefined();
    expect(model.stopped).toBe(true);
  });
});

describe("looking back", () => {
  it("shows at every earlier position exactly what was to be seen then", () => {
    const { events: all } = designTrace(6580, { windows: true, failAt: [4000] });
    const whole = fold(all);
    for (let position = 0; position <= all.length; position += 3) {
      const now = whole.timeAt(position);
      const then = fold(all.slice(0, position));
      expect(timelineAt(whole, { position, now, columns: 5 })).toEqual(timelineAt(then, { position, now, columns: 5 }));
    }
  });

  it("shows the same with what was handed on from another position, and hands on what is the same", () => {
    const { events: all } = designTrace(6580, { windows: true, failAt: [4000] });
    const whole = fold(all);
    const at = (position: number, before?: TimelineModel): TimelineModel =>
      timelineAt(whole, { position, now: whole.timeAt(position), columns: 5 }, before);
    let before = at(0);
    for (let step = 0; step <= all.length; step += 7) {
      const position = (step * 37) % (all.length + 1);
      const model = at(position, before);
      expect(model).toEqual(at(position));
      for (const output of model.outputs) expect(model.rows.includes(output.of!)).toBe(true);
      const again = at(position, model);
      expect(again.columns).toBe(model.columns);
      expect(again.rows).toBe(model.rows);
      before = model;
    }
  });

  it("finds the batches of an earlier position, in whichever order there was word of them", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ time: fc.nat(40), late: fc.boolean() }), { maxLength: 30 }), (told) => {
        const folded = fold(
          events(
            ...told.map(({ time, late }, index): TraceDetail => {
              const batch = 1000 * (late ? time : 41 + index);
              return { kind: "batch-submitted", time: batch, records: 0, outputs: 1 };
            }),
          ),
        );
        for (let position = 0; position <= folded.length + 1; position++) {
          const known = folded.batches.filter((batch) => batch.at < position);
          expect(folded.batchesAt(position)).toEqual(known);
          for (const { time } of folded.batches)
            expect(batchAt(folded, time, position)).toBe(known.find((batch) => batch.time === time));
        }
      }),
    );
  });

  it("offers the start and each batch when everything of it is done", () => {
    const folded = fold(designTrace(4500, { failAt: [4000] }).events);
    const moments = momentsOf(folded);
    expect(moments.map((moment) => `${moment.time} ${moment.status}`)).toEqual([
      "0 open",
      "1000 done",
      "2000 empty",
      "3000 done",
      "4000 failed",
    ]);
    const model = timelineAt(folded, { position: moments[3]!.position, now: 3000, columns: 12 });
    expect(model.columns.map((column) => column.time)).toEqual([1000, 2000, 3000]);
    expect(model.columns.at(-1)!.status.kind).toBe("done");
    expect(model.filling).toMatchObject({ from: 3000, to: 4000 });
  });

  it("goes on cheaply after 10,000 batches", () => {
    const trace = new WordCountTrace({ partitions: 2 });
    const folded = new TimelineFold();
    let folding = 0;
    for (let batch = 1; batch <= 10_000; batch++) {
      if (batch % 10 === 0) trace.arrive("to be or not to be");
      trace.advanceTo(batch * 1000);
      const begin = performance.now();
      folded.append(trace.events.splice(0));
      folding += performance.now() - begin;
    }
    const begin = performance.now();
    for (let i = 0; i < 100; i++) {
      live(folded);
      momentsOf(folded);
    }
    const perModel = (performance.now() - begin) / 100;
    expect(live(folded).columns.at(-1)!.time).toBe(10_000_000);
    expect(momentsOf(folded)).toHaveLength(10_001);
    // A frame has 16 ms: generous limits, that only a cost which grows with the run can break.
    expect(perModel).toBeLessThan(16);
    expect(folding / 10_000).toBeLessThan(2);
  });
});

describe("a hostile worker", () => {
  it("cannot break the page with events of unknown kinds or wrong fields", () => {
    const strange = [
      null,
      undefined,
      42,
      "text",
      {},
      { kind: "constructor" },
      { kind: "__proto__", t: 1, seq: 1 },
      { kind: "no-such-kind", t: Number.NaN, seq: -1 },
      { kind: "dstream-declared", dstream: "x", operation: 3, parents: 9, t: 0 },
      { kind: "dstream-declared", dstream: 99, operation: { toString: 1 }, parents: [null, "a"], site: 4, t: 0 },
      { kind: "dstream-named", dstream: 99, name: { a: 1 } },
      { kind: "output-declared", output: 5, dstream: null },
      { kind: "streaming-started", zeroTime: "0", batchInterval: -5, blockInterval: 0 },
      { kind: "record-arrived", stream: 0, record: { a: 1 }, t: 3 },
      { kind: "record-arrived", stream: 0, record: ["k", { x: 1 }, 3], t: 3 },
      { kind: "block-stored", stream: 0, block: 1, from: 0, to: Number.POSITIVE_INFINITY, records: -3, sample: "no" },
      {
        kind: "block-stored",
        stream: 0,
        block: "b",
        from: 0,
        to: 200,
        records: 1e300,
        sample: [1, null, ["a", "b"], []],
      },
      { kind: "blocks-allocated", time: 1000, blocks: [null, { records: "many" }] },
      { kind: "rdd-generated", time: 1000, dstream: 99, rdd: 1, partitions: 1e12 },
      { kind: "partition-computed", rdd: 1, partition: 1e9, records: 1, complete: "yes", sample: {} },
      { kind: "partition-computed", rdd: 1, partition: -1, records: 1, complete: true, sample: [] },
      { kind: "generation-failed", time: 2000, error: null },
      { kind: "output-completed", time: 1000, output: 0, duration: Number.NaN, error: "boom" },
      { kind: "batch-completed", time: 1000 },
      { kind: "receiver-error", stream: Symbol("s"), message: 1 },
      { kind: "console", time: 1000, output: 0, text: 12 },
    ] as unknown as TraceEvent[];
    const folded = fold([...designTrace(900).events, ...strange]);
    const model = live(folded);
    expect(folded.length).toBe(designTrace(900).events.length + strange.length);
    expect(model.rows.map((row) => row.label)).toEqual(["lines", "words", "pairs", "counts", ""]);
    expect(model.columns.map((column) => column.time)).toEqual([1000, 2000]);
    const huge = model.columns[0]!.cells[4]!;
    expect(huge.kind === "rdd" ? [huge.total, huge.partitions.length] : huge.kind).toEqual([1e12, 200]);
  });
});
