import { afterEach, expect, test } from "vitest";
import { installHost } from "../../core/host/host.ts";
import { StreamingContext } from "../../core/index.ts";
import type { Driver } from "./drivers.ts";
import { driver } from "./each-test.ts";
import { DERIVED, derivedSums } from "./programs/derived.ts";
import { Outputs, writeInto } from "./simulation/outputs.ts";

const BATCHES = 21;

afterEach(() => writeInto(undefined));

/** Drivers that live until the times `deaths`, one after the other, over the same files. Gives what they wrote. */
async function run(
  derived: keyof typeof DERIVED,
  interval: number,
  deaths: readonly number[],
): Promise<Record<string, string>> {
  let lives: Driver | undefined;
  const outputs = new Outputs(() => lives!.host, BATCHES * 1000);
  writeInto(outputs);
  for (const death of [...deaths, BATCHES * 1000]) {
    lives = driver(lives);
    installHost(lives.host);
    StreamingContext.getOrCreate("/checkpoints", () => derivedSums("/checkpoints", BATCHES, interval, derived)).start();
    await lives.host.clock.advanceTo(death);
    lives.host.die();
  }
  return outputs.entries;
}

test.each(Object.keys(DERIVED) as (keyof typeof DERIVED)[])(
  "drivers go on with streams of states: %s",
  async (derived) => {
    for (const interval of [1, 3]) {
      const expected = await run(derived, interval, []);
      for (let death = 1500; death < (BATCHES - 3) * 1000; death += 3000) {
        const found = await run(derived, interval, [death, death + 3000]);
        expect(found, `states every ${interval} s, deaths at ${death} and ${death + 3000}`).toEqual(expected);
      }
    }
  },
);
