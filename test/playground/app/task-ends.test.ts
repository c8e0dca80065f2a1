import { describe, expect, it } from "vitest";
import { momentOfEnd, taskEndAfter, taskEndBefore } from "../../../playground/app/task-ends.ts";
import { JobsFold } from "../../../playground/views/jobs-fold.ts";
import { TimelineFold } from "../../../playground/views/timeline/fold.ts";
import { momentsOf } from "../../../playground/views/timeline/model.ts";
import { traceOf } from "../fixtures/runs.ts";

describe("the ends of tasks", async () => {
  const events = await traceOf("windows", 4_500);
  const [jobs, timeline] = [new JobsFold(), new TimelineFold()];
  jobs.append(events);
  timeline.append(events);
  const ends = jobs.taskEnds;
  const places = events.flatMap((event, at) => (event.kind === "task-completed" ? [at] : []));

  it("are those of the trace, counted for each batch", () => {
    expect(places.length).toBeGreaterThan(10);
    expect(ends.map(({ at }) => at)).toEqual(places);
    const times = [...new Set(ends.map(({ time }) => time))];
    expect(times).toEqual([1000, 2000, 3000, 4000]);
    for (const time of times) {
      const numbers = ends.filter((end) => end.time === time).map(({ number }) => number);
      expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    }
  });

  it("are passed one by one, on and back, from wherever one looks", () => {
    const on: number[] = [];
    for (let position = 0; ; ) {
      const end = taskEndAfter(ends, position);
      if (end === undefined) break;
      on.push(end.at);
      position = momentOfEnd(end, momentsOf(timeline)).position;
    }
    expect(on).toEqual(places);
    const back: number[] = [];
    for (let position = events.length; ; ) {
      const end = taskEndBefore(ends, position);
      if (end === undefined) break;
      back.unshift(end.at);
      position = momentOfEnd(end, momentsOf(timeline)).position;
    }
    expect(back).toEqual(places);
  });

  it("are looked at in their batch, where nothing that they set off has happened", () => {
    const end = ends.find(({ time }) => time === 3000)!;
    const moment = momentOfEnd(end, momentsOf(timeline));
    expect(moment).toMatchObject({ time: 3000, position: end.at + 1, end });
    expect(events[moment.position - 1]!.kind).toBe("task-completed");
  });
});
