import { afterAll, expect, test } from "vitest";
import type { Fault } from "../../../core/sim/faults.ts";
import { downTime, SeedFaults } from "./faults.ts";
import { Peer, writeTo } from "./peer.ts";
import { declareSocket } from "./programs/sockets.ts";
import { FIRST, RECEIVER_SEEDS, TELLS, TIMEOUT } from "./seeds.ts";
import { runDrivers } from "./simulate.ts";
import { Tally } from "./tally.ts";

const LAST = 6000;

/** Whatever leaves the driver alive, and the data. */
const FAULTS: readonly Fault[] = [
  ...(["hang-up", "reset", "cut", "silence", "refuse"] as const),
  ...(["late", "sleep", "back"] as const),
  ...(["executor-crash-before", "executor-crash-after", "hang", "slow-task"] as const),
];
const DEATHS: readonly Fault[] = ["crash-before", "crash-after", "power-cut"];
const CHANCE = { timer: 0.01, flush: 0.01, arrival: 0.05, connect: 0.2, task: 0.1 };

const tally = new Tally();
afterAll(() => {
  if (TELLS) console.log(`faults in ${2 * RECEIVER_SEEDS} programs with a socket\n${tally}`);
});

/** Runs one program for each seed; gives how many lines came, and how many drivers there were. */
async function runAll(only: readonly Fault[]): Promise<{ lines: number; drivers: number }> {
  const all = { lines: 0, drivers: 0 };
  for (let seed = FIRST; seed < FIRST + RECEIVER_SEEDS; seed++) {
    const world = new SeedFaults(seed, { chance: CHANCE, most: 6, only });
    const peer = new Peer(seed, LAST);
    writeTo(peer);
    const life = { seed, faults: world.faults, downTime, executors: seed % 3 === 0 };
    const drivers = await runDrivers(life, LAST + 4000, {
      begin: (host) => peer.begin(host),
      declare: declareSocket,
      missing: () => peer.missing,
    })
      .catch((cause: unknown) => {
        throw new Error(`${world}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
      })
      .finally(() => writeTo(undefined));
    for (let driver = 0; driver < drivers; driver++) {
      const [came, written] = [short(peer.came(driver)), short(peer.written(driver))];
      // what a dead driver had and not written yet is lost
      const expected = driver === drivers - 1 ? came : came.slice(0, written.length);
      expect(written, `driver ${driver} of ${world}`).toEqual(expected);
      all.lines += came.length;
    }
    all.drivers += drivers;
    tally.add(world.happened);
  }
  return all;
}

test(
  `what comes through a socket comes out once and in order, while the driver lives: ${RECEIVER_SEEDS} plans of faults`,
  async () => {
    const { lines, drivers } = await runAll(FAULTS);
    // four executors lost by the same task end the program, as on Spark: that is rare
    expect(drivers).toBeGreaterThanOrEqual(RECEIVER_SEEDS);
    expect(drivers).toBeLessThan(RECEIVER_SEEDS * 1.02 + 1);
    expect(lines).toBeGreaterThan(10 * RECEIVER_SEEDS);
    if (RECEIVER_SEEDS >= 50) expect(FAULTS.filter((fault) => tally.of(fault) === 0)).toEqual([]);
  },
  TIMEOUT,
);

test(
  `without a log a driver that dies takes with it the last that came, and nothing before: ${RECEIVER_SEEDS} plans`,
  async () => {
    const { drivers } = await runAll([...FAULTS, ...DEATHS]);
    expect(drivers).toBeGreaterThan(RECEIVER_SEEDS);
  },
  TIMEOUT,
);

/** Long lines need not be shown as a whole. */
function short(lines: readonly string[]): string[] {
  return lines.map((line) => (line.length < 100 ? line : `${line.slice(0, 20)}… of ${line.length}`));
}
