import { afterEach, beforeEach, expect, test } from "vitest";
import { Seconds, SparkContext, StreamingContext } from "../../core/index.ts";
import { World } from "../support/world.ts";

const RATE = "spark.streaming.receiver.maxRate";
const TIMEOUT = "spark.streaming.gracefulStopTimeout";

let world: World;
beforeEach(() => {
  world = new World({ previews: 0 });
});
afterEach(() => world.end());

function collectLines(ssc: StreamingContext): string[] {
  const lines: string[] = [];
  ssc.socketTextStream("localhost", 9999).foreachRDD(async (rdd) => {
    lines.push(...(await rdd.collect()));
  });
  return lines;
}

/** One line every 50 ms: `line 0` comes at 0 ms. */
function sendAllAlong(count: number): string[] {
  const lines = Array.from({ length: count }, (_, i) => `line ${i}`);
  for (const [i, line] of lines.entries()) world.host.network.sendAt(i * 50, "localhost", 9999, line);
  return lines;
}

/** Stops gracefully, and gives the time that it took. */
async function stop(ssc: StreamingContext): Promise<number> {
  const asked = world.clock.now();
  let ended: number | undefined;
  const stopped = ssc.stop(true, true).then(() => {
    ended = world.clock.now() - asked;
  });
  while (ended === undefined) await world.clock.advance(10);
  await stopped;
  return ended;
}

const stored = (): number => world.of("block-stored").reduce((sum, block) => sum + block.records, 0);

test.each<Record<string, string>>([{}, { [RATE]: "30" }, { [RATE]: "5" }])(
  "what came until then is processed once, and what comes later stays where it is, with %j",
  async (conf) => {
    const ssc = world.ssc("local[2]", conf);
    const first = collectLines(ssc);
    ssc.start();
    const sent = sendAllAlong(100);
    await world.clock.advance(2130);
    await stop(ssc);
    expect(first).toEqual(sent.slice(0, stored()));
    // held back or not, at a rate of five a second all but what the peer still had
    expect(first.length).toBeGreaterThanOrEqual(conf[RATE] === "5" ? 11 : 43);
    expect(first.length).toBeLessThanOrEqual(43);
    expect(ssc.getState()).toBe("STOPPED");
    expect(world.codes).not.toContain("UNPROCESSED_BLOCKS");
    if (RATE in conf) return;
    const next = world.ssc();
    const second = collectLines(next);
    next.start();
    await world.clock.advance(4000);
    expect([...first, ...second]).toEqual(sent);
  },
);

test("batches that have fallen behind are all processed", async () => {
  await world.end();
  world = new World({ previews: 0, taskCost: 700 });
  const ssc = world.ssc();
  const lines = collectLines(ssc);
  ssc.start();
  const sent = sendAllAlong(60);
  await world.clock.advance(3020);
  expect(lines.length).toBeLessThan(20);
  await stop(ssc);
  expect(lines).toEqual(sent);
});

test("the time that it may take is ten batches, or what is set: then what is not in a batch is left", async () => {
  const ssc = world.ssc("local[2]", { [TIMEOUT]: "700ms" }, Seconds(5));
  const lines = collectLines(ssc);
  ssc.start();
  sendAllAlong(2);
  await world.clock.advance(300);
  const took = await stop(ssc);
  expect(took).toBeGreaterThanOrEqual(700);
  expect(took).toBeLessThanOrEqual(710);
  expect(lines).toEqual([]);
  expect(world.of("log").map((event) => event.message)).toContain(
    "Timed out while stopping the job generator (timeout = 700)",
  );
  expect(world.codes).toContain("UNPROCESSED_BLOCKS");
  // nobody looks for those blocks any more
  await world.clock.advance(200);
  expect(world.clock.nextTimer()).toBeUndefined();
});

test("when it is over while batches wait, those that were made are processed all the same", async () => {
  await world.end();
  world = new World({ previews: 0, taskCost: 2500 });
  const ssc = world.ssc("local[2]", { [TIMEOUT]: "1s" });
  const lines = collectLines(ssc);
  ssc.start();
  world.host.network.sendAt(100, "localhost", 9999, "a");
  world.host.network.sendAt(1100, "localhost", 9999, "b");
  await world.clock.advance(2050);
  expect(await stop(ssc)).toBeGreaterThan(3000);
  expect(lines).toEqual(["a", "b"]);
  expect(world.codes).toContain("GRACEFUL_STOP_TIMEOUT");
});

test.each([
  [TIMEOUT, "soon"],
  ["spark.streaming.stopGracefullyOnShutdown", "maybe"],
])("%s = %s is refused before anything runs", (key, value) => {
  const sc = world.sc("local[2]", { [key]: value });
  expect(() => new StreamingContext(sc, Seconds(1))).toThrow(`Wrong value '${value}' for '${key}'`);
});

test.each([
  ["true", ["late"]],
  ["false", []],
])("on shutdown, with spark.streaming.stopGracefullyOnShutdown %s", async (value, expected) => {
  const ssc = world.ssc("local[2]", { "spark.streaming.stopGracefullyOnShutdown": value });
  const lines = collectLines(ssc);
  ssc.start();
  world.host.network.sendAt(100, "localhost", 9999, "late");
  await world.clock.advance(300);
  const told: boolean[] = [];
  const stopped = ssc.stopOnShutdown((gracefully) => told.push(gracefully));
  await world.clock.advance(5000);
  await stopped;
  expect(told).toEqual([value === "true"]);
  expect(lines).toEqual(expected);
  expect(SparkContext.getActive()).toBeUndefined();
});
