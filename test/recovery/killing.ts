import { expect } from "vitest";
import { seededRandom } from "../../core/sim/random.ts";
import type { RunningCommand } from "../cli/command.ts";

/**
 * Drivers that are killed over and over, as real processes over real files. More of it:
 *   RECOVERY_KILLS=50 RECOVERY_LINES=1000000 RECOVERY_SEED=7 npx vitest run --config test/vitest.config.ts test/recovery/killed
 */
export const KILLS = Number(process.env.RECOVERY_KILLS ?? 10);
export const LINES = Number(process.env.RECOVERY_LINES ?? 100_000);
export const SEED = Number(process.env.RECOVERY_SEED ?? Date.now() % 1_000_000);

/** A test's, in milliseconds. */
export const TIMEOUT = 200_000 + 20_000 * KILLS + LINES / 10;

/** A driver is killed so long after its start or its first batch, at most; in milliseconds. */
export const LIFE = 1500;

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** One driver that is going to be killed. */
export interface Life {
  /** The first is 0. */
  readonly number: number;
  readonly isAlive: () => boolean;
}

/**
 * Starts drivers one after the other and kills each at a random moment, with SIGKILL; while it lives, `meanwhile` goes on. They say `batch` at the end of
 * each batch; after each death, `afterwards` looks at what is left. Gives all that they said on stderr.
 */
export async function killOver(
  start: () => RunningCommand,
  meanwhile: (life: Life) => Promise<void>,
  afterwards: () => void = () => {},
): Promise<string> {
  console.log(`RECOVERY_SEED=${SEED}`);
  const random = seededRandom(SEED, 0);
  let complaints = "";
  for (let number = 0; number < KILLS; number++) {
    const driver = start();
    let isAlive = true;
    // the first one has to begin: until its first checkpoint is there, there is nothing to go on from
    if (number === 0 || random() < 0.75) await driver.seen("stdout", /batch/, 60_000);
    const kill = sleep(random() * LIFE).then(() => {
      isAlive = false;
      driver.signal("SIGKILL");
    });
    await Promise.all([kill, meanwhile({ number, isAlive: () => isAlive })]);
    expect(await driver.ended, `it was killed, and did not end by itself\n${driver.stderr}`).toBe("SIGKILL");
    complaints += driver.stderr;
    afterwards();
  }
  return complaints;
}

/** However busy the machine is, a driver gets on within so many milliseconds. */
const PATIENCE = 120_000;

/** Waits until `progress` has come to `goal`, as long as it gets on. */
export async function until(driver: RunningCommand, goal: number, progress: () => number): Promise<void> {
  let before = Number.NaN;
  let since = Date.now();
  for (let now = progress(); now < goal; now = progress()) {
    if (now !== before) [before, since] = [now, Date.now()];
    if (driver.child.exitCode !== null || Date.now() > since + PATIENCE)
      throw new Error(`${now} of ${goal}\n${driver.stderr}\n${driver.stdout.slice(-500)}`);
    await sleep(300);
  }
}

/** Stops a driver, gracefully. Gives what it said on stderr. */
export async function ended(driver: RunningCommand): Promise<string> {
  driver.signal("SIGTERM");
  expect(await driver.ended, driver.stderr).toBe(0);
  return driver.stderr;
}
