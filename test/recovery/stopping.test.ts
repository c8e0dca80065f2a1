import { afterEach, expect, test } from "vitest";
import { installHost } from "../../core/host/host.ts";
import { Seconds, SparkConf, StreamingContext } from "../../core/index.ts";
import { CrashAt } from "../../core/sim/faults.ts";
import type { Driver } from "./drivers.ts";
import { driver } from "./each-test.ts";
import { declareReceived } from "./simulation/programs/received.ts";
import { Source, takeFrom } from "./simulation/source.ts";

/** When the first driver is asked to stop: records are on their way to their batch. */
const STOP = 3450;
const END = 12_000;

afterEach(() => takeFrom(undefined));

function start({ host }: Driver): StreamingContext {
  installHost(host);
  const ssc = StreamingContext.getOrCreate("/checkpoints", () => {
    const conf = new SparkConf().setMaster("local[2]").setAppName("Stopping").set("sluice.executor", "inline");
    const made = new StreamingContext(conf.set("spark.streaming.receiver.writeAheadLog.enable", "true"), Seconds(1));
    made.checkpoint("/checkpoints");
    declareReceived(made, true, false);
    return made;
  });
  ssc.start();
  return ssc;
}

test("a driver that dies at any step of a graceful stop: what was acknowledged comes out, by this driver or the next", async () => {
  let steps = 0;
  for (let died = true; died; steps++) {
    const source = new Source(5000);
    takeFrom(source);
    let isStopping = false;
    const crash = new CrashAt(steps, "crash-before", ({ kind }) => isStopping && kind !== "read");
    let lives = driver(undefined, crash);
    source.begin(lives.host);
    const ssc = start(lives);
    await lives.host.clock.advanceTo(STOP);
    isStopping = true;
    void ssc.stop(true, true);
    while (!lives.host.isDead && lives.host.clock.now() < END) await lives.host.clock.advance(1000);
    died = lives.host.isDead;
    lives.host.die();
    // a stop that came to its end has nothing left to be done
    if (!died) expect(source.lost, "after a whole stop").toEqual([]);

    lives = driver(lives);
    source.begin(lives.host);
    start(lives);
    await lives.host.clock.advance(6000);
    lives.host.die();
    expect(source.lost, `a death at step ${steps}`).toEqual([]);
    expect(source.acknowledged.size).toBe(500);
  }
  expect(steps, "how many steps there were").toBeGreaterThan(20);
});
