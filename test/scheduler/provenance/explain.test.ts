import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type DStream, Seconds, type State, StateSpec } from "../../../core/index.ts";
import { type Explanation, explain } from "../../../core/scheduler/provenance/explain.ts";
import { type ProvenanceRecording, recordProvenance } from "../../../core/scheduler/provenance/recording.ts";
import { World } from "../../support/world.ts";

/** A record that knows which input records it is made of: what has to be found out without it. */
type Known = readonly [key: string, ids: readonly number[]];

const both = (a: readonly number[], b: readonly number[]): readonly number[] => [...a, ...b];
const without = (a: readonly number[], b: readonly number[]): readonly number[] => a.filter((id) => !b.includes(id));

/** Programs over pairs of a key and the record's number, which give records with the numbers of all that they are made of. */
const PROGRAMS: Record<string, (input: DStream<Known>) => DStream<Known>> = {
  "map, filter, flatMap": (input) =>
    input
      .map(([key, ids]): Known => [key.toUpperCase(), ids])
      .filter(([key]) => key !== "B")
      .flatMap(([key, ids]): Known[] => [
        [key, ids],
        [`${key}!`, ids],
      ]),
  mapValues: (input) => input.mapValues((ids) => [...ids]),
  "mapPartitions, all at once": (input) =>
    input.mapPartitions((records) => {
      const ids = [...records].flatMap(([, each]) => each);
      return ids.length === 0 ? [] : [["all", ids] as Known];
    }),
  "mapPartitions, so far": (input) =>
    input.mapPartitions(function* (records) {
      let ids: readonly number[] = [];
      for (const [key, more] of records) {
        ids = both(ids, more);
        yield [key, ids] as Known;
      }
    }),
  reduceByKey: (input) => input.reduceByKey(both),
  "reduceByKey twice": (input) =>
    input
      .reduceByKey(both)
      .map(([key, ids]): Known => [key < "b" ? "low" : "high", ids])
      .reduceByKey(both, 3),
  groupByKey: (input) => input.groupByKey().mapValues((all) => [...all].flat()),
  union: (input) => input.union(input.map(([key, ids]): Known => [`other ${key}`, ids])).reduceByKey(both),
  join: (input) =>
    input
      .filter((_) => true)
      .join(input.map(([key, ids]): Known => [key, ids]))
      .mapValues(([left, right]) => both(left, right)),
  cogroup: (input) =>
    input.cogroup(input.filter(([key]) => key === "a")).mapValues(([left, right]) => [...left, ...right].flat()),
  window: (input) => input.window(Seconds(3)),
  "window over windows": (input) => input.window(Seconds(2)).reduceByKeyAndWindow(both, Seconds(3), Seconds(1)),
  reduceByKeyAndWindow: (input) => input.reduceByKeyAndWindow(both, Seconds(3), Seconds(2)),
  "reduceByKeyAndWindow with inverse": (input) => input.reduceByKeyAndWindow(both, without, Seconds(3), Seconds(1)),
  "reduceByKeyAndWindow with inverse and filter": (input) =>
    input.reduceByKeyAndWindow(both, without, Seconds(4), Seconds(2), 2, ([, ids]) => ids.length > 0),
  updateStateByKey: (input) =>
    input.updateStateByKey((values, state: readonly number[] | undefined) => both(state ?? [], [...values].flat())),
  "state, checkpointed every other batch": (input) => {
    const states = input.updateStateByKey((values, state: readonly number[] | undefined) =>
      both(state ?? [], [...values].flat()),
    );
    states.checkpoint(Seconds(2));
    return states;
  },
  mapWithState: (input) =>
    input.mapWithState(
      StateSpec.function((key: string, ids: readonly number[] | undefined, state: State<readonly number[]>): Known => {
        const all = both(state.getOption() ?? [], ids ?? []);
        state.update(all);
        return [key, all];
      }),
    ),
  "mapWithState, what it keeps": (input) =>
    input
      .mapWithState(
        StateSpec.function((_: string, ids: readonly number[] | undefined, state: State<readonly number[]>) => {
          state.update(both(state.getOption() ?? [], ids ?? []));
        }),
      )
      .stateSnapshots(),
  "sorted in transform": (input) => input.transform((rdd) => rdd.sortByKey()),
  repartitioned: (input) => input.repartition(3),
  "distinct in transform": (input) => input.transform((rdd) => rdd.map(([key, ids]): Known => [key, ids]).distinct()),
};

let world: World;
let recording: ProvenanceRecording;
beforeEach(() => {
  world = new World();
  recording = recordProvenance(world.host);
});
afterEach(() => world.end());

/** Runs a program on batches of keys; what each of its records is made of, as found and as known. */
async function compared(program: (input: DStream<Known>) => DStream<Known>, batches: readonly (readonly string[])[]) {
  const ssc = world.ssc();
  ssc.checkpoint("/checkpoint");
  let id = 0;
  const rdds = batches.map((keys) =>
    ssc.sparkContext.parallelize(
      keys.map((key): Known => [key, [id++]]),
      2,
    ),
  );
  const input = ssc.queueStream(rdds);
  const output = program(input);
  const outputs: { time: number; partition: number; index: number; ids: readonly number[] }[] = [];
  output.foreachRDD(async (rdd, time) => {
    const partitions = await rdd.glom().collect();
    partitions.forEach((records, partition) => {
      records.forEach(([, ids], index) => {
        outputs.push({ time: time.milliseconds, partition, index, ids });
      });
    });
  });
  ssc.start();
  await world.clock.advance(batches.length * 1000 + 500);
  return outputs.map(({ ids, ...place }) => {
    const explanation = explain([recording], { dstream: output.id, ...place });
    return {
      known: numbers(ids),
      found: explanation && idsOf(explanation, input.id),
      incomplete: explanation?.incomplete,
    };
  });
}

const numbers = (ids: Iterable<number>): number[] => [...new Set(ids)].sort((a, b) => a - b);

/** The numbers of the input's records in an explanation, as they are shown: `(a,[3])`. */
function idsOf({ records }: Explanation, input: number): number[] {
  const texts = records.filter(({ dstream }) => dstream === input).flatMap(({ texts }) => texts);
  return numbers(texts.map((text) => Number(/(\d+)\D*$/.exec(text)![1])));
}

const batchesOfKeys = fc.array(fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 6 }), {
  minLength: 1,
  maxLength: 7,
});

describe("what a record was made of", () => {
  test.each(Object.entries(PROGRAMS))("%s", async (_, program) => {
    let explained = 0;
    await fc.assert(
      fc
        .asyncProperty(batchesOfKeys, async (batches) => {
          for (const { known, found, incomplete } of await compared(program, batches)) {
            expect(found).toEqual(known);
            expect(incomplete).toBe(false);
            explained++;
          }
        })
        .beforeEach(async () => {
          await world.end();
          world = new World();
          recording = recordProvenance(world.host);
        }),
      { numRuns: 15 },
    );
    expect(explained).toBeGreaterThan(20);
  });

  test("a state, by its key: all that came for it, with the records of the streams on the way", async () => {
    const ssc = world.ssc();
    ssc.checkpoint("/checkpoint");
    const batches = [["a", "b"], ["b"], ["a", "c"]];
    const input = ssc.queueStream(batches.map((keys) => ssc.sparkContext.parallelize(keys, 2)));
    const ones = input.map((key): [string, number] => [key, 1]);
    const updated = ones.updateStateByKey((values, state: number | undefined) => (state ?? 0) + values.length);
    const mapped = ones.mapWithState(
      StateSpec.function((_: string, one: number | undefined, state: State<number>) => {
        state.update((state.getOption() ?? 0) + (one ?? 0));
      }),
    );
    updated.print();
    mapped.print();
    ssc.start();
    await world.clock.advance(3500);
    const ofInput = (explanation: Explanation | undefined) =>
      explanation?.records.filter(({ dstream }) => dstream === input.id).map(({ time, texts }) => `${time} ${texts}`);
    const owners = world.of("dstream-declared").flatMap(({ state }) => state?.dstream ?? []);
    expect(owners).toHaveLength(2);
    for (const dstream of owners) {
      expect(ofInput(explain([recording], { dstream, time: 3000, key: "a" }))).toEqual(["1000 a", "3000 a"]);
      expect(ofInput(explain([recording], { dstream, time: 2000, key: "b" }))).toEqual(["1000 b", "2000 b"]);
      expect(explain([recording], { dstream, time: 2000, key: "c" })).toBeUndefined();
    }
  });

  test("records of no stream are counted", async () => {
    const ssc = world.ssc();
    const names = ssc.sparkContext.parallelize([["a", "Ada"] as const, ["b", "Bea"] as const], 2);
    const input = ssc.queueStream([ssc.sparkContext.parallelize([["a", 1] as const], 1)]);
    const joined = input.transform((rdd) => rdd.join(names));
    joined.print();
    ssc.start();
    await world.clock.advance(1500);
    const found = [0, 1].flatMap(
      (partition) => explain([recording], { dstream: joined.id, time: 1000, partition, index: 0 }) ?? [],
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ outside: 1, incomplete: false });
    expect(found[0]!.records.map(({ texts }) => texts)).toEqual([["(a,1)"], ["(a,(1,Ada))"]]);
  });

  test("what is not there is not explained", async () => {
    const ssc = world.ssc();
    const input = ssc.queueStream([ssc.sparkContext.parallelize(["a"], 1)]);
    input.print();
    ssc.start();
    await world.clock.advance(1500);
    expect(explain([recording], { dstream: input.id, time: 1000, partition: 0, index: 1 })).toBeUndefined();
    expect(explain([recording], { dstream: input.id, time: 5000, partition: 0, index: 0 })).toBeUndefined();
  });
});
