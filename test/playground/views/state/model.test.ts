import { beforeAll, describe, expect, it } from "vitest";
import type { TraceDetail, TraceEvent } from "../../../../core/trace/events.ts";
import { StateFold } from "../../../../playground/views/state/fold.ts";
import {
  difference,
  type KeyRow,
  nextTimeoutCheck,
  type StateModel,
  stateOwners,
  statesAt,
} from "../../../../playground/views/state/model.ts";
import { TimelineFold } from "../../../../playground/views/timeline/fold.ts";
import { type Row, timelineAt } from "../../../../playground/views/timeline/model.ts";
import { traceOf } from "../../fixtures/runs.ts";

function folds(events: readonly TraceEvent[]) {
  const [timeline, states] = [new TimelineFold(), new StateFold()];
  timeline.append(events);
  states.append(events);
  const { rows } = timelineAt(timeline, { position: timeline.length, now: 0, columns: 1 });
  return { timeline, states, rows };
}

const line = ({ change, key, before, state, version, idle }: KeyRow): string =>
  `${change} ${key} ${before === undefined ? "" : `${before}→`}${state} v${version} idle ${idle}`;

describe("the states of a run", () => {
  let run: ReturnType<typeof folds>;
  let totals: Row;
  let all: Row;
  beforeAll(async () => {
    run = folds(await traceOf("state", 12_500));
    [totals, all] = stateOwners(run.rows) as [Row, Row];
  });
  const at = (owner: Row, time: number, position = run.timeline.length): StateModel =>
    statesAt(run.timeline, run.states, owner, time, position);

  it("belong to the streams that keep them", () => {
    expect([totals, all].map((row) => row.label)).toEqual(["totals", "all"]);
    expect(at(totals, 10_000)).toMatchObject({ timeout: 3000, checkpoint: 10_000, partitions: 3, complete: true });
    expect(at(all, 10_000).timeout).toBeUndefined();
  });

  it("are told in the order of what the batch did to them, with value, version and idle time", () => {
    const model = at(totals, 10_000);
    expect(model.rows.map(line)).toEqual([
      "added free 1 v1 idle 0",
      "changed be 8→9 v8 idle 0",
      "changed to 4→5 v4 idle 0",
      "timed-out not 3 v3 idle 4000",
      "same kind 4 v4 idle 3000",
      "same or 3 v3 idle 3000",
      "same quick 2 v2 idle 3000",
    ]);
    expect(model.counts).toEqual({ added: 1, changed: 2, removed: 0, "timed-out": 1, same: 3 });
    expect([model.keys, model.known]).toEqual([6, 6]);
    expect(model.batches.map((batch) => batch.calls)).toEqual([4, 0, 4, 3, 3, 5, 4, 0, 1, 4]);
    expect(model.batches.map((batch) => batch.keys)).toEqual([4, 4, 6, 6, 6, 6, 6, 6, 6, 6]);
  });

  it("of a stream that removes a state show it in that batch, and no more after it", () => {
    expect(at(all, 10_000).rows.map(line)).toContain("removed be 8 v7 idle 1000");
    expect(at(all, 11_000).rows.some((row) => row.key === "be")).toBe(false);
  });

  it("have life lines: the first value, each update, idle past the timeout, the end", () => {
    const rows = at(totals, 10_000).rows;
    const not = rows.find((row) => row.key === "not")!;
    expect(not.marks.map((mark) => [mark.time, mark.kind, mark.state])).toEqual([
      [1000, "first", "1"],
      [5000, "update", "2"],
      [6000, "update", "3"],
      [10_000, "end", "3"],
    ]);
    expect(not.spans).toEqual([{ from: 1000, to: 10_000, idleFrom: 9000 }]);
    const kind = rows.find((row) => row.key === "kind")!;
    expect(kind.spans).toEqual([{ from: 3000, to: 10_000, idleFrom: 10_000 }]);
  });

  it("at an earlier position are what was known then", () => {
    const first = run.states.states.get(totals.state!.dstream)!.batches.get(10_000)![0]!;
    const early = at(totals, 10_000, first.at + 1);
    expect(early.complete).toBe(false);
    expect(early.rows.some((row) => row.key === "free")).toBe(false);
  });
});

describe("what a hostile or sampled trace says", () => {
  const event = (detail: Record<string, unknown>): TraceEvent =>
    ({
      t: 1,
      seq: 0,
      kind: "states-changed",
      dstream: 1,
      time: 1000,
      partition: 0,
      ...detail,
    }) as unknown as TraceEvent;
  const declared: TraceDetail = {
    kind: "dstream-declared",
    dstream: 1,
    operation: "updateStateByKey",
    parents: [],
    slide: 1000,
    state: { dstream: 1 },
  };
  const model = (...events: TraceEvent[]): StateModel => {
    const { timeline, states, rows } = folds([{ t: 0, seq: 0, ...declared }, ...events]);
    return statesAt(timeline, states, rows[0]!, 1000, timeline.length);
  };

  it("is counted even where it is not told one by one", () => {
    const sampled = model(
      event({ keys: 50, added: 50, calls: 50, changes: [{ change: "added", key: "a", state: "1" }] }),
    );
    expect([sampled.keys, sampled.known, sampled.counts.added]).toEqual([50, 1, 50]);
  });

  it("counts once when a partition is computed again, and kept keys are told again", () => {
    const once = event({ keys: 1, added: 1, calls: 1, changes: [{ change: "added", key: "a", state: "1" }] });
    expect(model(once, once).counts.added).toBe(1);
    const kept = event({ time: 900, keys: 1, calls: 0, changes: [{ change: "kept", key: "a", state: "7" }] });
    const { rows } = model(
      kept,
      event({ keys: 1, updated: 1, changes: [{ change: "updated", key: "a", state: "8" }] }),
    );
    expect(rows.map(line)).toEqual(["changed a 7→8 v1 idle 0"]);
  });

  it("of a long life is told by its latest changes, with the count of all", () => {
    const events = Array.from({ length: 100 }, (_, i) =>
      event({
        time: i + 1,
        keys: 1,
        changes: [{ change: i === 0 ? "added" : "updated", key: "a", state: String(i) }],
      }),
    );
    const [row] = model(...events).rows;
    expect([row!.version, row!.lastUpdate, row!.earlier + row!.marks.length]).toEqual([100, 100, 100]);
    expect(row!.spans).toEqual([{ from: 1, to: 1000, idleFrom: Infinity }]);
  });

  it("may be nonsense", () => {
    expect(
      model(event({ changes: "x" }), event({ time: "1" }), event({ partition: 1, changes: [null, { change: "?" }] }))
        .rows,
    ).toEqual([]);
  });
});

it("differences are told of numbers only", () => {
  expect([
    difference("8", "9"),
    difference(undefined, "2"),
    difference("0.1", "0.3"),
    difference("a", "b"),
    difference("1", ""),
  ]).toEqual([1, 2, 0.2, undefined, undefined]);
});

it("idle keys are looked for at multiples of the checkpoint interval", () => {
  expect([nextTimeoutCheck(10_000, 0, 10_000), nextTimeoutCheck(10_001, 0, 10_000)]).toEqual([10_000, 20_000]);
  expect(nextTimeoutCheck(10_000, 0, undefined)).toBeUndefined();
});
