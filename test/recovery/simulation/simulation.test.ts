import { afterAll, describe, expect, test } from "vitest";
import { CrashAt, type Fault, type FaultPoint, POSSIBLE } from "../../../core/sim/faults.ts";
import { downTime, onceThereIsACheckpoint, SeedFaults } from "./faults.ts";
import { foldOf } from "./fold.ts";
import { type Plan, planOf } from "./plan.ts";
import { FIRST, SEEDS, TELLS, TIMEOUT } from "./seeds.ts";
import { simulate } from "./simulate.ts";
import { Tally } from "./tally.ts";

const BATCHES = 10;
const IN_NETWORK: ReadonlySet<string> = new Set(["arrival", "connect"]);

/** A byte of a checkpointed RDD that turns over on the disk is beyond repair, as on Spark: that is told, in a test of its own. */
const sparingRecords = (fault: Fault, { path }: FaultPoint): boolean =>
  fault === "corrupt" && path?.includes("/rdd-") === true;

/** What can happen to programs that get nothing from the network. */
const FAULTS = [...new Set(Object.entries(POSSIBLE).flatMap(([kind, faults]) => (IN_NETWORK.has(kind) ? [] : faults)))];

const tally = new Tally();
afterAll(() => {
  if (TELLS) console.log(`faults in ${SEEDS} generated programs\n${tally}`);
});

describe("whatever goes wrong, a replayable source and outputs by batch time make it exact", () => {
  test("without faults the engine gives the same as a fold of the input", async () => {
    for (let seed = FIRST; seed < FIRST + Math.min(SEEDS, 100); seed++) {
      const plan = planOf(seed, BATCHES);
      const expected = foldOf(plan, BATCHES);
      const { outputs } = await simulate(plan, { batches: BATCHES });
      if (expected !== undefined) expect(outputs, JSON.stringify(plan.steps)).toEqual(expected);
    }
  });

  test(
    `${SEEDS} generated programs under generated faults`,
    async () => {
      let drivers = 0;
      for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
        const plan = planOf(seed, BATCHES);
        const { executors, taskCost } = plan;
        const expected = foldOf(plan, BATCHES) ?? (await simulate(plan, { batches: BATCHES })).outputs;
        const world = new SeedFaults(seed, { chance: 0.02, spares: sparingRecords });
        const told = () =>
          `${world} ${JSON.stringify(plan.steps)}${executors ? " in executors" : ""}${plan.files ? " of files" : ""}`;
        const { faults } = world;
        const life = { seed, executors, taskCost, faults, downTime };
        const actual = await simulate(plan, { batches: BATCHES, expected, ...life }).catch((cause: unknown) => {
          throw new Error(`${told()}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
        });
        drivers += actual.drivers;
        expect(actual.outputs, told()).toEqual(expected);
        expect(actual.changed, told()).toEqual([]);
        tally.add(world.happened);
      }
      expect(drivers).toBeGreaterThan(SEEDS);
      if (SEEDS >= 1000) expect(FAULTS.filter((fault) => tally.of(fault) === 0)).toEqual([]);
    },
    TIMEOUT,
  );

  const every: readonly [string, Plan["steps"]][] = [
    [
      "states and an incremental window",
      [
        { kind: "state", interval: 3 },
        { kind: "incremental", window: 4, slide: 2, filtered: true },
      ],
    ],
    [
      "states with time-outs and a window",
      [
        { kind: "map-with-state", timeout: 3, interval: 2 },
        { kind: "window", window: 3, slide: 1 },
      ],
    ],
  ];
  test.each(every)(
    "a crash at every step of the disk of a run of 20 batches: %s",
    async (_name, steps) => {
      const plan = { ...planOf(FIRST, 20), steps };
      const { outputs: expected } = await simulate(plan, { batches: 20 });
      for (const fault of ["crash-before", "torn", "power-cut"] as const) {
        for (let n = 0; ; n++) {
          const crash = new CrashAt(n, fault, ({ kind }) => kind !== "timer" && (fault !== "torn" || kind === "write"));
          const faults = (driver: number) => (driver === 0 ? onceThereIsACheckpoint(crash) : undefined);
          const { outputs, drivers } = await simulate(plan, { batches: 20, expected, faults, seed: n });
          if (drivers === 1) {
            expect(n, "how many steps of the disk there were").toBeGreaterThan(40);
            break;
          }
          expect(outputs, `${fault} at step ${n}`).toEqual(expected);
        }
      }
    },
    TIMEOUT,
  );
});
