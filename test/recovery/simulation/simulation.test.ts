import { describe, expect, test } from "vitest";
import { CrashAt, type Fault, type FaultPlan, type FaultPoint, RandomFaults } from "../../../core/sim/faults.ts";
import { onceThereIsACheckpoint } from "./faults.ts";
import { type Plan, planOf } from "./plan.ts";
import { FIRST, SEEDS, TIMEOUT } from "./seeds.ts";
import { simulate } from "./simulate.ts";

const BATCHES = 10;

/** A byte of a checkpointed RDD that turns over on the disk is beyond repair, as on Spark: that is told, in a test of its own. */
function sparingRecords(plan: FaultPlan): FaultPlan {
  return {
    at(point: FaultPoint): Fault | undefined {
      const fault = plan.at(point);
      return fault === "corrupt" && point.path?.includes("/rdd-") ? undefined : fault;
    },
  };
}

describe("whatever goes wrong, a replayable source and outputs by batch time make it exact", () => {
  test(
    `${SEEDS} generated programs under generated faults`,
    async () => {
      let drivers = 0;
      for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
        const plan = planOf(seed, BATCHES);
        const expected = await simulate(plan, { batches: BATCHES });
        const plans: RandomFaults[] = [];
        const faults = (driver: number): FaultPlan => {
          const random = new RandomFaults(seed * 1000 + driver, { chance: driver < 4 ? 0.02 : 0.002, most: 3 });
          plans.push(random);
          const spared = sparingRecords(random);
          return driver === 0 ? onceThereIsACheckpoint(spared) : spared;
        };
        const downTime = (driver: number): number => (driver * 700) % 2500;
        const actual = await simulate(plan, { batches: BATCHES, faults, downTime }).catch((error: unknown) => {
          throw new Error(`SLUICE_SEED=${seed} SLUICE_SEEDS=1: ${JSON.stringify(plan.steps)}`, { cause: error });
        });
        drivers += actual.drivers;
        const told = plans.map(({ happened }, driver) => `driver ${driver}: ${happened.join(", ")}`).join("; ");
        const replay = `SLUICE_SEED=${seed} SLUICE_SEEDS=1: ${JSON.stringify(plan.steps)} ${told}`;
        expect(actual.outputs, replay).toEqual(expected.outputs);
      }
      expect(drivers).toBeGreaterThan(SEEDS);
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
      for (const fault of ["crash-before", "torn"] as const) {
        for (let n = 0; ; n++) {
          const crash = new CrashAt(n, fault, ({ kind }) => kind !== "timer" && (fault !== "torn" || kind === "write"));
          const faults = (driver: number) => (driver === 0 ? onceThereIsACheckpoint(crash) : undefined);
          const { outputs, drivers } = await simulate(plan, { batches: 20, faults });
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
