import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { registerModule } from "../../core/closure/index.ts";
import { installHost } from "../../core/host/host.ts";
import * as sluice from "../../core/index.ts";
import { type RDD, Seconds, type State, StateSpec, StreamingContext, Time } from "../../core/index.ts";
import { Driver } from "../recovery/drivers.ts";
import { World } from "../support/world.ts";
import { counting } from "./programs/recovered.ts";

registerModule("sluice", sluice);
let world: World;
let ssc: StreamingContext;
beforeEach(() => {
  world = new World({ previews: 0 });
  ssc = world.ssc();
  ssc.checkpoint("/checkpoints");
});
afterEach(() => world.end());

const count = (values: readonly number[], state: number | undefined) => (state ?? 0) + values.length;

const latest = (key: string, value: number | undefined, state: State<number>): [string, number] => {
  if (state.isTimingOut()) return [key, -1];
  state.update(value!);
  return [key, value!];
};

function pairs() {
  const queue: RDD<[string, number]>[] = [];
  let batch = 0;
  return {
    stream: ssc.queueStream(queue),
    async next(batches = 1) {
      for (let i = 0; i < batches; i++, batch++) {
        queue.push(
          ssc.sparkContext.parallelize<[string, number]>(
            [
              ["a", batch],
              [`b${batch % 7}`, 1],
            ],
            2,
          ),
        );
        await world.clock.advance(1000);
      }
    },
  };
}

/** The checkpointed RDDs that there are files of, by their ids. */
function files(): number[] {
  const directory = ssc.sparkContext.getCheckpointDir()!;
  return world.host.files
    .list(directory)
    .map(({ name }) => Number(name.replace("rdd-", "")))
    .sort((a, b) => a - b);
}

describe("files of checkpointed RDDs", () => {
  test("stay as long as what is remembered may be computed from them, now and a batch before, and not longer", async () => {
    const { stream, next } = pairs();
    const states = stream.updateStateByKey(count);
    states.checkpoint(Seconds(2));
    const ids: number[] = [];
    states.foreachRDD(async (rdd) => {
      ids.push(rdd.id);
      await rdd.count();
    });
    ssc.start();
    const of = (...batches: number[]) => batches.map((batch) => ids[batch - 1]);
    await next(9);
    // four batches are remembered: 6, 7, 8 and 9; and before, when 5 was the oldest, which is made of 4
    expect(files()).toEqual(of(4, 6, 8));
    await next();
    expect(files()).toEqual(of(6, 8, 10));
    await next();
    // 8 is the oldest now; before, it was 7, which is made of 6
    expect(files()).toEqual(of(6, 8, 10));
    await next();
    expect(files()).toEqual(of(8, 10, 12));
  });

  test("what is remembered can be computed anew, also the oldest", async () => {
    const { stream, next } = pairs();
    const states = stream.updateStateByKey(count);
    states.checkpoint(Seconds(2));
    const rdds: RDD<[string, number]>[] = [];
    states.foreachRDD(async (rdd) => {
      rdds.push(rdd);
      await rdd.count();
    });
    ssc.start();
    await next(13);
    for (const rdd of rdds) ssc.sparkContext.unpersist(rdd);
    const sum = (await rdds.at(-4)!.collect()).reduce((all, [, n]) => all + n, 0);
    expect(sum).toBe(2 * 10);
  });

  test("a file that cannot be removed is warned of, and removed later", async () => {
    const { stream, next } = pairs();
    const states = stream.updateStateByKey(count);
    states.checkpoint(Seconds(1));
    states.foreachRDD((rdd) => rdd.count());
    ssc.start();
    const { files: store } = world.host;
    const remove = store.remove.bind(store);
    store.remove = (path) => {
      if (path.includes("rdd-")) throw new Error("busy");
      remove(path);
    };
    await next(6);
    expect(world.codes).toContain("CHECKPOINT_REMOVE");
    expect(files().length).toBeGreaterThan(3);
    store.remove = remove;
    await next(2);
    expect(files().length).toBeLessThanOrEqual(4);
  });
});

test("nothing grows over 1,000 batches", { timeout: 120_000 }, async () => {
  const { stream, next } = pairs();
  const states = stream.updateStateByKey(count);
  states.foreachRDD((rdd) => rdd.count());
  const spec = StateSpec.function(latest).timeout(Seconds(5));
  const mapped = stream.mapWithState(spec);
  mapped.foreachRDD((rdd) => rdd.count());
  mapped.stateSnapshots().foreachRDD((rdd) => rdd.count());
  ssc.start();
  const failed = () => world.of("output-completed").filter((event) => event.error !== undefined);
  const measured: { blocks: number; files: number; bytes: number; lineage: number }[] = [];
  let longest = 0;
  for (let i = 0; i < 10; i++) {
    await next(100);
    expect(failed()).toEqual([]);
    world.events.length = 0;
    const rdd = states.getOrCompute(ssc.graph.zeroTime!.plus(Seconds(100 * (i + 1))))!;
    longest = Math.max(longest, rdd.toDebugString().split("\n").length);
    const { blocks } = ssc.sparkContext;
    measured.push({
      blocks: blocks.size,
      files: files().length,
      bytes: blocks.memoryUsed,
      lineage: rdd.toDebugString().split("\n").length,
    });
  }
  const [, second] = measured;
  for (const later of measured.slice(2)) {
    expect(later).toEqual({ ...second, bytes: later.bytes });
    // which keys there were lately is not the same each time
    expect(later.bytes).toBeLessThanOrEqual(second!.bytes * 1.1);
  }
  expect(longest).toBeLessThan(60);
});

describe("a new driver", () => {
  /** The states of a batch in both ways, and what they are made of. */
  const both = (ssc: StreamingContext, time: number) =>
    Promise.all(
      ssc.graph.outputs.map(async ({ parent }) => {
        const rdd = parent.getOrCompute(new Time(time)) as RDD<[string, number]>;
        return { states: Object.fromEntries((await rdd.collect()).sort()), lineage: rdd.toDebugString() };
      }),
    );

  test("goes on from the states that were written, which are where they belong, and removes them in time", async () => {
    await world.end();
    const first = new Driver();
    first.host.files.makeDirectory("/in");
    const run = async (driver: Driver, batches: number) => {
      for (let i = 0; i < batches; i++) {
        driver.host.files.write(`/in/${driver.host.clock.now()}.txt`, new TextEncoder().encode("a\nb\na\n"));
        await driver.host.clock.advance(1000);
      }
    };
    const before = StreamingContext.getOrCreate("/checkpoint", counting);
    before.start();
    await run(first, 13);
    const [updatedBefore] = await both(before, 13_000);
    expect(updatedBefore!.states).toEqual({ a: 24, b: 12 });
    const stopped = before.stop();
    await first.host.clock.advance(2000);
    await stopped;

    const second = new Driver(first);
    const after = StreamingContext.getOrCreate("/checkpoint", counting);
    after.start();
    await run(second, 5);
    const [updated, mapped] = await both(after, 19_000);
    expect(updated!.states).toEqual(mapped!.states);
    expect([updated!.states.a! > 24, updated!.states.a]).toEqual([true, 2 * updated!.states.b!]);
    for (const { lineage } of [updated!, mapped!]) expect(lineage).toContain("ReliableCheckpointRDD");
    // the states that were read are where they belong: there is no shuffle of them
    expect(updated!.lineage).not.toMatch(/\+-\(2\) ReliableCheckpointRDD/);
    const written = () =>
      second.host.files
        .list("/checkpoint")
        .filter(({ kind, name }) => kind === "directory" && !name.startsWith("."))
        .flatMap(({ name }) => second.host.files.list(`/checkpoint/${name}`).map((rdd) => `${name}/${rdd.name}`))
        .filter((path) => path.includes("/rdd-"));
    const old = written().filter((path) => !path.startsWith(after.sparkContext.getConf().getAppId()));
    expect(old).not.toEqual([]);
    await run(second, 25);
    for (const path of old) expect(written()).not.toContain(path);
    expect(written().length).toBeLessThanOrEqual(6);
    const end = after.stop();
    await second.host.clock.advance(2000);
    await end;
    installHost(undefined);
  });
});
