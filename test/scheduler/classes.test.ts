import { afterAll, afterEach, describe, expect, test } from "vitest";
import { registerModule } from "../../core/closure/index.ts";
import { NodeWorkers } from "../../core/host/node/workers.ts";
import * as sluice from "../../core/index.ts";
import { PooledWorkers } from "../support/pooled-workers.ts";
import { World } from "../support/world.ts";
import { CLASSES } from "./programs/classes.ts";

registerModule("sluice", sluice);
const workers = new PooledWorkers(new NodeWorkers());
let world: World;

afterEach(() => world.end());
afterAll(() => workers.close());

const EXPECTED: Readonly<Record<string, unknown>> = {
  "an instance is of the class that a task mentions": [6, 3, 0],
  "an instance is of the class of the driver": Array.from({ length: 6 }, () => [true, true, true]),
  "private fields are there, in tasks and in the driver": [15, 16, 30],
  "a captured instance, a broadcast one and a cached one": [11, 12, 13, 14, 15, 16],
  "a class that keeps something that changes": [
    6,
    3,
    0,
    expect.arrayContaining([0, 2, 4, 6, 8, 10]),
    expect.arrayContaining([
      [true, false],
      [true, true],
    ]),
    0,
  ],
  "classes that one text makes are different classes": [3, 3, 0, 3],
  keys: [
    [0, 3],
    [2, 3],
  ],
};

describe.each(["inline", "workers"] as const)("classes of the program, tasks %s", (executor) => {
  test.each(Object.keys(CLASSES))("%s", async (name) => {
    world = new World();
    Object.assign(world.host, { workers });
    const sc = world.sc("local[2]", { "sluice.executor": executor });
    expect(await CLASSES[name]!(sc)).toEqual(EXPECTED[name]);
    if (executor === "workers") expect(world.of("executor-added").length).toBeGreaterThan(0);
  });
});
