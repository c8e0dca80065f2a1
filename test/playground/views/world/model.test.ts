import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { Seconds } from "../../../../core/index.ts";
import { type Happening, perform, schedule, type WorldDeed } from "../../../../core/sim/deeds.ts";
import { StreamingTest } from "../../../../core/testing/streaming-test.ts";
import type { TraceEvent } from "../../../../core/trace/events.ts";
import { StorageFold } from "../../../../playground/views/storage/fold.ts";
import { TimelineFold } from "../../../../playground/views/timeline/fold.ts";
import { timelineAt } from "../../../../playground/views/timeline/model.ts";
import { WorldFold } from "../../../../playground/views/world/fold.ts";
import { type WorldModel, worldAt } from "../../../../playground/views/world/model.ts";
import { isMatch } from "../../../../playground/views/world/wildcards.ts";
import { traceOf } from "../../fixtures/runs.ts";

let t: StreamingTest | undefined;
afterEach(() => t?.stop({ mayFail: true }));

function folded(events: readonly TraceEvent[]) {
  const folds = { timeline: new TimelineFold(), storage: new StorageFold(), world: new WorldFold() };
  for (const fold of Object.values(folds)) fold.append(events);
  return (position = events.length): WorldModel => {
    const { rows } = timelineAt(folds.timeline, { position, now: 0, columns: 3 });
    return worldAt(folds.world, folds.storage, rows, position);
  };
}

const text = (words: string) => ({ text: `${words}\n` });

/** What a run with these deeds says, whose program counts the words of the files in `/in`. */
async function run(happenings: readonly Happening<WorldDeed>[], seconds: number, directory = "/in") {
  t = new StreamingTest({ batch: Seconds(1), previews: 20 });
  const { host } = t;
  schedule(host.clock, happenings, (deed) => perform(host, deed));
  const { ssc } = t;
  const lines = ssc.textFileStream(directory);
  lines.print();
  lines.saveAsTextFiles("/out/lines");
  await t.runBatches(seconds, { mayFail: true });
  return t.trace.slice();
}

const statuses = (model: WorldModel) =>
  model.watched[0]!.files.map(({ path, isGone, status }) => [
    path,
    isGone ? `${status.kind}, gone` : status.kind,
    "time" in status ? status.time : undefined,
  ]);

describe("files of a directory that is read", () => {
  test("are shown with what became of them, then and now", async () => {
    const at = await run(
      [
        { at: 0, kind: "drop-file", path: "/in/old", content: text("old") },
        { at: 100, kind: "drop-file", path: "/in/a", content: text("a") },
        { at: 200, kind: "drop-file", path: "/in/b", content: text("b") },
        { at: 300, kind: "drop-file", path: "/staging/c", content: text("c") },
        { at: 1200, kind: "append-file", path: "/in/a", content: text("more") },
        { at: 1300, kind: "drop-file", path: "/in/.c", content: text("c") },
        { at: 1400, kind: "move-file", from: "/staging/c", to: "/in/c" },
        { at: 2100, kind: "remove-file", path: "/in/b" },
        { at: 3500, kind: "drop-file", path: "/in/d", content: text("d") },
        { at: 3600, kind: "remove-file", path: "/nowhere" },
        { at: 3700, kind: "move-file", from: "/nowhere", to: "/in/e" },
      ],
      3,
    ).then(async (events) => {
      await t!.advance(800);
      return folded([...events, ...t!.trace.slice(events.length)]);
    });
    const events = t!.trace;
    expect(statuses(at())).toEqual([
      ["/in/d", "waiting", undefined],
      ["/in/b", "read, gone", 1000],
      ["/in/c", "read", 2000],
      ["/in/.c", "hidden", undefined],
      ["/in/a", "changed", 1000],
      ["/in/old", "too-old", undefined],
    ]);
    expect(at().watched[0]).toMatchObject({ directory: "/in", remember: 60_000, row: { operation: "textFileStream" } });
    expect(at().others).toEqual([]);
    expect(at().refusal).toMatchObject({ t: 3700 });
    const early = at(events.findIndex(({ t }) => t >= 1200));
    expect(statuses(early)).toEqual([
      ["/in/b", "read", 1000],
      ["/in/a", "read", 1000],
      ["/in/old", "too-old", undefined],
    ]);
    expect(early.others.map(({ directory, files }) => [directory, files.map(({ name }) => name)])).toEqual([
      ["/staging", ["c"]],
    ]);
    const outputs = at().outputs.map(({ directory, batch, files }) => [
      directory,
      batch,
      files.map(({ name }) => name),
    ]);
    expect(outputs).toContainEqual(["/out/lines-1000", 1000, ["_SUCCESS", "part-00000", "part-00001"]]);
    expect(early.refusal).toBeUndefined();
  });

  test("that fail their batch say so, and old ones say how old", async () => {
    const events = await run(
      [
        { at: 100, kind: "drop-file", path: "/in/_x", content: text("a") },
        { at: 200, kind: "drop-file", path: "/elsewhere", content: text("a") },
        { at: 62_500, kind: "move-file", from: "/elsewhere", to: "/in/y" },
      ],
      64,
    );
    expect(statuses(folded(events)())).toEqual([
      ["/in/y", "too-old", undefined],
      ["/in/_x", "failed", 1000],
    ]);
  });

  test("may be in several directories", async () => {
    const events = await run([{ at: 100, kind: "drop-file", path: "/in/x/a", content: text("a") }], 2, "/in/*");
    const model = folded(events)();
    expect(model.watched[0]).toMatchObject({ isPattern: true });
    expect(statuses(model)).toEqual([["/in/x/a", "read", 1000]]);
    expect(model.others).toEqual([]);
  });
});

test("checkpoints have a place of their own, with their batches", async () => {
  const events = await traceOf("state", 12_500);
  const model = folded(events)();
  expect(model.checkpoints).toHaveLength(1);
  const { files, directory } = model.checkpoints[0]!;
  expect(files.every(({ path }) => path.startsWith(`${directory}/`))).toBe(true);
  expect(files.find(({ name }) => name === "checkpoint-12000")).toMatchObject({ batch: 12_000 });
  const rdds = files.filter(({ path }) => path.includes("/rdd-"));
  expect(rdds.map(({ batch }) => batch)).toContain(10_000);
  expect(model.outputs).toEqual([]);
});

test("at every position there is what the events before it say", async () => {
  const path = fc.constantFrom("/in/a", "/in/b", "/else/a", "/else/b");
  const kinds = fc.oneof(
    fc.record({
      kind: fc.constantFrom("drop-file" as const, "append-file" as const),
      path,
      content: fc.record({ text: fc.string() }),
    }),
    fc.record({ kind: fc.constant("move-file" as const), from: path, to: path }),
    fc.record({ kind: fc.constant("remove-file" as const), path }),
  );
  const happenings = fc.array(fc.tuple(fc.integer({ min: 1, max: 3999 }), kinds), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(happenings, async (given) => {
      const events = await run(
        given.map(([at, deed]) => ({ at, ...deed })),
        4,
      );
      await t!.stop({ mayFail: true });
      const at = folded(events);
      const there = new Map<string, number>();
      const read = new Map<string, number>();
      events.forEach((event, index) => {
        if (event.kind === "file-changed") {
          there.delete(event.from ?? event.path);
          if (event.change !== "removed") there.set(event.path, event.bytes!);
        } else if (event.kind === "batch-submitted") {
          for (const file of event.inputs?.[0]?.files ?? []) read.set(file.slice("file:".length), event.time);
        } else return;
        const model = at(index + 1);
        const shown = [...model.watched, ...model.others].flatMap(({ files }) => files.filter(({ isGone }) => !isGone));
        expect(shown.map(({ path, bytes }) => [path, bytes]).sort()).toEqual(
          [...there].filter(([name]) => /^\/(in|else)\//.test(name)).sort(),
        );
        for (const { path, status } of model.watched[0]?.files ?? [])
          expect("time" in status ? status.time : undefined).toBe(read.get(path));
      });
    }),
    { numRuns: 25 },
  );
}, 60_000);

test("netcats are as they were", async () => {
  t = new StreamingTest({ batch: Seconds(1), previews: 20 });
  const happenings: Happening<WorldDeed>[] = [
    { at: 1500, kind: "refuse", host: "h", port: 7 },
    { at: 1600, kind: "line", host: "h", port: 7, line: "waits" },
    { at: 2500, kind: "listen", host: "h", port: 7 },
  ];
  const { host } = t;
  schedule(host.clock, happenings, (deed) => perform(host, deed));
  t.ssc.socketTextStream("h", 7).print();
  await t.runBatches(6);
  const events = t.trace;
  const at = folded(events);
  const peer = (time: number) => at(events.findIndex((event) => event.t >= time)).peers[0];
  expect(peer(1400)).toEqual({ host: "h", port: 7, listening: true, connections: 1, waiting: 0 });
  expect(peer(2000)).toEqual({ host: "h", port: 7, listening: false, connections: 0, waiting: 1 });
  expect(at().peers[0]).toEqual({ host: "h", port: 7, listening: true, connections: 1, waiting: 0 });
  expect(events.some((event) => event.kind === "receiver-restarting")).toBe(true);
});

test("whatever stands in a trace, it is folded and shown", () => {
  const kind = fc.constantFrom("file-changed", "peer-changed", "batch-submitted", "dstream-declared", "log");
  const path = fc.oneof(fc.constantFrom("/a", "/a/b", "", "..", "/a/"), fc.anything());
  const event = fc.record(
    {
      kind,
      t: fc.oneof(fc.nat(), fc.anything()),
      path,
      from: path,
      change: fc.oneof(fc.constantFrom("written", "moved", "removed"), fc.anything()),
      by: fc.constantFrom("program", "outsider", "x"),
      parents: fc.constantFrom([], null),
      dstream: fc.oneof(fc.nat({ max: 2 }), fc.anything()),
      files: fc.oneof(
        fc.record({
          directory: fc.oneof(path, fc.constant("/*".repeat(400))),
          ignoreUpTo: fc.nat(),
          remember: fc.nat(),
        }),
        fc.anything(),
      ),
      inputs: fc.oneof(fc.array(fc.record({ stream: fc.nat({ max: 1 }), files: fc.array(path) })), fc.anything()),
      time: fc.oneof(fc.nat(), fc.anything()),
      host: path,
      port: fc.oneof(fc.nat(), fc.anything()),
      listening: fc.boolean(),
      code: fc.constant("DEED_FAILED"),
      message: path,
    },
    { requiredKeys: ["kind", "t"] },
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(event, fc.anything())), (events) => {
      expect(folded(events as unknown as TraceEvent[])().watched).toBeInstanceOf(Array);
    }),
  );
});

test.each([
  ["/in", "/in", true],
  ["/in/*", "/in/x", true],
  ["/in/*", "/in", false],
  ["/in/*", "/in/x/y", false],
  ["/in/a*b?d", "/in/axxbcd", true],
  ["/in/a*b?d", "/in/axxbd", false],
  ["/in/{a,b}", "/in/a", false],
  [`/${"*a".repeat(400)}`, `/${"a".repeat(900)}b`, false],
])("%.20s stands for %.20s: %s", (pattern, directory, expected) => {
  expect(isMatch(pattern, directory)).toBe(expected);
});
