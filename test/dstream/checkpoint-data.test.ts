import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type RDD, Seconds, type State, StateSpec, type StreamingContext } from "../../core/index.ts";
import { World } from "../support/world.ts";

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
  test("stay as long as what is remembered may be computed from them, and not longer", async () => {
    const { stream, next } = pairs();
    const states = stream.updateStateByKey(count);
    states.checkpoint(Seconds(2));
    const ids: number[] = [];
    states.foreachRDD(async (rdd) => {
      ids.push(rdd.id);
      await rdd.count();
    });
    ssc.start();
    await next(9);
    // four batches are remembered: 6, 7, 8 and 9; of which 6 has been checkpointed
    const [, , , , , sixth, , eighth] = ids;
    expect(files()).toEqual([sixth, eighth]);
    await next();
    const [, , , , , , , , , tenth] = ids;
    // 7 is the oldest now, and is made of 6
    expect(files()).toEqual([sixth, eighth, tenth]);
    await next();
    expect(files()).toEqual([eighth, tenth]);
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
    expect(files().length).toBeLessThanOrEqual(3);
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
