import { expect, test } from "vitest";
import { installHost } from "../../core/host/host.ts";
import { StreamingContext } from "../../core/index.ts";
import { CrashAt, type Fault } from "../../core/sim/faults.ts";
import type { SimFiles } from "../../core/sim/files.ts";
import type { Driver } from "./drivers.ts";
import { driver } from "./each-test.ts";
import { saving } from "./programs/bugs.ts";
import { onceThereIsACheckpoint } from "./simulation/faults.ts";

const END = 6000;

async function live({ host }: Driver, end: number): Promise<void> {
  installHost(host);
  StreamingContext.getOrCreate("/checkpoints", () => saving("/checkpoints", "/out/batch")).start();
  while (!host.isDead && host.clock.now() < end) await host.clock.advanceTo(Math.min(end, host.clock.now() + 1000));
}

/** All that there is below `/out`, with what is in it. */
function saved(files: SimFiles): Record<string, string> {
  const entries = files.list("/out").flatMap(({ name: batch }) =>
    files.list(`/out/${batch}`).map(({ name, kind }): [string, string] => {
      const path = `${batch}/${name}`;
      return [path, kind === "directory" ? "a directory" : new TextDecoder().decode(files.read(`/out/${path}`))];
    }),
  );
  return Object.fromEntries(entries);
}

test.each<Fault>(["crash-before", "crash-after", "torn"])(
  "a driver that dies at any step while it saves text files, %s: the next one leaves each batch whole, and nothing besides",
  async (fault) => {
    const whole = driver();
    await live(whole, END);
    const expected = saved(whole.host.files);
    expect(Object.keys(expected)).toHaveLength((END / 1000) * 3);
    let steps = 0;
    for (let died = true; died; steps++) {
      const crash = new CrashAt(steps, fault, ({ kind, path }) => {
        const isOfOutput = path?.startsWith("/out/") === true;
        return isOfOutput && (fault === "torn" ? kind === "write" || kind === "append" : kind !== "read");
      });
      const first = driver(undefined, onceThereIsACheckpoint(crash));
      await live(first, END);
      died = first.host.isDead;
      first.host.die();
      const second = driver(first);
      // the last batch, too, may have to be run again
      await live(second, END + 400);
      if (died) expect(second.codes, `${fault} at step ${steps}`).toEqual([]);
      expect(saved(second.host.files), `${fault} at step ${steps}`).toEqual(expected);
    }
    expect(steps).toBeGreaterThan(15);
  },
);
