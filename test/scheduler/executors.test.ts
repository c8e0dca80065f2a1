import { readFileSync } from "node:fs";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { registerModule } from "../../core/closure/index.ts";
import { NodeWorkers } from "../../core/host/node/workers.ts";
import * as sluice from "../../core/index.ts";
import { PooledWorkers } from "../support/pooled-workers.ts";
import { World } from "../support/world.ts";
import {
  cachedNumbers,
  countLetters,
  exiting,
  failure,
  randomNumbers,
  streamed,
  talking,
  watched,
} from "./programs/failures.ts";
import { JOBS } from "./programs/jobs.ts";

registerModule("sluice", sluice);
const workers = new PooledWorkers(new NodeWorkers());
let world: World;

/** A world whose tasks run in the driver's thread, or in others. */
function enter(executor: "inline" | "workers", master = "local[2]") {
  world = new World();
  Object.assign(world.host, { workers });
  return world.sc(master, { "sluice.executor": executor });
}

afterEach(() => world.end());
afterAll(() => workers.close());

describe("results are the same in threads as in the driver's", () => {
  test.each(Object.keys(JOBS))("%s", async (name) => {
    const inline = await JOBS[name]!(enter("inline"));
    expect(world.of("executor-added")).toEqual([]);
    await world.end();
    const inThreads = await JOBS[name]!(enter("workers"));
    expect(inThreads).toEqual(inline);
    // and they were there
    if (!["no partitions"].includes(name)) expect(world.of("executor-added").length).toBeGreaterThan(0);
  });
});

/** What is no operation on records, or is for the engine. `pipe` needs other programs, which a simulated world lacks. */
const NO_OPERATIONS =
  /^(constructor|become|setName|getNumPartitions|getStorageLevel|getCheckpointFile|toString|toDebugString|pipe|each|iterator|content|blocks|groups|joined|reduceBy|action|truncateLineage|derive|clean|unpersist)$/;

test("no operation is left out", () => {
  const jobs = readFileSync(new URL("programs/jobs.ts", import.meta.url), "utf8");
  const operations = new Set<string>();
  for (let at: object = sluice.RDD.prototype; at !== Object.prototype; at = Object.getPrototypeOf(at) as object) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(at)))
      if (typeof value === "function" && !NO_OPERATIONS.test(name)) operations.add(name);
  }
  expect(operations.size).toBeGreaterThan(80);
  expect([...operations].filter((name) => !new RegExp(`\\.${name}\\b`).test(jobs))).toEqual([]);
});

describe("an executor that is killed", () => {
  const expected = [
    ["a", 2],
    ["b", 2],
    ["c", 1],
    ["d", 1],
  ];
  const tasks = 8;

  test.each(Array.from({ length: tasks }, (_, i) => i))("while task %i runs: the result is the same", async (nth) => {
    const sc = enter("workers");
    let started = 0;
    sc.trace.subscribe((event) => {
      if (event.kind !== "task-started" || started++ !== nth) return;
      queueMicrotask(() => sc.killExecutor(event.slot));
    });
    expect((await countLetters(sc)).sort()).toEqual(expected);
    expect(world.of("executor-removed")).toHaveLength(1);
    const failures = world.of("task-completed").map((event) => event.error?.code);
    expect(failures.filter((code) => code === "EXECUTOR_LOST")).toHaveLength(1);
  });

  test.each(Array.from({ length: tasks }, (_, i) => i))(
    "after task %i: the output that it kept is made anew",
    async (nth) => {
      const sc = enter("workers");
      let ended = 0;
      sc.trace.subscribe((event) => {
        if (event.kind !== "task-completed" || ended++ !== nth) return;
        queueMicrotask(() => sc.killExecutor(event.slot));
      });
      expect((await countLetters(sc)).sort()).toEqual(expected);
    },
  );

  test("what it had cached is computed anew, unless there are two copies", async () => {
    for (const level of ["MEMORY_ONLY", "MEMORY_ONLY_2"] as const) {
      const sc = enter("workers");
      const { cached, computed } = cachedNumbers(sc, level);
      await cached.count();
      expect(computed.value).toBe(4);
      const again = level === "MEMORY_ONLY_2" ? 0 : world.of("task-started").filter(({ slot }) => slot === 0).length;
      sc.killExecutor(0);
      expect(await cached.count()).toBe(4);
      expect(computed.value).toBe(4 + again);
      await world.end();
    }
    enter("inline");
  });

  test("what is stored anew is read anew, also where a copy of the old was kept", async () => {
    const sc = enter("workers");
    const cached = randomNumbers(sc);
    const first = await cached.collect();
    expect(await cached.collect()).toEqual(first);
    for (let partition = 0; partition < 4; partition++) sc.blocks.remove(`rdd_${cached.id}_${partition}`);
    const second = await cached.collect();
    expect(second).not.toEqual(first);
    for (let i = 0; i < 3; i++) expect(await cached.collect()).toEqual(second);
  });

  test("a task that ends its own thread is tried four times, and then its job fails", async () => {
    const sc = enter("workers");
    const job = exiting(sc);
    await expect(job).rejects.toThrow(
      /^Job aborted due to stage failure: Task 0 in stage 0\.0 failed 4 times, .*ExecutorLostFailure: executor \d exited/,
    );
    expect(await sc.range(0, 3).count()).toBe(3);
  });
});

describe("what happens in a thread is told as if it had happened here", () => {
  test("the user's error is the cause, with its class, message and place", async () => {
    const inline = await failure(enter("inline"));
    await world.end();
    const inThread = await failure(enter("workers"));
    expect(inThread.message).toBe(inline.message);
    expect(inThread.cause).toBeInstanceOf(RangeError);
    expect((inThread.cause as Error).message).toBe((inline.cause as Error).message);
    const info = world.of("job-completed").at(-1)?.error;
    expect(info?.site).toMatchObject({ file: "failures.ts" });
  });

  test("the console of a task goes into the trace, as the task's", async () => {
    await talking(enter("workers"));
    const lines = world.of("console").map(({ text, origin }) => [text, origin]);
    const [task] = world.of("task-started");
    expect(lines).toEqual([["hello 1\n", { stage: task!.stage, task: task!.task }]]);
  });

  test("what flows is shown", async () => {
    for (const executor of ["inline", "workers"] as const) {
      const sc = enter(executor);
      await watched(sc);
      const seen = world
        .of("partition-computed")
        .map(({ rdd, partition, records, complete, sample }) => ({ rdd, partition, records, complete, sample }));
      expect(seen.sort((a, b) => a.rdd - b.rdd || a.partition - b.partition)).toEqual([
        { rdd: 1, partition: 0, records: 1, complete: true, sample: [["a", "1"]] },
        {
          rdd: 1,
          partition: 1,
          records: 2,
          complete: true,
          sample: [
            ["b", "1"],
            ["c", "1"],
          ],
        },
      ]);
      await world.end();
    }
    enter("inline");
  });
});

test("a stream: what a receiver stored goes to the tasks that read it, and batches have their time", async () => {
  const sc = enter("workers", "local[3]");
  const said = streamed(sc);
  world.host.network.sendAt(100, "localhost", 9999, "to be or");
  world.host.network.sendAt(700, "localhost", 9999, "not to be");
  await world.clock.advance(2500);
  expect(said).toEqual([
    [
      1000,
      [
        ["be", 2],
        ["not", 1],
        ["or", 1],
        ["to", 2],
      ],
      2,
    ],
    [2000, [], 0],
  ]);
  // the receiver keeps its slot, and there is no thread for it
  expect(world.of("executor-added").map(({ executor }) => executor)).not.toContain(0);
});

test("a function that was not compiled cannot go to a thread, and the error says what to do", async () => {
  const sc = enter("workers");
  const job = sc
    .parallelize([1], 1)
    .map((n) => n + 1)
    .collect();
  await expect(job).rejects.toMatchObject({
    code: "NOT_COMPILED",
    message: expect.stringContaining("was not compiled by Sluice"),
  });
});

test("what still runs when the context stops is not waited for", async () => {
  const sc = enter("workers");
  const job = countLetters(sc);
  sc.stop();
  await expect(job).rejects.toThrow("SparkContext was shut down");
});

test("where there are no threads, asking for them is an error", () => {
  world = new World();
  expect(() => world.sc("local[2]", { "sluice.executor": "workers" })).toThrow("Tasks cannot run in threads here");
  expect(() => world.sc("local[2]", { "sluice.executor": "sometimes" })).toThrow(
    "Wrong value 'sometimes' for 'sluice.executor'",
  );
});
