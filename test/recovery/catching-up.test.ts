import { afterEach, expect, test } from "vitest";
import { installHost } from "../../core/host/host.ts";
import { StreamingContext } from "../../core/index.ts";
import { CrashAt } from "../../core/sim/faults.ts";
import type { Driver } from "./drivers.ts";
import { driver } from "./each-test.ts";
import { slowSums } from "./programs/slow.ts";
import { Outputs, writeInto } from "./simulation/outputs.ts";

const BATCHES = 16;
/** When the first driver dies: some batches behind, so that its newest checkpoint has a later time in its name than in it. */
const DEATH = 9500;
const NEXT = 11_500;

afterEach(() => writeInto(undefined));

/** One driver's life, until `end` or until it dies. */
async function live({ host }: Driver, end: number): Promise<void> {
  installHost(host);
  try {
    StreamingContext.getOrCreate("/checkpoints", () => slowSums("/checkpoints", BATCHES, DEATH)).start();
  } catch (error) {
    if (!host.isDead) throw error;
  }
  while (!host.isDead && host.clock.now() < end) await host.clock.advanceTo(Math.min(end, host.clock.now() + 1000));
}

test("a driver that dies at any step of the disk while it catches up with one that was behind leaves what the next one needs", async () => {
  const sums = Array.from({ length: BATCHES }, (_, i) => `["a",${(i * (i + 1)) / 2}]`);
  const expected = Object.fromEntries(sums.map((sum, i) => [`output 0 at ${(i + 1) * 1000}`, sum]));
  let steps = 0;
  for (let died = true; died; steps++) {
    let lives = driver();
    const outputs = new Outputs(() => lives.host, BATCHES * 1000);
    writeInto(outputs);
    await live(lives, DEATH);
    lives.host.die();

    const disk = new CrashAt(steps, "crash-before", ({ kind }) => kind !== "timer" && kind !== "arrival");
    lives = driver(lives, disk);
    lives.host.clock.jumpTo(NEXT);
    await live(lives, NEXT + 400);
    died = lives.host.isDead;
    lives.host.die();

    lives = driver(lives);
    await live(lives, BATCHES * 1000);
    expect(outputs.entries, `a death at step ${steps}`).toEqual(expected);
  }
  expect(steps, "how many steps of the disk there were").toBeGreaterThan(40);
});

test("drivers that begin at the same moment never write checkpointed RDDs to the same place", () => {
  const first = driver();
  const before = first.printsFiles().sparkContext.getCheckpointDir();
  first.host.die();
  const after = driver(first).printsFiles().sparkContext.getCheckpointDir();
  expect([before, after]).toEqual(["/checkpoint/local-0", "/checkpoint/local-0-2"]);
});

test("a recovered driver tells of the same streams and output operations as the first", async () => {
  const declared = ({ events }: Driver): unknown[] =>
    events
      .filter((event) => event.kind === "dstream-declared" || event.kind === "output-declared")
      .map(({ t, seq, ...what }) => what);
  const first = driver();
  first.printsLines().start();
  await first.host.clock.advance(2000);
  first.host.die();
  const second = driver(first);
  second.printsLines();
  expect(declared(first).length).toBe(2);
  expect(declared(second)).toEqual(declared(first));
});
