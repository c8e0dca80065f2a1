import { afterEach, expect, test } from "vitest";
import { installHost } from "../../core/host/host.ts";
import { StreamingContext } from "../../core/index.ts";
import type { Fault, FaultPlan, FaultPoint } from "../../core/sim/faults.ts";
import type { Driver } from "./drivers.ts";
import { driver } from "./each-test.ts";
import { derivedSums } from "./programs/derived.ts";
import { Outputs, writeInto } from "./simulation/outputs.ts";

const BATCHES = 12;
/** Some batches more, so that the last ones are run again, too. */
const END = (BATCHES + 2) * 1000;

afterEach(() => writeInto(undefined));

/** The `n`-th checkpoint is written with another byte in it, and its driver dies before it writes the next one. */
class SpoiltCheckpoint implements FaultPlan {
  #seen = 0;
  readonly #n: number;

  constructor(n: number) {
    this.#n = n;
  }

  at({ kind, path }: FaultPoint): Fault | undefined {
    if (kind !== "write" || !/\/\.checkpoint-\d+\.tmp$/.test(path ?? "")) return undefined;
    const n = this.#seen++;
    if (n > this.#n) return "crash-before";
    return n === this.#n ? "corrupt" : undefined;
  }
}

async function live({ host }: Driver, interval: number): Promise<void> {
  installHost(host);
  StreamingContext.getOrCreate("/checkpoints", () => derivedSums("/checkpoints", BATCHES, interval, "windows")).start();
  while (!host.isDead && host.clock.now() < END) await host.clock.advanceTo(Math.min(END, host.clock.now() + 1000));
}

test.each([1, 2, 3])(
  "the newest checkpoint is broken: all that the one before refers to is still there, with states written every %d batches",
  async (interval) => {
    let lives = driver();
    const outputs = (): Outputs => {
      const made = new Outputs(() => lives.host, BATCHES * 1000);
      writeInto(made);
      return made;
    };
    const all = outputs();
    await live(lives, interval);
    const expected = all.entries;
    let spoilt = 1;
    for (let died = true; died; spoilt++) {
      const found = outputs();
      lives = driver(undefined, new SpoiltCheckpoint(spoilt));
      await live(lives, interval);
      died = lives.host.isDead;
      lives.host.die();
      lives = driver(lives);
      await live(lives, interval);
      expect(found.entries, `checkpoint ${spoilt}`).toEqual(expected);
    }
    expect(spoilt).toBeGreaterThan(2 * BATCHES);
  },
);
