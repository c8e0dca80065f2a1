import { describe, expect, it } from "vitest";
import { TimelineFold } from "../../../../playground/views/timeline/fold.ts";
import { FINE } from "../../../../playground/views/timeline/geometry.ts";
import { type TimelineModel, timelineAt } from "../../../../playground/views/timeline/model.ts";
import { batchCut } from "../../../../playground/views/timeline/motion.ts";
import { openBlock, timeScale } from "../../../../playground/views/timeline/time-scale.ts";
import { designTrace } from "../../fixtures/word-count.ts";

function modelAt(time: number, columns = 4): TimelineModel {
  const folded = new TimelineFold();
  folded.append(designTrace(time).events);
  return timelineAt(folded, { position: folded.length, now: time, columns });
}

describe("the time scale", () => {
  const { columns, filling } = modelAt(6580);
  const scale = timeScale(columns, filling, { column: 140, filling: 138 });

  it("has every interval as wide as its column", () => {
    expect([2000, 2500, 3000, 5900].map(scale.x)).toEqual([0, 70, 140, 546]);
    expect(scale.x(6580)).toBeCloseTo(4 * 140 + 0.58 * 138);
    expect(scale.end).toBe(4 * 140 + 138);
  });

  it("keeps to its ends", () => {
    expect([0, 9999].map(scale.x)).toEqual([0, scale.end]);
    expect(timeScale([], undefined, { column: 140, filling: 138 }).x(500)).toBe(0);
  });

  it("has a tick between two block intervals", () => {
    expect(scale.ticks.slice(0, 5)).toEqual([2200, 2400, 2600, 2800, 3200]);
    expect(scale.ticks.at(-1)).toBe(6800);
  });

  it("knows which block interval is open", () => {
    expect(openBlock(filling, 6580)).toEqual({ from: 6400, to: 6600 });
    expect(openBlock(filling, 6600)).toEqual({ from: 6600, to: 6800 });
    expect(openBlock(filling, 7000)).toBeUndefined();
    expect(openBlock(undefined, 6580)).toBeUndefined();
  });
});

describe("the batch cut", () => {
  const model = modelAt(6000);
  const column = model.columns.at(-1)!;
  const offsets = (now: number, speed = 1): readonly unknown[] | undefined =>
    batchCut(column, model.lanes[0]!, 200, { now, speed, rowTop: 0, columnsMoved: 140, pitch: FINE.pitch });

  it("takes each partition from its block to its slot", () => {
    const middle = batchCut(column, model.lanes[0]!, 200, {
      now: 6160,
      speed: 1,
      rowTop: 0,
      columnsMoved: 140,
      pitch: FINE.pitch,
    })!;
    // The blocks of 5.0, 5.2 and 5.6 s are the first, the second and the fourth of the interval.
    expect(middle.map(({ x }) => x)).toEqual([70, 70, 70]);
    expect(middle.map(({ y }) => y)).toEqual([28, 39.5, 71]);
  });

  it("is over after 320 ms, longer at a higher speed but never half of the interval", () => {
    expect(offsets(6000)).toBeUndefined();
    expect(offsets(6001)).toHaveLength(3);
    expect(offsets(6320)).toBeUndefined();
    expect(offsets(6400, 1.5)).toHaveLength(3);
    expect(offsets(6500, 4)).toBeUndefined();
  });
});
