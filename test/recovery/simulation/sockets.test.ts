import { afterAll, expect, test } from "vitest";
import type { Fault } from "../../../core/sim/faults.ts";
import { SeedFaults } from "./faults.ts";
import { Peer, writeTo } from "./peer.ts";
import { declareSocket } from "./programs/sockets.ts";
import { FIRST, RECEIVER_SEEDS, TELLS, TIMEOUT } from "./seeds.ts";
import { runDrivers } from "./simulate.ts";
import { Tally } from "./tally.ts";

const LAST = 6000;

/** Whatever leaves the driver alive. */
const ONLY: readonly Fault[] = [
  ...(["hang-up", "reset", "cut", "silence", "refuse"] as const),
  ...(["late", "sleep", "back"] as const),
  ...(["executor-crash-before", "executor-crash-after", "hang", "slow-task"] as const),
];

const CHANCE = { timer: 0.01, arrival: 0.05, connect: 0.2, task: 0.1 };

const tally = new Tally();
afterAll(() => {
  if (TELLS) console.log(`faults in ${RECEIVER_SEEDS} programs with a socket\n${tally}`);
});

test(
  `what comes through a socket comes out once and in order, while the driver lives: ${RECEIVER_SEEDS} plans of faults`,
  async () => {
    let lines = 0;
    for (let seed = FIRST; seed < FIRST + RECEIVER_SEEDS; seed++) {
      const world = new SeedFaults(seed, { chance: CHANCE, most: 6, only: ONLY });
      const peer = new Peer(seed, LAST);
      writeTo(peer);
      const drivers = await runDrivers({ seed, faults: world.faults, executors: seed % 3 === 0 }, LAST + 4000, {
        begin: (host) => peer.begin(host),
        declare: declareSocket,
        missing: () => peer.missing,
      }).finally(() => writeTo(undefined));
      expect(drivers, String(world)).toBe(1);
      expect(short(peer.written), String(world)).toEqual(short(peer.came));
      lines += peer.written.length;
      tally.add(world.happened);
    }
    expect(lines).toBeGreaterThan(10 * RECEIVER_SEEDS);
    if (RECEIVER_SEEDS >= 50) expect(ONLY.filter((fault) => tally.of(fault) === 0)).toEqual([]);
  },
  TIMEOUT,
);

/** Long lines need not be shown as a whole. */
function short(lines: readonly string[]): string[] {
  return lines.map((line) => (line.length < 100 ? line : `${line.slice(0, 20)}… of ${line.length}`));
}
