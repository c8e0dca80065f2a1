import { afterAll, describe, expect, test } from "vitest";
import { CrashAt, type Fault } from "../../../core/sim/faults.ts";
import type { TraceEventOf } from "../../../core/trace/events.ts";
import { downTime, onceThereIsACheckpoint, SeedFaults } from "./faults.ts";
import { declareReceived } from "./programs/received.ts";
import { FIRST, RECEIVER_SEEDS, TELLS, TIMEOUT, TRACE } from "./seeds.ts";
import { type LifeOptions, runDrivers } from "./simulate.ts";
import { Source, takeFrom } from "./source.ts";
import { Tally } from "./tally.ts";

const LAST = 8000;
/** Later than the last record, so that every batch has come that it can be in. */
const END = 14_000;
/** A record is in a block after a block interval at most, and that in a batch after a batch interval. */
const UNTIL_ITS_BLOCK = 200;
const UNTIL_ITS_BATCH = UNTIL_ITS_BLOCK + 1000;

const WITH_LOG = { "spark.streaming.receiver.writeAheadLog.enable": "true" };
const ROLLING = {
  "spark.streaming.receiver.writeAheadLog.rollingIntervalSecs": "1",
  "spark.streaming.driver.writeAheadLog.rollingIntervalSecs": "1",
};

/** The disk is what the log is about. */
const CHANCE = {
  write: 0.04,
  append: 0.05,
  flush: 0.01,
  rename: 0.01,
  remove: 0.02,
  read: 0.02,
  timer: 0.004,
  task: 0.03,
};

/** Faults that nothing is lost by but the driver. */
const DEATHS: readonly Fault[] = ["crash-before", "crash-after", "power-cut"];
/** Faults by which things take longer. */
const DELAYS: readonly Fault[] = ["late", "sleep", "back", "slow", "slow-task", "hang", "executor-crash-after"];

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
  let lastDone = 0;
  const write = (event: { readonly kind: string }): void => {
    TRACE.write(event);
    if (event.kind === "batch-completed") lastDone = (event as TraceEventOf<"batch-completed">).time;
  };
  /** Whatever is not lost is in a batch by then. */
  const isDone = (): boolean => lastDone > source.lastGiven + 2000;
  try {
    const drivers = await runDrivers(life, END, {
      begin: (host) => {
        lastDone = 0;
        source.begin(host);
      },
      trace: { previews: 0, write },
      declare: (ssc) => declareReceived(ssc, isReliable, window),
      missing: () => source.missing(isReliable) ?? (isDone() ? undefined : "the batch of the last record"),
      conf,
    });
    return { source, drivers };
  } finally {
    takeFrom(undefined);
  }
}

const tally = new Tally();
afterAll(() => {
  if (TELLS) console.log(`faults in ${3 * RECEIVER_SEEDS} programs with receivers\n${tally}`);
});

const seeds = Array.from({ length: RECEIVER_SEEDS }, (_, i) => FIRST + i);

describe("a reliable receiver with a log", () => {
  test("without faults everything comes out once", async () => {
    const { source } = await run(true, WITH_LOG);
    expect([source.written.size, source.acknowledged.size, source.repeated]).toEqual([800, 800, 0]);
  });

  test(
    `nothing that was acknowledged is lost under ${RECEIVER_SEEDS} plans of faults`,
    async () => {
      let deaths = 0;
      for (const seed of seeds) {
        // a byte of a log that turns over on the disk is beyond repair, and so is what a checkpoint said that is gone
        const world = new SeedFaults(seed, { chance: CHANCE, most: 6, spares: (fault) => fault === "corrupt" });
        const conf = { ...WITH_LOG, ...(seed % 2 === 0 ? ROLLING : {}) };
        const life = { seed, faults: world.faults, downTime: (driver: number) => downTime(driver) * (seed % 5) };
        const executors = seed % 4 === 0;
        const { source, drivers } = await run(true, conf, { ...life, executors }, seed % 3 === 0).catch(
          (cause: unknown) => {
            throw new Error(`${world}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
          },
        );
        deaths += drivers - 1;
        expect(source.lost, String(world)).toEqual([]);
        expect(source.acknowledged.size, String(world)).toBe(800);
        tally.add(world.happened);
      }
      expect(deaths).toBeGreaterThan(RECEIVER_SEEDS / 2);
    },
    TIMEOUT,
  );

  test.each(["crash-before", "crash-after", "torn", "power-cut"] as const)(
    "nor by a driver that dies at any step of the disk: %s",
    async (fault) => {
      const writes = fault === "torn";
      for (let n = 0; ; n += 3) {
        const crash = new CrashAt(n, fault, ({ kind }) =>
          writes
            ? kind === "write" || kind === "append"
            : ["write", "append", "flush", "rename", "remove"].includes(kind),
        );
        const faults = (driver: number) => (driver === 0 ? onceThereIsACheckpoint(crash) : undefined);
        const { source, drivers } = await run(true, { ...WITH_LOG, ...ROLLING }, { faults, seed: n });
        expect(source.lost, `${fault} at step ${n}`).toEqual([]);
        if (drivers > 1) continue;
        expect(n, "how many steps of the disk there were").toBeGreaterThan(100);
        break;
      }
    },
    TIMEOUT,
  );
});

describe("an unreliable receiver", () => {
  /** Under faults of which only those are lost that a driver had when it died, and not before the time that `within` gives. */
  async function losesOnly(conf: Record<string, string>, within: number): Promise<number> {
    let lost = 0;
    for (const seed of seeds) {
      const only = [...DEATHS, ...DELAYS];
      const world = new SeedFaults(seed, { chance: 0.01, only });
      const executors = seed % 4 === 0;
      const { source } = await run(false, conf, { seed, faults: world.faults, downTime, executors });
      expect(source.lostAndFollowed, `${world}: were lost, and later ones of the same driver's were not`).toEqual([]);
      for (const record of source.lost) {
        const { driver, time } = source.acknowledged.get(record)!;
        const died = source.deaths[driver];
        expect(died, `${world}: record ${record} was lost, and nobody died who had it`).toBeDefined();
        if (world.of(driver).some(({ fault }) => DELAYS.includes(fault))) continue;
        expect(time, `${world}: record ${record}`).toBeGreaterThanOrEqual(died! - within);
      }
      lost += source.lost.length;
      tally.add(world.happened);
    }
    return lost;
  }

  test(
    `without a log: what is lost was on its way to a batch when a driver died: ${RECEIVER_SEEDS} plans`,
    async () => {
      expect(await losesOnly({}, UNTIL_ITS_BATCH)).toBeGreaterThan(0);
    },
    TIMEOUT,
  );

  test(
    "with the log, what it handed over and was not in a block yet is all that it can lose",
    async () => {
      await losesOnly(WITH_LOG, UNTIL_ITS_BLOCK);
    },
    TIMEOUT,
  );
});
