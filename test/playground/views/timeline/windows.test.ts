import { beforeAll, describe, expect, it } from "vitest";
import { TimelineFold } from "../../../../playground/views/timeline/fold.ts";
import { type Row, type TimelineModel, timelineAt } from "../../../../playground/views/timeline/model.ts";
import { bracketOffset, windowLanes, windowOf } from "../../../../playground/views/timeline/windows.ts";
import { traceOf } from "../../fixtures/runs.ts";

const NOTHING = { dstream: undefined, time: undefined };
let fold: TimelineFold;
let model: TimelineModel;

beforeAll(async () => {
  fold = new TimelineFold();
  fold.append(await traceOf("windows", 6500));
  model = timelineAt(fold, { position: fold.length, now: 6500, columns: 12 });
});

const row = (name: string): Row => model.rows.find((candidate) => candidate.label === name)!;
const laneUnder = (name: string, pointed: Parameters<typeof windowLanes>[1] = NOTHING, chosen = new Map()) =>
  windowLanes(model, pointed, chosen).get(row(name).dstream)!;
const kinds = (name: string): string[] =>
  model.columns.map((column) => column.cells[model.rows.indexOf(row(name))]!.kind);

describe("windows", () => {
  it("stand under the row that they read, the first declared in full, the others beside it", () => {
    const lane = laneUnder("counts");
    expect(lane.owner.label).toBe("windowed");
    expect(lane.others.map((window) => [window.owner.label, window.from, window.to])).toEqual([
      ["everyTwo", 3000, 6000],
    ]);
    expect([...windowLanes(model, NOTHING, new Map()).keys()]).toEqual([row("lines").dstream, row("counts").dstream]);
  });

  it("with an inverse function say what enters, stays and leaves", () => {
    const { shown } = laneUnder("counts");
    expect(shown).toMatchObject({ from: 3000, to: 6000, before: { from: 2000, to: 5000 } });
    expect([shown!.entering, shown!.staying, shown!.leaving]).toEqual([[6000], [4000, 5000], [3000]]);
  });

  it("without one read all of their intervals", () => {
    const { shown } = laneUnder("counts", { dstream: row("everyTwo").dstream, time: undefined });
    expect(shown!.owner.label).toBe("everyTwo");
    expect([shown!.entering, shown!.staying, shown!.leaving]).toEqual([[4000, 5000, 6000], [], []]);
  });

  it("follow what the reader points at, and what was chosen", () => {
    expect(laneUnder("counts", { dstream: undefined, time: 4000 }).shown!.to).toBe(4000);
    const everyTwo = row("everyTwo").dstream;
    expect(laneUnder("counts", { dstream: everyTwo, time: 5000 }).shown!.to).toBe(4000);
    expect(laneUnder("counts", NOTHING, new Map([[row("counts").dstream, everyTwo]])).owner.label).toBe("everyTwo");
  });

  it("begin with the run: nothing is before the zero time", () => {
    const first = windowOf(model, row("windowed"), row("counts"), 1000)!;
    expect(first).toMatchObject({ from: 0, to: 1000, before: undefined, entering: [1000] });
    const second = windowOf(model, row("windowed"), row("counts"), 2000)!;
    expect(second).toMatchObject({ from: 0, before: { from: 0, to: 1000 }, entering: [2000], leaving: [] });
  });

  it("that slide by more than their length leave intervals unread", () => {
    const lane = laneUnder("lines");
    expect(lane.owner.label).toBe("gaps");
    expect([...lane.uncovered]).toEqual([1000, 2000, 4000, 5000]);
    expect(laneUnder("counts").uncovered.size).toBe(0);
  });

  it("have no RDD where they do not slide", () => {
    expect(kinds("everyTwo")).toEqual(["no-rdd", "rdd", "no-rdd", "rdd", "no-rdd", "rdd"]);
    expect(kinds("gaps")).toEqual(["no-rdd", "no-rdd", "rdd", "no-rdd", "no-rdd", "rdd"]);
  });

  it("slide on with a new batch, as far as time has come", () => {
    const window = laneUnder("counts").shown!;
    const at = (now: number, speed: number) =>
      bracketOffset(window, model.columns, { now, speed, column: 140, batchInterval: 1000 });
    expect(at(6000, 1)).toBe(-140);
    expect(at(6120, 1)).toBe(-35);
    expect(at(6240, 1)).toBe(0);
    expect(at(6000, 0)).toBe(0);
  });
});
