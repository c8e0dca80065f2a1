import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { TraceEvent } from "../../../core/trace/events.ts";
import { checkTraceEvent, HostileMessageError } from "../../../playground/sandbox/check-message.ts";
import { traceOf } from "../fixtures/runs.ts";
import { lookAtAll } from "./look.ts";

/** A look takes milliseconds; a machine that does much else may take a hundred times as long. */
const PATIENCE = 20_000;
/** More cannot be drawn without a wait. */
const MOST_THINGS = 60_000;

type Loose = { kind: string; [field: string]: unknown };

let windows: readonly Loose[];
let states: readonly Loose[];
beforeAll(async () => {
  windows = (await traceOf("windows", 6000)) as unknown as Loose[];
  states = (await traceOf("state", 5000)) as unknown as Loose[];
});

/** What the check lets through. */
function checked(events: readonly unknown[]): TraceEvent[] {
  return events.flatMap((event) => {
    try {
      return [checkTraceEvent(event)];
    } catch (error) {
      if (error instanceof HostileMessageError) return [];
      throw error;
    }
  });
}

function look(events: readonly unknown[]): void {
  const { slowest, things } = lookAtAll(checked(events));
  expect(slowest).toBeLessThan(PATIENCE);
  expect(things).toBeLessThan(MOST_THINGS);
}

const HUGE = Number.MAX_SAFE_INTEGER;
const event = (kind: string, fields: object): Loose => ({ t: 0, seq: 0, kind, ...fields });
const many = (count: number, make: (i: number) => Loose): Loose[] => Array.from({ length: count }, (_, i) => make(i));
/** The windows' trace, where `change` puts something else in the place of an event of a kind. */
const changed = (kind: string, fields: object): Loose[] =>
  windows.map((each) => (each.kind === kind ? { ...each, ...fields } : each));
/** The beginning of a trace that has streams and an interval. */
const begun = (): Loose[] =>
  windows.slice(
    0,
    windows.findIndex(({ kind }) => kind === "batch-submitted"),
  );

describe("a trace that lies", () => {
  const lies: Record<string, () => readonly Loose[]> = {
    "a billion partitions": () => changed("rdd-generated", { partitions: 1e9 }),
    "a billion tasks": () => changed("stage-submitted", { tasks: HUGE }),
    "a task of the last partition that there is": () => changed("task-started", { partition: HUGE }),
    "a billion slots": () => changed("application-started", { slots: HUGE }),
    "a batch interval of a millisecond in a run of years": () =>
      changed("streaming-started", { batchInterval: 1, zeroTime: -HUGE }),
    "a batch interval without end": () => changed("streaming-started", { batchInterval: HUGE, blockInterval: 1 }),
    "a block interval of nothing": () => changed("streaming-started", { blockInterval: 0 }),
    "a window without end": () =>
      changed("dstream-declared", { window: { length: HUGE, incremental: true }, slide: 1 }),
    "a window of windows of nothing": () =>
      changed("dstream-declared", { window: { length: 0, incremental: true }, slide: 0 }),
    "streams that are made of themselves": () => changed("dstream-declared", { parents: [0, 1, 2, 3, 4, 5] }),
    "RDDs that are made of themselves": () =>
      changed("job-started", {
        rdds: many(400, (rdd) =>
          event("", {
            rdd,
            text: "r",
            parents: many(400, (parent) => ({ rdd: parent, shuffle: parent }) as never),
            dstream: 1,
            time: 1000,
          }),
        ),
      }),
    "the same RDD a hundred times": () =>
      changed("job-started", {
        stages: Array(100).fill(1),
        rdds: Array(100).fill({ rdd: 1, text: "r", parents: [{ rdd: 1 }, { rdd: 1, shuffle: 1 }] }),
      }),
    "a hundred thousand streams": () => [
      ...begun(),
      ...many(100_000, (i) =>
        event("dstream-declared", { dstream: i + 100, operation: "map", parents: [i], slide: 1000 }),
      ),
      ...windows.slice(begun().length),
    ],
    "streams with ten thousand parents each": () => [
      ...begun(),
      ...many(300, (i) =>
        event("dstream-declared", {
          dstream: i + 100,
          operation: "union",
          parents: Array.from({ length: 10_000 }, (_, parent) => parent),
          slide: 1000,
        }),
      ),
      ...windows.slice(begun().length),
    ],
    "ten thousand receivers": () => [
      ...begun(),
      ...many(10_000, (i) => event("receiver-started", { stream: i + 5, name: "r", slot: i })),
      ...windows.slice(begun().length),
    ],
    "a hundred thousand output operations": () => [
      ...begun(),
      ...many(100_000, (i) => event("output-declared", { output: i + 50, dstream: 1, operation: "print" })),
      ...windows.slice(begun().length),
    ],
    "batches that go backwards": () => [
      ...begun(),
      ...many(200_000, (i) => event("batch-submitted", { time: 1e9 - i, records: 1, outputs: 1 })),
    ],
    "a hundred thousand batches that wait": () => [
      ...begun(),
      ...many(100_000, (i) => event("batch-submitted", { time: 1000 * i, records: 1, outputs: 1 })),
    ],
    "a batch with a hundred thousand jobs": () => [
      ...windows,
      ...many(100_000, (i) =>
        event("job-started", {
          job: i + 1000,
          action: "count",
          stages: [i],
          time: 1000,
          output: 0,
          rdds: [{ rdd: i, text: "r", parents: [] }],
        }),
      ),
    ],
    "a task that is run a hundred thousand times": () => [
      ...windows,
      ...many(100_000, (i) => event("task-started", { stage: 1, task: i + 5000, partition: 0, attempt: i, slot: 0 })),
    ],
    "a partition that is computed a hundred thousand times": () => [
      ...windows,
      ...many(100_000, (i) =>
        event("partition-computed", { rdd: 3, partition: 0, task: i, records: 1, complete: true, sample: ["x"] }),
      ),
    ],
    "a hundred thousand blocks in one interval": () => [
      ...windows,
      ...many(100_000, (i) =>
        event("block-stored", { stream: 0, block: `input-0-${i}`, from: 6000, to: 6001, records: 1, sample: [] }),
      ),
    ],
    "a hundred thousand records at the same time": () => [
      ...windows,
      ...many(100_000, () => event("record-arrived", { stream: 0, record: "x" })),
    ],
    "a hundred thousand keys": () => [
      ...states,
      ...many(50, (i) =>
        event("states-changed", {
          dstream: 3,
          time: 1000,
          partition: i,
          task: i,
          keys: HUGE,
          calls: 1,
          added: HUGE,
          updated: 0,
          removed: 0,
          timedOut: 0,
          changes: many(2000, (key) => ({ change: "added", key: `${i} ${key}`, state: "1" }) as never),
        }),
      ),
    ],
    "a hundred thousand files": () => [
      ...windows,
      ...many(100_000, (i) => event("log-written", { path: `/${i}`, offset: 0, bytes: 1, entry: "block" })),
    ],
    "ten thousand drivers that die among a hundred thousand batches": () => [
      ...begun(),
      ...many(100_000, (i) => event("batch-submitted", { time: 1000 * i, records: 1, outputs: 1 })),
      ...Array.from({ length: 10_000 }, (_, i) => [
        event("driver-died", { t: 500 * i, attempt: i }),
        event("driver-started", { t: 500 * i, attempt: i }),
        event("streaming-started", { t: 500 * i, zeroTime: -HUGE, batchInterval: 1, blockInterval: 1 }),
        event("driver-recovered", { t: 500 * i, checkpoint: 0, batches: [i], again: [] }),
      ]).flat(),
    ],
    "times that jump": () => windows.map((each, i) => ({ ...each, t: i % 2 === 0 ? HUGE : -HUGE })),
    "batches at the ends of time": () => [
      ...begun(),
      ...[HUGE, -HUGE, 0, -1].map((time) => event("batch-submitted", { time, records: HUGE, outputs: HUGE })),
    ],
    "names that are JavaScript's": () =>
      windows.map((each) => JSON.parse(JSON.stringify(each).replaceAll(/"(lines|words|counts)"/g, '"__proto__"'))),
  };

  test.each(Object.entries(lies))("%s", (_, make) => look(make()));

  test("whatever is changed in it", () => {
    const number = fc.constantFrom(0, 1, 2, 7, 1000, 2000, 5999, 1e6, 1e12, HUGE, -1, -HUGE);
    const text = fc.constantFrom(
      "",
      "__proto__",
      "constructor",
      "<img src=x>",
      "\u202egnp",
      "input-0-200",
      "rdd_1_0",
      "x".repeat(300),
    );
    const change = fc.record({
      at: fc.nat(),
      fields: fc.array(fc.nat(), { maxLength: 3 }),
      number,
      text,
      move: fc.integer({ min: -50, max: 50 }),
      copy: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.boolean(), fc.array(change, { minLength: 1, maxLength: 12 }), (isState, changes) => {
        const events = structuredClone(isState ? states : windows) as Loose[];
        for (const { at, fields, number, text, move, copy } of changes) {
          const index = at % events.length;
          const found = structuredClone(events[index]!);
          const names = Object.keys(found).filter((name) => name !== "kind");
          for (const field of fields) {
            const name = names[field % names.length]!;
            const before = found[name];
            if (typeof before === "number") found[name] = number;
            else if (typeof before === "string") found[name] = text;
            else if (Array.isArray(before)) found[name] = [...before, ...before];
          }
          if (!copy) events.splice(index, 1);
          events.splice(Math.max(0, index + move), 0, found);
        }
        look(events);
      }),
      { numRuns: 150 },
    );
  });
});
