import { describe, expect, it } from "vitest";
import { axisLabels } from "../../../playground/views/axis-labels.ts";

const from = (start: number, count: number, step = 1000) => Array.from({ length: count }, (_, i) => start + i * step);
const every = (pitch: number) => (index: number) => index * pitch;
/** A whole minute of some day, less three seconds. */
const DAY = Math.ceil(Date.UTC(2026, 10, 22) / 60_000) * 60_000 - 3000;

describe("labels of an axis", () => {
  it("are seconds", () => {
    expect(axisLabels(from(1000, 4), every(30))).toEqual(["1", "2", "3", "4"]);
  });

  it("of times of day say the minute where it is a new one", () => {
    expect(axisLabels(from(DAY, 5), every(40))).toEqual(["59:57", ":58", ":59", "00:00", ":01"].map(minutes));
  });

  it("leave out those that would touch another, and never the chosen one", () => {
    expect(axisLabels(from(100_500, 5), every(20))).toEqual(["100.5", "", "102.5", "", "104.5"]);
    expect(axisLabels(from(100_500, 5), every(20), 103_500)).toEqual(["100.5", "", "", "103.5", ""]);
  });

  it("never touch, however long they are", () => {
    for (const start of [0, 999_500, DAY])
      for (const step of [100, 500, 1000, 60_000])
        for (let pitch = 3; pitch < 60; pitch += 4) {
          const labels = axisLabels(from(start, 40, step), every(pitch), start + 7 * step);
          let end = Number.NEGATIVE_INFINITY;
          for (const [index, label] of labels.entries()) {
            if (label === "") continue;
            const left = index * pitch - (label.length * 6.7) / 2;
            expect(left).toBeGreaterThan(end);
            end = left + label.length * 6.7;
          }
          expect(labels[7]).not.toBe("");
        }
  });
});

/** What a clock with another offset of minutes would show. */
function minutes(label: string): string {
  const offset = new Date(DAY).getTimezoneOffset() % 60;
  return offset === 0 || label.startsWith(":")
    ? label
    : label.replace(/^\d+/, (m) => String((Number(m) + 60 - offset) % 60).padStart(2, "0"));
}
