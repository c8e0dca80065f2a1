import { beforeAll, describe, expect, it } from "vitest";
import type { TraceDetail, TraceEvent } from "../../../../core/trace/events.ts";
import { layOut } from "../../../../playground/views/graph/layout.ts";
import { ancestors, jobGraph, keptAt, programGraph } from "../../../../playground/views/graph/model.ts";
import { rddWords, stageWords } from "../../../../playground/views/graph/words.ts";
import { JobsFold } from "../../../../playground/views/jobs-fold.ts";
import { TimelineFold } from "../../../../playground/views/timeline/fold.ts";
import { type TimelineModel, timelineAt } from "../../../../playground/views/timeline/model.ts";
import { traceOf } from "../../fixtures/runs.ts";
import { say } from "../../fixtures/say.ts";

function folds(events: readonly TraceEvent[]) {
  const [timeline, jobs] = [new TimelineFold(), new JobsFold()];
  timeline.append(events);
  jobs.append(events);
  const model = timelineAt(timeline, { position: timeline.length, now: 0, columns: 12 });
  return { timeline, jobs, model };
}

let timeline: TimelineFold;
let jobs: JobsFold;
let model: TimelineModel;
beforeAll(async () => {
  ({ timeline, jobs, model } = folds(await traceOf("windows", 6500)));
});

describe("the program's graph", () => {
  it("has the DStreams with what they are made of, how they are kept, and the output operations", () => {
    const nodes = programGraph(model.rows, model.outputs, keptAt(timeline, timeline.length));
    const name = (id: string): string => {
      const { row, output } = nodes.find((node) => node.id === id)!;
      return row?.label ?? `${output!.of!.label}.${output!.operation}`;
    };
    expect(
      nodes.map((node) => [name(node.id), node.parents.map(name), node.kept?.level, node.kept?.checkpoint]),
    ).toEqual([
      ["lines", [], "MEMORY_ONLY_SER", undefined],
      ["words", ["lines"], undefined, undefined],
      ["pairs", ["words"], undefined, undefined],
      ["counts", ["pairs"], undefined, undefined],
      ["windowed", ["counts"], "MEMORY_ONLY_SER", 10_000],
      ["everyTwo", ["counts"], "MEMORY_ONLY_SER", undefined],
      ["gaps", ["lines"], undefined, undefined],
      ["windowed.print", ["windowed"], undefined, undefined],
      ["everyTwo.print", ["everyTwo"], undefined, undefined],
      ["gaps.print", ["gaps"], undefined, undefined],
    ]);
    expect(nodes.every((node) => node.used)).toBe(true);
  });

  it("tells what no output operation needs", () => {
    const details: TraceDetail[] = [
      { kind: "dstream-declared", dstream: 0, operation: "queueStream", parents: [], slide: 1000 },
      { kind: "dstream-declared", dstream: 1, operation: "map", parents: [0], slide: 1000 },
      { kind: "dstream-declared", dstream: 2, operation: "filter", parents: [0, 77], slide: 1000 },
      { kind: "output-declared", output: 0, dstream: 1, operation: "print" },
    ];
    const small = folds(details.map((detail, seq) => ({ t: 0, seq, ...detail }))).model;
    const nodes = programGraph(small.rows, small.outputs, []);
    expect(nodes.map((node) => [node.id, node.used, node.parents])).toEqual([
      ["d0", true, []],
      ["d1", true, ["d0"]],
      ["d2", false, ["d0"]],
      ["o0", true, ["d1"]],
    ]);
  });
});

describe("a job's graph", () => {
  const graphs = (position = timeline.length) =>
    jobs.jobsOf(6000, position).map((job) => jobGraph(jobs, job, model.rows, position));

  it("has the RDDs in their stages; a window reads the one before from the cache", () => {
    const [first] = graphs();
    expect(first!.stages.map((stage) => [stage.status, stage.shuffle !== undefined])).toEqual([
      ["done", false],
      ["done", true],
    ]);
    const owned = first!.rdds.filter((rdd) => rdd.row !== undefined);
    const place = ({ row, time, stage, kept }: (typeof owned)[number]) => [row!.label, time, stage === "result", kept];
    expect(owned.map(place)).toEqual(
      expect.arrayContaining([
        ["windowed", 6000, true, false],
        ["windowed", 5000, true, true],
        ["counts", 6000, true, false],
        ["pairs", 6000, false, false],
        ["lines", 6000, false, false],
      ]),
    );
    const before = owned.find((rdd) => rdd.row!.label === "windowed" && rdd.time === 5000)!;
    expect(rddWords(before, say)).toMatch(/windowed 5.s · MEMORY_ONLY_SER · read from the cache$/);
  });

  it("of a second look at the same RDD skips the stages whose shuffle output is there", () => {
    const later = graphs().find((graph) => graph.stages.some((stage) => stage.status === "skipped"))!;
    const skipped = later.stages.find((stage) => stage.status === "skipped")!;
    expect(stageWords(skipped, say)).toBe(`Stage · skipped · shuffle ${skipped.shuffle}`);
  });

  it("at an earlier position has what had begun then", () => {
    const [job] = jobs.jobsOf(6000, timeline.length);
    const [early] = graphs(job!.at + 1);
    expect(early!.stages.map((stage) => stage.status)).toEqual(["pending", "pending"]);
    expect(jobs.jobsOf(6000, job!.at)).toEqual([]);
  });

  it("leads from each RDD to all that it is made of", () => {
    const [graph] = graphs();
    const parentsOf = (id: string): string[] =>
      graph!.rdds.find((rdd) => rdd.id === id)!.parents.map((parent) => `r${parent.rdd}`);
    expect(ancestors(graph!.rdds[0]!.id, parentsOf).size).toBe(graph!.rdds.length);
  });
});

describe("the layout", () => {
  const drawing = {
    nodes: [
      { id: "a", width: 100, height: 40, frame: "one" },
      { id: "b", width: 100, height: 40, frame: "two" },
      { id: "c", width: 100, height: 40, frame: "two" },
    ],
    edges: [
      { from: "a", to: "b" },
      { from: "a", to: "c" },
    ],
    frames: ["one", "two"],
  };

  it("goes from top to bottom, boxes apart, frames around their boxes", async () => {
    const { boxes, frames, lines, width, height } = await layOut(drawing);
    const [a, b, c] = [boxes.get("a")!, boxes.get("b")!, boxes.get("c")!];
    expect(b.y).toBeGreaterThan(a.y + a.height);
    expect(b.y).toBe(c.y);
    expect(Math.abs(b.x - c.x)).toBeGreaterThan(100);
    const two = frames.get("two")!;
    expect([two.x < Math.min(b.x, c.x), two.y < b.y, two.y + two.height > b.y + 40]).toEqual([true, true, true]);
    expect(two.y).toBeGreaterThan(frames.get("one")!.y + frames.get("one")!.height - 1);
    expect([...lines.keys()]).toEqual(["a>b", "a>c"]);
    expect([width, height].every((size) => Number.isInteger(size) && size < 400)).toBe(true);
  });

  it("is the same each time", async () => {
    expect(await layOut(drawing)).toEqual(await layOut(drawing));
  });

  it("of the same shape is the same, under its own names", async () => {
    const rename = (name: string): string => `${name}'`;
    const other = {
      nodes: drawing.nodes.map((node) => ({ ...node, id: rename(node.id), frame: rename(node.frame) })),
      edges: drawing.edges.map(({ from, to }) => ({ from: rename(from), to: rename(to) })),
      frames: drawing.frames.map(rename),
    };
    const [one, same] = [await layOut(drawing), await layOut(other)];
    expect([...same.boxes]).toEqual([...one.boxes].map(([id, box]) => [rename(id), box]));
    expect([...same.frames]).toEqual([...one.frames].map(([id, box]) => [rename(id), box]));
    expect([...same.lines]).toEqual([...one.lines].map(([id, line]) => [id.replaceAll(/\w/g, rename), line]));
    expect([same.width, same.height]).toEqual([one.width, one.height]);
    const wider = { ...drawing, nodes: drawing.nodes.map((node) => ({ ...node, width: 200 })) };
    expect((await layOut(wider)).width).toBeGreaterThan(one.width);
  });
});
