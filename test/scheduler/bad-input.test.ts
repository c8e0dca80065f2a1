import { afterAll, describe, expect, test } from "vitest";
import { registerModule } from "../../core/closure/index.ts";
import { NodeWorkers } from "../../core/host/node/workers.ts";
import type { SparkContext } from "../../core/index.ts";
import * as sluice from "../../core/index.ts";
import { PooledWorkers } from "../support/pooled-workers.ts";
import { World } from "../support/world.ts";
import { BAD_INPUT } from "./programs/bad-input.ts";

registerModule("sluice", sluice);
const workers = new PooledWorkers(new NodeWorkers());
let world: World | undefined;

afterAll(async () => {
  await world?.end();
  workers.close();
});

const TASK_FAILED =
  /^Job aborted due to stage failure: Task \d+ in stage \d+\.0 failed 1 times, most recent failure: Lost task \d+\.0 in stage \d+\.0 \(TID \d+\) \(localhost executor driver\): /;

describe.each(["inline", "workers"] as const)("bad input gets one clear error, tasks %s", (executor) => {
  let sc: SparkContext;

  test.each(Object.entries(BAD_INPUT))("%s", async (_, { run, error: name, message, inTask }) => {
    if (sc === undefined) {
      await world?.end();
      world = new World();
      Object.assign(world.host, { workers });
      sc = world.sc("local[2]", { "sluice.executor": executor });
    }
    let error: unknown;
    try {
      await run(sc);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(Error);
    if (inTask) {
      expect((error as Error).message).toMatch(TASK_FAILED);
      error = (error as Error).cause;
    }
    expect((error as Error).message).toMatch(message);
    expect((error as Error).name).toMatch(name === "SparkError" ? /^(SparkError|TaskNotSerializableError)$/ : name);
    // and all goes on
    expect(await sc.range(0, 3).count()).toBe(3);
  });
});

test("what has no partitions is known without computing anything", async () => {
  await world?.end();
  world = new World();
  const sc = world.sc();
  const none = sc
    .range(0, 6, 1, 3)
    .map((n): [number, number] => [n, n])
    .reduceByKey((a, b) => a + b, 0);
  expect([await none.collect(), await none.count()]).toEqual([[], 0]);
  expect(world.of("task-started")).toEqual([]);
  expect(world.of("job-completed")).toHaveLength(2);
});
