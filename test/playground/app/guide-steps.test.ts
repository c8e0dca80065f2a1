import { describe, expect, it } from "vitest";
import { guideSteps } from "../../../playground/app/guide-steps.ts";
import { inlineValues } from "../../../playground/app/inline-values.ts";
import { TimelineFold } from "../../../playground/views/timeline/fold.ts";
import { timelineAt } from "../../../playground/views/timeline/model.ts";
import { WordCountTrace } from "../fixtures/word-count.ts";

function done(trace: WordCountTrace): string[] {
  const folded = new TimelineFold();
  folded.append(trace.events);
  return guideSteps(folded)
    .filter((step) => step.done)
    .map((step) => step.name);
}

describe("the guide's steps", () => {
  it("are done when the trace says so", () => {
    expect(guideSteps(new TimelineFold()).every((step) => !step.done)).toBe(true);
    const trace = new WordCountTrace({ named: false, partitions: 2 });
    trace.advanceTo(1100);
    expect(done(trace)).toEqual(["run"]);
    trace.arrive("hello world hello");
    expect(done(trace)).toEqual(["run", "type"]);
    trace.advanceTo(1200);
    expect(done(trace)).toEqual(["run", "type", "block"]);
    trace.advanceTo(2000);
    expect(done(trace)).toEqual(["run", "type", "block", "batch", "print"]);
  });
});

describe("values beside the program's lines", () => {
  it("are those of the latest batch that is done", () => {
    const trace = new WordCountTrace({ partitions: 2 });
    trace.arrive("hello world hello");
    trace.advanceTo(1300);
    const folded = new TimelineFold();
    folded.append(trace.events);
    const model = timelineAt(folded, { position: folded.length, now: 1300, columns: 6 });
    expect([...inlineValues(model)].map(([file, values]) => [file, [...values]])).toEqual([
      [
        "program.ts",
        [
          [6, "L  hello world hello"],
          [7, "W  hello, world, … 3"],
          [8, "P  (hello,1), (world,1), … 3"],
          [9, "C  (hello,2), (world,1)"],
        ],
      ],
    ]);
  });
});
