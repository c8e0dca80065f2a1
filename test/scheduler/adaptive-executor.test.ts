import { expect, test } from "vitest";
import { StorageLevel } from "../../core/conf/storage-level.ts";
import { RDD } from "../../core/index.ts";
import { MappedRDD } from "../../core/rdd/kinds/mapped.ts";
import { ParallelCollectionRDD } from "../../core/rdd/kinds/parallel-collection.ts";
import { AdaptiveExecutor } from "../../core/scheduler/adaptive-executor.ts";
import type { Stage } from "../../core/scheduler/stage.ts";
import type { WorkerExecutor } from "../../core/scheduler/worker-executor.ts";

interface World {
  /** How many milliseconds a thousand records take. */
  inline: number;
  threads: number;
  /** The threads are up. */
  ready?: boolean;
  /** The functions were not compiled. */
  refuses?: boolean;
  receivers?: number;
}

/** Runs stages in a world where only they take time, and says where each ran. */
function placesOf(world: World, stages: readonly Stage[]): string {
  let now = 0;
  let records = 0;
  const place = (name: "inline" | "threads") => ({
    prepare() {
      if (name === "threads" && world.refuses) throw new Error("a function was not compiled");
      places.push(name[0]!);
      const run = {
        start: () => ({ outcome: { result: 0 }, finish() {} }),
        end: () => {
          now += (world[name] * records) / 1000;
        },
      };
      return run;
    },
    ready: () => world.ready ?? true,
    freeBroadcast() {},
    kill() {},
    stop() {},
  });
  const places: string[] = [];
  const executor = new AdaptiveExecutor({
    inline: place("inline"),
    threads: place("threads") as unknown as WorkerExecutor,
    clock: { kind: "system", now: () => now, schedule: () => ({ cancel() {} }) },
    blocks: { info: () => undefined } as never,
    shuffles: { records: () => 0 } as never,
    slots: 2,
    receivers: () => world.receivers ?? 0,
  });
  for (const stage of stages) {
    records = stage.rdd.dependencies[0]!.rdd.kind.size!;
    executor.prepare(stage, [0, 1]).end();
  }
  return places.join("");
}

function stageOf(records: number, name = "count"): Stage {
  const source = RDD.withoutContext<number>(0);
  const all = Array.from({ length: records }, (_, i) => i);
  source.become(new ParallelCollectionRDD(all, 2), StorageLevel.NONE, undefined, false);
  const rdd = RDD.withoutContext<number>(1);
  rdd.become(new MappedRDD(source, twice), StorageLevel.NONE, undefined, false);
  return { id: 0, rdd: rdd as never, shuffle: undefined, action: { name, functions: [], run: () => 0 }, parents: [] };
}

const twice = (n: number) => n * 2;
const times = (n: number, stage: Stage) => new Array<Stage>(n).fill(stage);

test("a short stage stays in the driver's thread", () => {
  expect(placesOf({ inline: 5, threads: 1 }, times(5, stageOf(1000)))).toBe("iiiii");
});

test("a long one is tried in threads, and stays where it was faster", () => {
  expect(placesOf({ inline: 20, threads: 12 }, times(6, stageOf(1000)))).toBe("ittttt");
  expect(placesOf({ inline: 20, threads: 70 }, times(6, stageOf(1000)))).toBe("itiiii");
});

test("beside receivers, which run in the driver's thread, threads may take a little longer", () => {
  expect(placesOf({ inline: 20, threads: 23 }, times(5, stageOf(1000)))).toBe("itiii");
  expect(placesOf({ inline: 20, threads: 23, receivers: 1 }, times(5, stageOf(1000)))).toBe("itttt");
  expect(placesOf({ inline: 20, threads: 27, receivers: 1 }, times(5, stageOf(1000)))).toBe("itiii");
});

test("the other place gets another chance, once in a while", () => {
  const places = placesOf({ inline: 20, threads: 70 }, times(140, stageOf(1000)));
  expect(places.match(/t/g)).toHaveLength(3);
});

test("what is learnt is about that stage, and about as many records", () => {
  const stages = [stageOf(1000), stageOf(1000), stageOf(100), stageOf(1000, "collect"), stageOf(1000)];
  expect(placesOf({ inline: 20, threads: 12 }, stages)).toBe("itiit");
});

test("nothing waits for threads that are not up, and what cannot go there stays", () => {
  expect(placesOf({ inline: 20, threads: 1, ready: false }, times(4, stageOf(1000)))).toBe("iiii");
  expect(placesOf({ inline: 20, threads: 1, refuses: true }, times(4, stageOf(1000)))).toBe("iiii");
});
