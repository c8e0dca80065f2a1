import { describe, expect, test, vi } from "vitest";
import type { Explained, Explanation } from "../../../core/scheduler/provenance/explain.ts";
import type { Happening } from "../../../core/sim/deeds.ts";
import { compiled, countingProgram, runWith, wordsTyped } from "../fixtures/fault-runs.ts";

// each run is a process of its own
vi.setConfig({ testTimeout: 120_000 });

/** Each line has the word `a` and one of its own. */
const LINES: Happening[] = wordsTyped(150, 9000, 300).map((each, i) => ({ ...each, line: `a w${i}` }));
const DEATH: Happening = { kind: "kill-driver", at: 4300, restart: 2000 };
const STATES = 3;

/** A program in which `what` stands in the place of the counts, all of which are checkpointed in every batch. */
function program(checkpoint: boolean, what?: string): string {
  const counting = countingProgram({ checkpoint, log: checkpoint });
  const changed = what === undefined ? counting : counting.replace(/\.updateStateByKey[^;]*?values\.length\)/, what);
  const checkpointed = changed.replace("    .foreachRDD", "    .checkpoint(Seconds(1)).foreachRDD");
  expect(checkpointed).not.toBe(counting);
  return checkpointed.replace("import { ", "import { type State, StateSpec, ");
}

async function ask(source: string, ...asks: Explained[]): Promise<readonly (Explanation | null)[]> {
  const { explained } = await runWith(compiled(source), [...LINES, DEATH], 11_000, { asks });
  return explained!;
}

/** The words of their own of the lines that had a part in it. */
function linesOf(explanation: Explanation | null | undefined): number[] {
  expect(explanation).toMatchObject({ outside: 0, incomplete: false });
  const lines = explanation!.records.filter(({ dstream }) => dstream === 0).flatMap(({ texts }) => texts);
  return lines.map((line) => Number(/w(\d+)$/.exec(line)![1])).sort((a, b) => a - b);
}

const upTo = (count: number, from = 0): number[] => Array.from({ length: count - from }, (_, i) => from + i);

describe("what a record was made of, where a driver died and another went on", () => {
  const states: Record<string, string | undefined> = {
    updateStateByKey: undefined,
    mapWithState: `.mapWithState(StateSpec.function((key: string, value: number | undefined, state: State<number>) => {
      state.update((state.getOption() ?? 0) + (value ?? 0));
      return [key, state.get()] as [string, number];
    }))`,
  };

  test.each(Object.entries(states))("a state that came back from a checkpoint: %s", async (_, what) => {
    const key = "a";
    const times = [3000, 4000, 5000, 8000];
    const told = await ask(program(true, what), ...times.map((time) => ({ dstream: STATES, time, key })));
    // lines come at 150 ms, 450 ms, …; all that were typed while nobody listened are in the batch of 7 s
    expect(told.map(linesOf)).toEqual([upTo(10), upTo(13), upTo(14), upTo(27)]);
    for (const explanation of told) {
      const places = explanation!.records.map(({ dstream, time, partition }) => `${dstream} ${time} ${partition}`);
      expect(new Set(places).size).toBe(places.length);
    }
  });

  test("a window that was made of one before the death: what had left it since had no part in it", async () => {
    const window = `.reduceByKeyAndWindow((a: number, b: number) => a + b, (a: number, b: number) => a - b, Seconds(5), Seconds(1))`;
    const places = [0, 1, 2].map((partition) => ({ dstream: 4, time: 8000, partition, index: 0 }));
    const told = await ask(program(true, window), ...places);
    const ofA = told.find((each) => each?.records.some(({ texts }) => texts.some((text) => text.startsWith("(a,"))));
    // the batches of 4 s to 8 s: all since the one of 3 s
    expect(linesOf(ofA)).toEqual(upTo(27, 10));
  });

  test("one that begins anew knows nothing of what was before; what the dead one made is still explained", async () => {
    const key = "a";
    const times = [3000, 5000, 8000];
    const told = await ask(program(false), ...times.map((time) => ({ dstream: STATES, time, key })));
    expect(told[1]).toBeNull();
    expect([told[0], told[2]].map(linesOf)).toEqual([upTo(10), upTo(27, 14)]);
  });
});
