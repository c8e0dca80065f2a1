import { describe, expect, test } from "vitest";
import { CrashAt, type Fault, type FaultPlan, type FaultPoint, RandomFaults } from "../../../core/sim/faults.ts";
import { onceThereIsACheckpoint } from "./faults.ts";
import { declareReceived } from "./programs/received.ts";
import { FIRST, RECEIVER_SEEDS, TIMEOUT } from "./seeds.ts";
import { type LifeOptions, runDrivers } from "./simulate.ts";
import { Source, takeFrom } from "./source.ts";

const LAST = 8000;
/** Later than the last record, so that every batch has come that it can be in. */
const END = 14_000;
/** A record is in a block after a block interval at most, and that in a batch after a batch interval. */
const UNTIL_ITS_BATCH = 200 + 1000;

const WITH_LOG = { "spark.streaming.receiver.writeAheadLog.enable": "true" };
const ROLLING = {
  "spark.streaming.receiver.writeAheadLog.rollingIntervalSecs": "1",
  "spark.streaming.driver.writeAheadLog.rollingIntervalSecs": "1",
};

interface Outcome {
  readonly source: Source;
  readonly drivers: number;
}

async function run(
  isReliable: boolean,
  conf: Record<string, string>,
  life: LifeOptions = {},
  window = false,
): Promise<Outcome> {
  const source = new Source(LAST);
  takeFrom(source);
  try {
    const drivers = await runDrivers(life, END, {
      begin: (host) => source.begin(host),
      declare: (ssc) => declareReceived(ssc, isReliable, window),
      conf,
    });
    return { source, drivers };
  } finally {
    takeFrom(undefined);
  }
}

/** A byte of a log that turns over on the disk is beyond repair, and so is what a checkpoint said that is gone. */
function sparingBytes(plan: FaultPlan): FaultPlan {
  return {
    at(point: FaultPoint): Fault | undefined {
      const fault = plan.at(point);
      return fault === "corrupt" ? undefined : fault;
    },
  };
}

describe("a reliable receiver with a log", () => {
  test("without faults everything comes out once", async () => {
    const { source } = await run(true, WITH_LOG);
    expect([source.written.size, source.acknowledged.size, source.repeated]).toEqual([800, 800, 0]);
  });

  test(
    `nothing that was acknowledged is lost under ${RECEIVER_SEEDS} plans of faults`,
    async () => {
      let deaths = 0;
      for (let seed = FIRST; seed < FIRST + RECEIVER_SEEDS; seed++) {
        const plans: RandomFaults[] = [];
        const faults = (driver: number): FaultPlan => {
          const random = new RandomFaults(seed * 1000 + driver, { chance: driver < 4 ? 0.01 : 0.001, most: 3 });
          plans.push(random);
          const spared = sparingBytes(random);
          return driver === 0 ? onceThereIsACheckpoint(spared) : spared;
        };
        const downTime = (driver: number): number => (driver * 700 * (seed % 5)) % 2500;
        const conf = { ...WITH_LOG, ...(seed % 2 === 0 ? ROLLING : {}) };
        const { source, drivers } = await run(true, conf, { faults, downTime }, seed % 3 === 0);
        deaths += drivers - 1;
        const told = plans.map(({ happened }, driver) => `driver ${driver}: ${happened.join(", ")}`).join("; ");
        expect(source.lost, `SLUICE_SEED=${seed} SLUICE_SEEDS=1: ${told}`).toEqual([]);
        expect(source.acknowledged.size, `SLUICE_SEED=${seed}: ${told}`).toBe(800);
      }
      expect(deaths).toBeGreaterThan(RECEIVER_SEEDS / 2);
    },
    TIMEOUT,
  );

  test.each(["crash-before", "crash-after", "torn"] as const)(
    "nor by a driver that dies at any step of the disk: %s",
    async (fault) => {
      const writes = fault === "torn";
      for (let n = 0; ; n += 3) {
        const crash = new CrashAt(n, fault, ({ kind }) =>
          writes ? kind === "write" || kind === "append" : kind !== "timer" && kind !== "arrival",
        );
        const faults = (driver: number) => (driver === 0 ? onceThereIsACheckpoint(crash) : undefined);
        const { source, drivers } = await run(true, { ...WITH_LOG, ...ROLLING }, { faults });
        expect(source.lost, `${fault} at step ${n}`).toEqual([]);
        if (drivers > 1) continue;
        expect(n, "how many steps of the disk there were").toBeGreaterThan(100);
        break;
      }
    },
    TIMEOUT,
  );
});

describe("an unreliable receiver without a log", () => {
  test(
    `what is lost was on its way to a batch when a driver died: ${RECEIVER_SEEDS} plans`,
    async () => {
      let lost = 0;
      for (let seed = FIRST; seed < FIRST + RECEIVER_SEEDS; seed++) {
        const faults = (driver: number): FaultPlan => {
          const only = ["crash-before", "crash-after"] as const;
          const random = new RandomFaults(seed * 1000 + driver, { chance: driver < 4 ? 0.005 : 0, most: 3, only });
          return driver === 0 ? onceThereIsACheckpoint(random) : random;
        };
        const { source } = await run(false, {}, { faults, downTime: (driver) => (driver * 700) % 2500 });
        for (const record of source.lost) {
          const { driver, time } = source.acknowledged.get(record)!;
          const died = source.deaths[driver];
          expect(died, `SLUICE_SEED=${seed}: record ${record} was lost, and nobody died who had it`).toBeDefined();
          expect(time, `SLUICE_SEED=${seed}: record ${record}`).toBeGreaterThanOrEqual(died! - UNTIL_ITS_BATCH);
        }
        lost += source.lost.length;
      }
      expect(lost).toBeGreaterThan(0);
    },
    TIMEOUT,
  );

  test(
    "with the log, what it handed over and was not in a block yet is all that it can lose",
    async () => {
      for (let seed = FIRST; seed < FIRST + RECEIVER_SEEDS; seed++) {
        const faults = (driver: number): FaultPlan => {
          const only = ["crash-before", "crash-after"] as const;
          const random = new RandomFaults(seed * 1000 + driver, { chance: driver < 4 ? 0.005 : 0, most: 3, only });
          return driver === 0 ? onceThereIsACheckpoint(random) : random;
        };
        const { source } = await run(false, WITH_LOG, { faults, downTime: (driver) => (driver * 700) % 2500 });
        for (const record of source.lost) {
          const { driver, time } = source.acknowledged.get(record)!;
          expect(time, `SLUICE_SEED=${seed}: record ${record}`).toBeGreaterThanOrEqual(source.deaths[driver]! - 200);
        }
      }
    },
    TIMEOUT,
  );
});
