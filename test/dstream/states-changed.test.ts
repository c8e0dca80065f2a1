import { afterEach, describe, expect, test } from "vitest";
import { Seconds, type State, StateSpec } from "../../core/index.ts";
import { testInput } from "../conformance/harness/test-input.ts";
import { World } from "../support/world.ts";

type Pair = [string, number];
let world: World;
afterEach(() => world.end());

function enter(batches: readonly (readonly Pair[] | null)[], previews = 20) {
  world = new World({ previews });
  const ssc = world.ssc("local[2]");
  ssc.checkpoint("/checkpoints");
  return { ssc, input: testInput<Pair>(ssc, batches, 2) };
}

/** What the trace says of the states, batch by batch: `+` added, `~` updated, `-` removed, `!` timed out, `=` kept. */
function told(): string[] {
  const signs = { added: "+", updated: "~", removed: "-", "timed-out": "!", kept: "=" };
  return world.of("states-changed").map(({ time, keys, calls, changes }) => {
    const list = changes.map(
      ({ change, key, state }) => `${signs[change]}${key}${state === undefined ? "" : `=${state}`}`,
    );
    return `${time / 1000}: ${list.join(" ") || "."} (${keys} keys, ${calls} calls)`;
  });
}

const add = (values: Iterable<number>, state: number | undefined): number | undefined => {
  let sum = state ?? 0;
  for (const value of values) sum += value;
  return sum < 0 ? undefined : sum;
};

describe("of updateStateByKey the trace tells", () => {
  test("which keys are new, which got values, which lost their state; of the others it only counts the calls", async () => {
    const { ssc, input } = enter([
      [
        ["a", 1],
        ["b", 1],
      ],
      [["a", 2]],
      [["b", -9]],
      [],
      null,
      [["b", 5]],
    ]);
    input.updateStateByKey<string, number, number>(add, 1).print();
    ssc.start();
    await world.clock.advance(6000);
    expect(told()).toEqual([
      "1: +a=1 +b=1 (2 keys, 2 calls)",
      "2: ~a=3 (2 keys, 2 calls)",
      "3: -b (1 keys, 2 calls)",
      "4: . (1 keys, 1 calls)",
      "5: . (1 keys, 1 calls)",
      "6: +b=5 (2 keys, 2 calls)",
    ]);
  });

  test("a state that changes without values, and the first states", async () => {
    const { ssc, input } = enter([[["a", 1]], []]);
    const initial = ssc.sparkContext.parallelize<Pair>(
      [
        ["a", 10],
        ["c", 30],
      ],
      1,
    );
    const older = (values: Iterable<number>, state: number | undefined) =>
      (state ?? 0) + ([...values].length === 0 && state === 11 ? 1 : [...values].length);
    input.updateStateByKey<string, number, number>(older, 1, initial).print();
    ssc.start();
    await world.clock.advance(2000);
    expect(told()).toEqual(["1: ~a=11 =c=30 (2 keys, 2 calls)", "2: ~a=12 (2 keys, 2 calls)"]);
  });
});

describe("of mapWithState the trace tells", () => {
  const spec = () =>
    StateSpec.function((key: string, value: number | undefined, state: State<number>): string => {
      if (!state.isTimingOut()) {
        if (value === 0) state.remove();
        else state.update((state.getOption() ?? 0) + (value ?? 0));
      }
      return key;
    }).numPartitions(1);

  test("which keys are new, which were touched and which were removed", async () => {
    const { ssc, input } = enter([
      [
        ["a", 1],
        ["b", 1],
        ["a", 2],
      ],
      [["b", 4]],
      [
        ["b", 0],
        ["x", 0],
      ],
      [],
    ]);
    const initial = ssc.sparkContext.parallelize<Pair>([["c", 30]], 1);
    input.mapWithState(spec().initialState(initial)).print();
    ssc.start();
    await world.clock.advance(4000);
    expect(told()).toEqual([
      "1: +a=3 +b=1 =c=30 (3 keys, 3 calls)",
      "2: ~b=5 (3 keys, 1 calls)",
      "3: -b (2 keys, 2 calls)",
      "4: . (2 keys, 0 calls)",
    ]);
  });

  test("which keys timed out, in the batches in which that is looked for", async () => {
    const { ssc, input } = enter([
      [
        ["a", 1],
        ["b", 1],
      ],
      [["b", 1]],
      [["b", 1]],
      [["b", 1]],
      [],
    ]);
    const mapped = input.mapWithState(spec().timeout(Seconds(2)));
    mapped.checkpoint(Seconds(4));
    mapped.print();
    ssc.start();
    await world.clock.advance(5000);
    expect(told().at(3)).toBe("4: ~b=4 !a=1 (1 keys, 2 calls)");
    const [event] = world.of("states-changed").filter((each) => each.time === 4000);
    expect([event!.updated, event!.timedOut, event!.removed]).toEqual([1, 1, 0]);
  });
});

test("no more changes are written than previews are asked for, but all are counted; and nothing when there are none", async () => {
  const many = Array.from({ length: 10 }, (_, i): Pair => [`k${i}`, i]);
  const run = async (previews: number) => {
    const { ssc, input } = enter([many], previews);
    input.updateStateByKey<string, number, number>(add, 1).print();
    ssc.start();
    await world.clock.advance(1000);
    return world.of("states-changed");
  };
  const [event] = await run(3);
  expect([event!.keys, event!.added, event!.changes.length]).toEqual([10, 10, 3]);
  await world.end();
  expect(await run(0)).toEqual([]);
});
