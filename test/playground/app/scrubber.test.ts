import { describe, expect, it } from "vitest";
import { scale } from "../../../playground/app/scrubber.ts";
import type { Moment } from "../../../playground/views/timeline/model.ts";

function moments(count: number, status: (index: number) => Moment["status"] = () => "done"): Moment[] {
  return Array.from({ length: count }, (_, index) => ({
    time: index * 1000,
    position: index,
    status: index === 0 ? "open" : status(index),
  }));
}

describe("the time slider", () => {
  it("goes from the start to the end of the interval that fills", () => {
    const axis = scale(moments(7), 6580, 1000, 700);
    expect([axis.from, axis.to]).toEqual([0, 7000]);
    expect(axis.x(3500)).toBe(350);
    expect(axis.labels).toEqual([0, 1000, 2000, 3000, 4000, 5000, 6000, 7000]);
  });

  it("has room for five intervals from the beginning", () => {
    expect(scale([], 0, 1000, 500).to).toBe(5000);
    expect(scale(moments(2), 1200, 1000, 500).to).toBe(5000);
  });

  it("labels only as many times as there is room for", () => {
    const axis = scale(moments(10_001), 10_000_000, 1000, 400);
    expect(axis.labels.length).toBeLessThanOrEqual(10);
    expect(axis.labels[1]! % 1_000_000).toBe(0);
  });

  it("marks empty batches while there is room for them", () => {
    const axis = scale(
      moments(7, (index) => (index === 2 ? "empty" : "done")),
      6580,
      1000,
      700,
    );
    expect(axis.marks.map((mark) => mark.time)).toEqual([2000]);
  });

  it("marks only failures where batches cannot be told apart", () => {
    const status = (index: number): Moment["status"] => (index === 5_000 ? "failed" : "empty");
    const axis = scale(moments(10_001, status), 10_000_000, 1000, 400);
    expect(axis.marks.map((mark) => mark.time)).toEqual([5_000_000]);
  });
});
