import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { isOpenClass } from "../../core/closure/kinds.ts";
import { ParallelCollectionRDD } from "../../core/rdd/kinds/parallel-collection.ts";
import { registerEngineClasses } from "../../core/scheduler/engine-classes.ts";

registerEngineClasses();
const core = new URL("../../core/", import.meta.url);

/** It stays with the driver: executors get slices of it. */
const DRIVERS_OWN: readonly unknown[] = [ParallelCollectionRDD];

const files = [
  ...readdirSync(new URL("rdd/kinds/", core)).map((file) => `rdd/kinds/${file}`),
  ...["rdd/dependency.ts", "rdd/partitioner.ts", "rdd/range-partitioner.ts", "rdd/partition-actions.ts"],
  ...["rdd/save-partition.ts", "rdd/stat-counter.ts", "conf/errors.ts", "storage/fetch-failed.ts"],
];

describe("what a stage is made of can go to an executor in another thread", () => {
  test.each(files)("the classes of %s have a name there, and no private state that could not travel", async (file) => {
    const module = (await import(new URL(file, core).href)) as Record<string, unknown>;
    const classes = Object.values(module).filter(
      (value) => typeof value === "function" && /^class\b/.test(String(value)),
    );
    for (const owner of classes as Function[]) {
      if (!DRIVERS_OWN.includes(owner)) expect([owner.name, isOpenClass(owner)]).toEqual([owner.name, true]);
    }
  });
});
