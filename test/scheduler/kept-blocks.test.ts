import { afterAll, afterEach, describe, expect, test } from "vitest";
import { registerModule } from "../../core/closure/index.ts";
import { NodeWorkers } from "../../core/host/node/workers.ts";
import * as sluice from "../../core/index.ts";
import { testInput } from "../conformance/harness/test-input.ts";
import { PooledWorkers } from "../support/pooled-workers.ts";
import { World } from "../support/world.ts";
import { changedInPlace, LEVELS, sumsInPlace } from "./programs/changing.ts";

registerModule("sluice", sluice);
const workers = new PooledWorkers(new NodeWorkers());
let world: World;

function enter(executor: "inline" | "workers") {
  world = new World({ previews: 0 });
  Object.assign(world.host, { workers });
  return { "sluice.executor": executor };
}

afterEach(() => world.end());
afterAll(() => workers.close());

describe.each(["inline", "workers"] as const)("%s", (executor) => {
  const cases = LEVELS.flatMap(([name, level]) => [false, true].map((lists) => ({ name, level, lists })));

  test.each(cases)("what a task changes of records kept at $name, with lists: $lists, is its own", async (given) => {
    const settings = enter(executor);
    const sc = world.sc("local[2]", settings);
    const [before, changed, after] = await changedInPlace(sc, given.level, given.lists);
    expect(changed).toEqual([1001, 1002, 1003, 1004]);
    expect(after).toEqual(before);
  });

  test.each([false, true])(
    "a task that fails when it has changed states in place, lists: %s, begins with those before the batch",
    async (lists) => {
      const settings = enter(executor);
      const ssc = world.ssc("local[1,2]", settings);
      ssc.checkpoint("/checkpoints");
      const batches: (readonly [string, number])[][] = [[["a", 1]], [["a", 1]], [["a", 2]], [["a", 1]]];
      const sums: [string, number][][] = [];
      sumsInPlace(testInput(ssc, batches, 1), `${executor} ${lists}`, lists, async (rdd) => {
        sums.push(await rdd.collect());
      });
      ssc.start();
      for (let i = 0; i < batches.length; i++) await world.clock.advance(1000);
      expect(sums).toEqual([[["a", 1]], [["a", 2]], [["a", 4]], [["a", 5]]]);
      expect(world.of("task-completed").filter(({ error }) => error !== undefined)).toHaveLength(1);
    },
  );
});
