import { afterAll, afterEach, beforeEach, describe, expect, expectTypeOf, test } from "vitest";
import { registerModule } from "../../core/closure/index.ts";
import { declaredParameters } from "../../core/dstream/declared-parameters.ts";
import { NodeWorkers } from "../../core/host/node/workers.ts";
import type { CompactBuffer, DStream, MapWithStateDStream, Time } from "../../core/index.ts";
import * as sluice from "../../core/index.ts";
import { HashPartitioner, List, type RDD, Seconds, State, StateSpec, StorageLevel } from "../../core/index.ts";
import { StateImpl } from "../../core/rdd/state/state.ts";
import { testInput } from "../conformance/harness/test-input.ts";
import { PooledWorkers } from "../support/pooled-workers.ts";
import { World } from "../support/world.ts";
import { collected, throwing, throwingMapped } from "./programs/states.ts";

registerModule("sluice", sluice);
const workers = new PooledWorkers(new NodeWorkers());
let world: World;
beforeEach(() => {
  world = new World({ previews: 0 });
});
afterEach(() => world.end());
afterAll(() => workers.close());

type Pair = [string, number];

function enter(batches: readonly (readonly Pair[] | null)[], conf: Record<string, string> = {}) {
  Object.assign(world.host, { workers });
  const ssc = world.ssc("local[2]", conf);
  ssc.checkpoint("/checkpoints");
  return { ssc, input: testInput<Pair>(ssc, batches, 2) };
}

const sum = (values: readonly number[], state: number | undefined) => values.reduce((a, b) => a + b, state ?? 0);

const errorsOf = () => world.of("output-completed").map(({ time, error }) => [time, error?.message]);

describe("updateStateByKey", () => {
  test("calls the function for every key in every batch, in no more than one call", async () => {
    const { ssc, input } = enter([
      [
        ["a", 1],
        ["b", 2],
        ["a", 3],
      ],
      [["b", 5]],
      [],
    ]);
    const calls: [number[], number | undefined][] = [];
    input
      .updateStateByKey((values: readonly number[], state: number | undefined) => {
        calls.push([[...values], state]);
        return sum(values, state);
      })
      .foreachRDD(async (rdd) => {
        await rdd.count();
        await rdd.count();
      });
    ssc.start();
    await world.clock.advance(3000);
    const byBatch = [calls.slice(0, 2), calls.slice(2, 4), calls.slice(4)].map((batch) =>
      batch.map((call) => JSON.stringify(call)).sort(),
    );
    expect(byBatch).toEqual([
      ["[[1,3],null]", "[[2],null]"],
      ["[[5],2]", "[[],4]"],
      ["[[],4]", "[[],7]"],
    ]);
  });

  test("gives values that print as Spark's, and what the function does to them stays with its call", async () => {
    const { ssc, input } = enter([
      [["a", 1]],
      [
        ["b", 2],
        ["c", 2],
      ],
    ]);
    const out = collected(
      input.updateStateByKey((values: number[], state: string | undefined) => {
        const text = `${state ?? ""}${(values as List<number>).typeName}${values.length} `;
        values.push(7);
        return text;
      }, 1),
    );
    ssc.start();
    await world.clock.advance(3000);
    expect(out.at(-1)).toEqual([
      ["a", "CompactBuffer1 CompactBuffer0 CompactBuffer0 "],
      ["b", "CompactBuffer1 CompactBuffer0 "],
      ["c", "CompactBuffer1 CompactBuffer0 "],
    ]);
  });

  test("is a cogroup with the states before, persisted, whose lineage is cut every ten seconds", async () => {
    const { ssc, input } = enter([]);
    const rdds: RDD<Pair>[] = [];
    input.updateStateByKey(sum).foreachRDD(async (rdd) => {
      rdds.push(rdd as RDD<Pair>);
      await rdd.count();
    });
    ssc.start();
    await world.clock.advance(11_000);
    const lineage = (rdd: RDD<Pair>) =>
      rdd
        .toDebugString()
        .split("\n")
        .map((line) => line.replace(/\[\d+\].*/, ""))
        .filter((line) => !line.includes("Cached"));
    expect(lineage(rdds[1]!)).toEqual([
      "(2) MapPartitionsRDD",
      " |  MapPartitionsRDD",
      " |  CoGroupedRDD",
      " +-(2) ParallelCollectionRDD",
      " |  MapPartitionsRDD",
      " |  ShuffledRDD",
      " +-(2) ParallelCollectionRDD",
    ]);
    expect(rdds.map((rdd) => rdd.isCheckpointed)).toEqual([...new Array(9).fill(false), true, false]);
    expect(lineage(rdds[10]!)).toEqual([
      "(2) MapPartitionsRDD",
      " |  MapPartitionsRDD",
      " |  CoGroupedRDD",
      " +-(2) ParallelCollectionRDD",
      " |  MapPartitionsRDD",
      " |  ReliableCheckpointRDD",
    ]);
    expect(rdds[10]!.getStorageLevel()).toBe(StorageLevel.MEMORY_ONLY_SER);
    expect(rdds[10]!.partitioner).toEqual(new HashPartitioner(2));
  });

  test("what a function of a later stream does to the states does not reach them", async () => {
    const { ssc, input } = enter([[["a", 1]], [["a", 1]]]);
    const states = input.updateStateByKey((values: readonly number[], state: { n: number } | undefined) => ({
      n: sum(values, state?.n),
    }));
    const spoilt = collected(
      states.map((pair) => {
        pair[1].n *= 100;
        return pair;
      }),
    );
    const out = collected(states);
    ssc.start();
    await world.clock.advance(2000);
    expect(spoilt).toEqual([[["a", { n: 100 }]], [["a", { n: 200 }]]]);
    expect(out).toEqual([[["a", { n: 1 }]], [["a", { n: 2 }]]]);
  });

  test.each(["MEMORY_ONLY", "MEMORY_ONLY_SER", "MEMORY_AND_DISK", "DISK_ONLY"] as const)(
    "gives the same at %s, also when blocks are lost",
    async (level) => {
      const { ssc, input } = enter(Array.from({ length: 14 }, (_, i): Pair[] => [[`k${i % 3}`, i]]));
      const states = input.updateStateByKey(sum).persist(StorageLevel[level]);
      const out: Pair[][] = [];
      states.foreachRDD(async (rdd) => {
        out.push((await rdd.collect()) as Pair[]);
        if (out.length === 12) rdd.unpersist();
      });
      ssc.start();
      await world.clock.advance(14_000);
      expect([...out.at(-1)!].sort()).toEqual([
        ["k0", 0 + 3 + 6 + 9 + 12],
        ["k1", 1 + 4 + 7 + 10 + 13],
        ["k2", 2 + 5 + 8 + 11],
      ]);
    },
  );

  test.each(["inline", "workers"])(
    "fails the job when the function throws, with its line; and so do the next batches, which are made of this one (%s)",
    async (executor) => {
      const { ssc, input } = enter([[["a", 1]], [["a", 13]], [["b", 1]]], { "sluice.executor": executor });
      const out = collected(throwing(input));
      ssc.awaitTermination().catch(() => {});
      ssc.start();
      await world.clock.advance(3000);
      expect(out).toEqual([[["a", 1]]]);
      const [first, ...others] = world.of("output-completed").map(({ error }) => error);
      expect(first).toBeUndefined();
      for (const error of others) expect(error?.message).toContain("RangeError: an unlucky value");
      expect(others[0]?.site ?? others[0]?.stack).toBeDefined();
      expect(JSON.stringify(others[0])).toContain("states.ts");
    },
  );

  test("a state that is a promise is refused, and one that cannot be written", async () => {
    const { ssc, input } = enter([[["a", 1]]]);
    input.updateStateByKey(async () => 1).foreachRDD((rdd) => rdd.count());
    input.updateStateByKey(() => ({ open: Promise.resolve() })).foreachRDD((rdd) => rdd.count());
    ssc.awaitTermination().catch(() => {});
    ssc.start();
    await world.clock.advance(1000);
    const [first, second] = errorsOf();
    expect(first![1]).toContain("The state of the key a is a promise, which cannot be kept");
    expect(second![1]).toMatch(/records\[0\]\[1\]\.open cannot be kept: it is a Promise/);
  });

  test("arguments that make no sense are refused where they stand", () => {
    const { input } = enter([]);
    const refused = (...args: unknown[]) =>
      expect(() => (input.updateStateByKey as (...args: unknown[]) => unknown).apply(input, args));
    refused("no function").toThrow("updateStateByKey needs a function, not string");
    refused(sum, "two").toThrow("needs a partitioner, or a number of partitions");
    refused(sum, 2, true, 7).toThrow("takes a function, a partitioner");
    refused((...args: unknown[]) => args, 2, true).toThrow("cannot tell what this function wants");
    refused(() => 1, 2, true).toThrow("cannot tell what this function wants");
    refused(sum, -1).toThrow("cannot be negative");
  });
});

describe("mapWithState", () => {
  const counted = (key: string, _value: number | undefined, state: State<number>): Pair => {
    state.update((state.getOption() ?? 0) + 1);
    return [key, state.get()];
  };

  test("is a MapWithStateRDD made of the one before, of which the first begins with an empty one", async () => {
    const { ssc, input } = enter([[["a", 1]]]);
    const lineages: string[][] = [];
    input.mapWithState(StateSpec.function(counted)).foreachRDD((rdd) => {
      lineages.push(
        rdd
          .toDebugString()
          .split("\n")
          .map((line) => line.replace(/\[\d+\].*/, ""))
          .filter((line) => !line.includes("Cached")),
      );
    });
    ssc.start();
    await world.clock.advance(1000);
    expect(lineages[0]).toEqual([
      "(2) MapPartitionsRDD",
      " |  MapWithStateRDD",
      " |  MapWithStateRDD",
      " |  MapPartitionsRDD",
      " |  ShuffledRDD",
      " +-(0) EmptyRDD",
      " |  ShuffledRDD",
      " +-(0) EmptyRDD",
      " |  ShuffledRDD",
      " +-(2) ParallelCollectionRDD",
    ]);
  });

  test("touches no key without a record, and does not write but every ten batches", async () => {
    const { ssc, input } = enter(Array.from({ length: 12 }, (_, i): Pair[] => [[`k${i}`, i]]));
    let calls = 0;
    const stream = input.mapWithState(
      StateSpec.function((key: string, value: number | undefined, state: State<number>) => {
        calls++;
        state.update(value!);
        return key;
      }),
    );
    stream.foreachRDD((rdd) => rdd.count());
    ssc.start();
    await world.clock.advance(12_000);
    expect(calls).toBe(12);
    const [internal] = stream.kind.parents as DStream<unknown>[];
    const checkpointed = [];
    for (let batch = 1; batch <= 12; batch++)
      checkpointed.push(internal!.getOrCompute(ssc.graph.zeroTime!.plus(Seconds(batch)))!.isCheckpointed);
    expect(checkpointed).toEqual([...new Array(9).fill(false), true, false, false]);
    expect(internal!.lifecycle.storageLevel).toBe(StorageLevel.MEMORY_ONLY);
  });

  test("goes on without an RDD: time passes, and states time out", async () => {
    const batches: (Pair[] | null)[] = [[["a", 1]], null, null, null];
    const { ssc, input } = enter(batches);
    const stream = input.mapWithState(
      StateSpec.function((time: Time, key: string, _value: number | undefined, state: State<number>) => {
        if (state.isTimingOut()) return `${key} out at ${time.milliseconds}`;
        state.update(1);
        return undefined;
      }).timeout(Seconds(1)),
    );
    stream.checkpoint(Seconds(1));
    const out = collected(stream);
    ssc.start();
    await world.clock.advance(4000);
    expect(out).toEqual([[], [], ["a out at 3000"], []]);
  });

  test("of several first states of a key the last one counts; of updateStateByKey's the first", async () => {
    const { ssc, input } = enter([[["a", 1]]]);
    const initial = ssc.sparkContext.parallelize<Pair>(
      [
        ["a", 10],
        ["a", 20],
      ],
      1,
    );
    const update = collected(input.updateStateByKey(sum, 2, initial));
    const spec = StateSpec.function(
      (key: string, value: number | undefined, state: State<number>): Pair => [key, state.get() + value!],
    );
    const map = collected(input.mapWithState(spec.initialState(initial)));
    ssc.start();
    await world.clock.advance(1000);
    expect([update, map]).toEqual([[[["a", 11]]], [[["a", 21]]]]);
  });

  test.each(["inline", "workers"])("fails the job when the function throws, with its line (%s)", async (executor) => {
    const { ssc, input } = enter([[["a", 1]], [["a", 13]], [["b", 1]]], { "sluice.executor": executor });
    const out = collected(throwingMapped(input));
    ssc.awaitTermination().catch(() => {});
    ssc.start();
    await world.clock.advance(3000);
    expect(out).toEqual([[["a", 1]]]);
    const errors = world.of("output-completed").map(({ error }) => error);
    expect(errors.map((error) => error?.message.includes("RangeError: an unlucky value"))).toEqual([
      undefined,
      true,
      true,
    ]);
    expect(JSON.stringify(errors[1])).toContain("states.ts");
  });

  test("a state that is a promise is refused at once; one that cannot be written when it is written, by its key", async () => {
    const { ssc, input } = enter([[["a", 1]]]);
    input
      .mapWithState(
        StateSpec.function((_key: string, _value: number | undefined, state: State<unknown>) => {
          state.update(Promise.resolve());
          return 1;
        }),
      )
      .foreachRDD((rdd) => rdd.count());
    const later = input.mapWithState(
      StateSpec.function((_key: string, _value: number | undefined, state: State<unknown>) => {
        state.update({ open: Promise.resolve() });
        return 1;
      }),
    );
    later.foreachRDD((rdd) => rdd.count());
    ssc.awaitTermination().catch(() => {});
    ssc.start();
    await world.clock.advance(10_000);
    const errors = errorsOf().filter(([, message]) => message !== undefined);
    expect(errors[0]).toEqual([1000, expect.stringContaining("The state of the key a is a promise")]);
    expect(errors.at(-1)).toEqual([
      10_000,
      expect.stringContaining("The state of the key a (.open) cannot be kept: it is a Promise"),
    ]);
  });

  test("a State that was kept is refused afterwards", async () => {
    const { ssc, input } = enter([[["a", 1]]]);
    const kept: State<number>[] = [];
    input
      .mapWithState(
        StateSpec.function((key: string, _value: number | undefined, state: State<number>) => {
          kept.push(state);
          state.update(1);
          return key;
        }),
      )
      .foreachRDD((rdd) => rdd.count());
    ssc.start();
    await world.clock.advance(1000);
    for (const use of [
      () => kept[0]!.get(),
      () => kept[0]!.exists(),
      () => kept[0]!.update(2),
      () => kept[0]!.remove(),
      () => kept[0]!.isTimingOut(),
      () => String(kept[0]),
    ])
      expect(use).toThrow("A State was used after the call of mapWithState's function");
  });

  test("a spec that makes no sense is refused where it stands", () => {
    const { input } = enter([]);
    const make = StateSpec.function as (f: unknown) => StateSpec<string, number, number, unknown>;
    expect(() => make(7)).toThrow("StateSpec.function needs a function, not number");
    expect(() => make((...args: unknown[]) => args)).toThrow("cannot tell whether this function takes the batch time");
    expect(() => make(() => 1)).toThrow("it declares no fixed number of parameters");
    expect(() => make((_a: 1, _b: 1, _c: 1, _d: 1, _e: 1) => 1)).toThrow("it declares 5 parameters");
    const spec = StateSpec.function(counted);
    expect(() => spec.timeout(5 as never)).toThrow("StateSpec.timeout needs a Duration");
    expect(() => spec.partitioner(5 as never)).toThrow("StateSpec.partitioner needs a Partitioner");
    expect(() => spec.initialState([] as never)).toThrow("StateSpec.initialState needs an RDD");
    expect(() => input.mapWithState(counted as never)).toThrow("mapWithState needs a StateSpec");
  });
});

describe("a State", () => {
  const wrapped = (state?: number) => {
    const made = new StateImpl<number>();
    made.wrap(state !== undefined, state);
    return made;
  };

  test("knows whether there is one", () => {
    const none = wrapped();
    expect([none.exists(), none.getOption(), String(none)]).toEqual([false, undefined, "<state not set>"]);
    expect(() => none.get()).toThrow("State is not set");
    const one = wrapped(0);
    expect([one.exists(), one.get(), one.getOption(), String(one)]).toEqual([true, 0, 0, "0"]);
    expect(one).toBeInstanceOf(State);
  });

  test("may be removed once, also where there is none, and not updated then", () => {
    for (const state of [wrapped(), wrapped(1)]) {
      state.remove();
      expect(state.exists()).toBe(false);
      expect(() => state.get()).toThrow("State is not set");
      expect(() => state.update(2)).toThrow("requirement failed: Cannot update the state after it has been removed");
      expect(() => state.remove()).toThrow("requirement failed: Cannot remove the state that has already been removed");
    }
    const state = wrapped();
    state.update(1);
    state.remove();
    expect([state.isRemoved, state.isUpdated]).toEqual([true, false]);
  });

  test("can only be read while it is timing out", () => {
    const state = new StateImpl<number>();
    state.wrapTimingOut(3);
    expect([state.isTimingOut(), state.exists(), state.get()]).toEqual([true, true, 3]);
    expect(() => state.update(2)).toThrow("requirement failed: Cannot update the state that is timing out");
    expect(() => state.remove()).toThrow("requirement failed: Cannot remove the state that is timing out");
    state.wrap(true, 1);
    expect(state.isTimingOut()).toBe(false);
  });
});

test.each<[Function, number | undefined]>([
  [(a: number) => a, 1],
  [(a: number, b = 2) => a + b, 2],
  [(a = 1) => a, 1],
  [(a = "(,", b = [1, 2], { c } = { c: ")" }) => [a, b, c], 3],
  [(a: number, ...rest: number[]) => [a, rest], undefined],
  [() => 1, undefined],
  [
    function named(this: unknown, a: number, /* b, */ c: number) {
      return [this, a, c];
    },
    2,
  ],
  [async (a: number) => a, 1],
  [Math.max, undefined],
  [((a: number, b: number) => a + b).bind(undefined), undefined],
  [
    {
      method(a: number, b: number) {
        return a + b;
      },
    }.method,
    2,
  ],
])("%s declares %s parameters", (f, expected) => {
  expect(declaredParameters(f)).toBe(expected);
});

/** What the compiler has to say; nothing of it runs. */
function types(pairs: DStream<[string, number]>, words: DStream<string>, initial: RDD<[string, number]>) {
  const updated = pairs.updateStateByKey((values: readonly number[], state: number | undefined) => sum(values, state));
  expectTypeOf(updated).toEqualTypeOf<DStream<[string, number]>>();
  expectTypeOf(
    pairs.updateStateByKey<string, number, number>((values, state) => values.length + (state ?? 0)),
  ).toEqualTypeOf<DStream<[string, number]>>();
  pairs.updateStateByKey(sum, 2);
  pairs.updateStateByKey(sum, new HashPartitioner(2), initial);
  const timed = pairs.updateStateByKey(
    (time: Time, key: string, values: CompactBuffer<number>, state: string | undefined) =>
      `${state}${time}${key}${values}`,
    2,
    true,
  );
  expectTypeOf(timed).toEqualTypeOf<DStream<[string, string]>>();
  const iterated = pairs.updateStateByKey(
    (records: IteratorObject<[string, CompactBuffer<number>, boolean | undefined]>) =>
      records.map(([key, values]): [string, boolean] => [key, values.length > 0]),
    2,
    false,
  );
  expectTypeOf(iterated).toEqualTypeOf<DStream<[string, boolean]>>();
  const mapped = pairs.mapWithState(
    StateSpec.function((key: string, value: number | undefined, state: State<boolean>) => [key, value ?? state.get()])
      .timeout(Seconds(3))
      .numPartitions(2),
  );
  expectTypeOf(mapped).toEqualTypeOf<MapWithStateDStream<string, number, boolean, [string, number | boolean]>>();
  expectTypeOf(mapped.stateSnapshots()).toEqualTypeOf<DStream<[string, boolean]>>();
  const some = pairs.mapWithState(
    StateSpec.function((_time: Time, key: string, _value: number | undefined, _state: State<number>) =>
      key === "" ? undefined : key,
    ),
  );
  expectTypeOf(some).toEqualTypeOf<MapWithStateDStream<string, number, number, string>>();
  // @ts-expect-error a stream of texts has no keys
  words.updateStateByKey(sum);
  // @ts-expect-error the state is a number
  pairs.updateStateByKey((_values: readonly number[], _state: number | undefined) => "text");
  // @ts-expect-error the values are numbers
  pairs.updateStateByKey((_values: readonly string[], _state: number | undefined) => 1);
  // @ts-expect-error the initial states are numbers
  pairs.updateStateByKey((_values: readonly number[], _state: string | undefined) => "", 2, initial);
  // @ts-expect-error with a time the partitioner has to be remembered, or not
  pairs.updateStateByKey((_time: Time, _key: string, _values: readonly number[], _state: number | undefined) => 1, 2);
  // @ts-expect-error there is no function of two parameters with a State
  StateSpec.function((_value: number | undefined, _state: State<number>) => 1).timeout(Seconds(1)).nothing;
  // @ts-expect-error the keys are texts
  pairs.mapWithState(StateSpec.function((_key: number, _value: number | undefined, _state: State<number>) => 1));
  // @ts-expect-error only what mapWithState gives has snapshots
  updated.stateSnapshots();
  // @ts-expect-error a timeout is a duration
  StateSpec.function((_key: number, _value: number | undefined, _state: State<number>) => 1).timeout(3);
  // @ts-expect-error a State is not made by programs
  new State<number>();
}

test("wrong use does not compile", () => {
  expectTypeOf(types).toBeFunction();
  expect(List).toBeDefined();
});
