import { beforeAll, describe, expect, it } from "vitest";
import { type Layout, layOut, type PlacedBox, type Token } from "../../../../playground/views/flow/layout.ts";
import { type Motion, motionOf, nextTime } from "../../../../playground/views/flow/motion.ts";
import { type Brush, drawnAt, type Palette, paint, placeBetween } from "../../../../playground/views/flow/paint.ts";
import type { FlowScene, Folds } from "../../../../playground/views/flow/scene.ts";
import { stationsOf } from "../../../../playground/views/flow/stations.ts";
import { neighbour, targetAt, targetsOf } from "../../../../playground/views/flow/targets.ts";
import { printed, textWidth } from "../../../../playground/views/preview.ts";
import { traceOf } from "../../fixtures/runs.ts";
import { foldsOf, sceneAt, traceOfProgram } from "./scenes.ts";

let windows: Folds;
let two: Folds;
beforeAll(async () => {
  windows = foldsOf(await traceOf("windows", 6580));
  two = foldsOf(await traceOfProgram("twoReceivers", 3100));
});

interface Drawn {
  readonly layout: Layout;
  readonly motion: Motion;
}

function drawn(scene: FlowScene, { speed = 1, width = 1100, stacked = false, most = 6 } = {}): Drawn {
  const stations = stationsOf(scene, most);
  return {
    layout: layOut(scene, stations, { width, stacked, lanes: 3 }),
    motion: motionOf(scene, stations, speed),
  };
}

const boxesOf = (layout: Layout): PlacedBox[] => layout.stations.flatMap((station) => station.boxes);
const box = (layout: Layout, id: string): PlacedBox => boxesOf(layout).find((each) => each.box.id.startsWith(id))!;
const token = (layout: Layout, record: string, dstream: number): Token =>
  layout.tokens.find((each) => printed(each.record) === record && each.place?.dstream === dstream && !each.kept)!;

/** What is painted at a moment: texts with the places at which they stand. */
function painted({ layout, motion }: Drawn, now: number): string[] {
  const texts: string[] = [];
  const brush = {
    fillText: (text: string, x: number, y: number) => texts.push(`${text}@${Math.round(x)},${Math.round(y)}`),
  };
  const silent = new Proxy(brush, { get: (target, name) => Reflect.get(target, name) ?? (() => {}) });
  const palette: Palette = {
    ink: "",
    bg: "",
    panel: "",
    tints: Array(8).fill(""),
    edge: "",
    font: "",
    measure: textWidth,
  };
  const visible = { x: 0, y: 0, width: layout.width, height: layout.height };
  const highlight = { selected: () => false, lit: () => false };
  for (const each of drawnAt(layout, { motion, now, highlight, visible }))
    paint(silent as unknown as Brush, each, palette);
  return texts;
}

describe("the layout", () => {
  it("has block, partition and task of a record on one horizontal, until the shuffle", () => {
    const { layout } = drawn(sceneAt(windows, { time: 6000 }));
    const tops = ["block input-0-5200", "partition 0 1", "task shuffle 6 1"].map((id) => box(layout, id).y);
    expect(new Set(tops).size).toBe(1);
    const [from, to] = [box(layout, "block input-0-5200"), box(layout, "partition 0 1")];
    expect(layout.lines.find((line) => line.boxes[0] === from.box.id)!.boxes[1]).toBe(to.box.id);
  });

  it("keeps boxes of a station apart, and records within their boxes", () => {
    for (const stacked of [false, true]) {
      const { layout } = drawn(sceneAt(windows, { time: 6000 }), { stacked, width: stacked ? 344 : 1100 });
      for (const { boxes } of layout.stations)
        for (const [i, { y }] of boxes.slice(1).entries())
          expect(y).toBeGreaterThanOrEqual(boxes[i]!.y + boxes[i]!.height);
      for (const { x, y, width, height, rows } of boxesOf(layout))
        for (const each of rows.flatMap((row) => row.tokens)) {
          expect(each.x >= x && each.x + each.width <= x + width).toBe(true);
          expect(each.y >= y && each.y + each.height <= y + height).toBe(true);
        }
    }
  });

  it("on a phone needs no more than its width", () => {
    const { layout } = drawn(sceneAt(windows, { time: 6000 }), { stacked: true, width: 344 });
    expect(Math.max(...boxesOf(layout).map((each) => each.x + each.width))).toBe(344);
    expect(layout.lines).toEqual([]);
  });

  it("joins a task to the buckets of all tasks that put something into its own", () => {
    const { layout } = drawn(sceneAt(windows, { time: 6000 }));
    const into = (id: string): string[] =>
      layout.lines.filter((line) => line.boxes[1].startsWith(id)).map((line) => line.boxes[0]);
    expect(into("task result 51 0")).toEqual([]);
    expect(into("task result 51 1")).toEqual(["task shuffle 6 0", "task shuffle 6 2"]);
    expect(layout.buckets.filter((bucket) => bucket.records > 0)).toHaveLength(4);
  });

  it("leads from blocks of two receivers to the tasks that read them", () => {
    const { layout } = drawn(sceneAt(two, { time: 1000 }));
    const to = layout.lines.filter((line) => line.boxes[0] === "partition 1 0").map((line) => line.boxes[1]);
    expect(to).toEqual(["task result 2 2"]);
  });

  it("draws so many lanes and tells of the others", () => {
    const { layout } = drawn(sceneAt(two, { time: 1000 }), { most: 3 });
    expect(layout.stations.map(({ station }) => `${station.kind} ${station.more}`)).toEqual([
      "intake 0",
      "store 1",
      "batch 1",
      "stage 1",
      "output 0",
    ]);
  });

  it("tells how many records are not drawn", () => {
    const scene = sceneAt(windows, { time: 6000 });
    const block = scene.intake!.blocks[0]!;
    const many = { ...block.row, records: Array(20).fill("to be or not"), total: 100_000 };
    const crowded = {
      ...scene,
      intake: { ...scene.intake!, blocks: [{ ...block, row: many }] },
    };
    const [row] = box(drawn(crowded).layout, "block").rows;
    expect(row!.tokens.length).toBeGreaterThan(0);
    expect(row!.tokens.length + row!.more).toBe(100_000);
  });
});

describe("motion", () => {
  it("takes records from station to station, one after the other", () => {
    const { layout, motion } = drawn(sceneAt(windows));
    const span = (each: Token) => motion.spans.get(each.row)!;
    const way = [
      token(layout, "to be", 0),
      token(layout, "be", 1),
      token(layout, "(be,1)", 2),
      token(layout, "(be,1)", 3),
    ];
    for (const [i, each] of way.slice(1).entries()) expect(span(each).begin).toBeGreaterThanOrEqual(span(way[i]!).end);
    expect(span(way[0]!).begin).toBe(6000);
    expect(motion.rest).toBeLessThan(7000);
    expect(motion.output.begin).toBe(motion.rest);
  });

  it("leads over a shuffle all records of a key to the one that was made of them", () => {
    const { layout } = drawn(sceneAt(windows));
    const made = token(layout, "(to,2)", 3);
    expect(made.origins.map((origin) => printed(origin.record))).toEqual(["(to,1)", "(to,1)"]);
    expect(new Set(made.origins.map((origin) => origin.y)).size).toBe(2);
    expect(token(layout, "(to,1)", 2).origins).toHaveLength(1);
  });

  it("is a function of the moment: forwards, backwards and in between", () => {
    const picture = drawn(sceneAt(windows));
    const moments = [5999, 6000, 6050, 6120, 6200, 6400, 6600, 6800, 6999];
    const forwards = moments.map((now) => painted(picture, now));
    const backwards = moments.toReversed().map((now) => painted(drawn(sceneAt(windows)), now));
    expect(backwards.toReversed()).toEqual(forwards);
    expect(new Set(forwards.slice(1, -1).map((texts) => texts.join(" "))).size).toBeGreaterThan(4);
  });

  it("ends where everything is without it", () => {
    const scene = sceneAt(windows);
    expect(painted(drawn(scene), 6999).sort()).toEqual(painted(drawn(scene, { speed: 0 }), 6580).sort());
    expect(painted(drawn(scene, { speed: 10 }), 0).sort()).toEqual(painted(drawn(scene, { speed: 0 }), 0).sort());
  });

  it("goes with the run, on to its end where that stands still, and is not taken back when that goes on", () => {
    const run = { now: 6200, running: true, speed: 1, begin: 6000, rest: 6850 };
    expect(nextTime(6190, 16, run)).toBe(6206);
    expect(nextTime(3000, 16, run)).toBe(6200);
    const still = { ...run, running: false };
    expect(nextTime(5990, 16, still)).toBe(6016);
    expect(nextTime(6840, 16, still)).toBe(6850);
    expect(nextTime(6850, 16, run)).toBe(6850);
    expect(nextTime(6850, 16, { ...run, now: 0, rest: Number.NEGATIVE_INFINITY })).toBe(0);
    expect(nextTime(9000, 16, still)).toBe(6850);
  });

  it("goes along its curve from one end to the other", () => {
    const from = {
      x: 0,
      y: 0,
      width: 10,
      record: "a",
      parts: ["a"],
      colour: 1,
      bend: [
        { x: 50, y: 0 },
        { x: 50, y: 80 },
      ] as const,
    };
    const to = { x: 100, y: 80 };
    expect(placeBetween(from, to, 0)).toMatchObject({ x: 0, y: 0 });
    expect(placeBetween(from, to, 0.5)).toMatchObject({ x: 50, y: 40 });
    expect(placeBetween(from, to, 1)).toMatchObject(to);
  });
});

describe("targets", () => {
  it("are found under the pointer, records before their boxes", () => {
    const { layout } = drawn(sceneAt(windows, { time: 6000 }));
    const targets = targetsOf(layout);
    const be = token(layout, "(be,3)", 5);
    expect(targetAt(targets, { x: be.x + 2, y: be.y + 2 })).toMatchObject({ kind: "record", id: be.id });
    const task = box(layout, "task result 51 1");
    expect(targetAt(targets, { x: task.x + 2, y: task.y + 2 })).toMatchObject({ kind: "box", id: task.box.id });
    expect(targetAt(targets, { x: -5, y: 0 })).toBeUndefined();
  });

  it("can all be reached with arrow keys", () => {
    for (const stacked of [false, true]) {
      const targets = targetsOf(
        drawn(sceneAt(windows, { time: 6000 }), { stacked, width: stacked ? 344 : 1100 }).layout,
      );
      const reached = new Set([targets[0]!]);
      for (const target of reached)
        for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]) {
          const next = neighbour(targets, target, key);
          if (next !== undefined) reached.add(next);
        }
      expect(targets.filter((target) => !reached.has(target)).map((target) => target.id)).toEqual([]);
    }
  });
});
