import { afterEach, beforeEach, expect, test } from "vitest";
import { Receiver } from "../../core/index.ts";
import { World } from "../support/world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.end());

function countWords(ssc: ReturnType<World["ssc"]>): void {
  ssc
    .socketTextStream("localhost", 9999)
    .flatMap((line) => line.split(" "))
    .map((word) => [word, 1])
    .reduceByKey((a, b) => a + b)
    .print();
}

test("records become blocks, blocks a batch, a block a partition", async () => {
  const ssc = world.ssc();
  const sizes: number[][] = [];
  ssc.socketTextStream("localhost", 9999).foreachRDD(async (rdd) => {
    sizes.push((await rdd.glom().collect()).map((records) => records.length));
  });
  ssc.start();
  for (const [at, line] of [
    [310, "to be"],
    [350, "or"],
    [740, "not"],
    [1000, "next"],
    [1999, "last"],
  ] as const) {
    world.host.network.sendAt(at, "localhost", 9999, line);
  }
  await world.clock.advance(3000);
  expect(world.of("block-stored").map(({ block, records, from, to }) => [block, records, from, to])).toEqual([
    ["input-0-200", 2, 200, 400],
    ["input-0-600", 1, 600, 800],
    ["input-0-1000", 1, 1000, 1200],
    ["input-0-1800", 1, 1800, 2000],
  ]);
  expect(world.of("blocks-allocated").map((event) => event.blocks.length)).toEqual([2, 2, 0]);
  expect(sizes).toEqual([[2, 1], [1, 1], []]);
});

test("the quick start, to the letter", async () => {
  const ssc = world.ssc();
  countWords(ssc);
  ssc.start();
  world.host.network.sendAt(500, "localhost", 9999, "hello world hello");
  await world.clock.advance(2000);
  const rule = "-------------------------------------------";
  expect(world.stdout).toBe(
    `${rule}\nTime: 1000 ms\n${rule}\n(hello,2)\n(world,1)\n\n${rule}\nTime: 2000 ms\n${rule}\n\n`,
  );
});

test("a receiver that cannot connect starts again after two seconds, while batches go on", async () => {
  world.host.network.refuse("localhost", 9999);
  const ssc = world.ssc();
  countWords(ssc);
  ssc.start();
  await world.clock.advance(3900);
  expect(world.of("receiver-restarting").map((event) => event.t)).toEqual([0, 2000]);
  expect(world.of("receiver-error")[0]?.message).toBe("Error connecting to localhost:9999");
  expect(world.of("batch-completed")).toHaveLength(3);
  world.host.network.listen("localhost", 9999);
  world.host.network.sendAt(4500, "localhost", 9999, "back");
  await world.clock.advance(2000);
  expect(world.stdout).toContain("(back,1)");
});

test("a peer that hangs up is not the end", async () => {
  const ssc = world.ssc();
  countWords(ssc);
  ssc.start();
  world.host.network.sendAt(100, "localhost", 9999, "before");
  await world.clock.advance(200);
  world.host.network.hangUp("localhost", 9999);
  await world.clock.advance(2500);
  world.host.network.send("localhost", 9999, "after");
  await world.clock.advance(1000);
  expect(world.of("receiver-restarting")[0]?.message).toBe("Socket data stream had no more data");
  expect(world.stdout).toContain("(before,1)");
  expect(world.stdout).toContain("(after,1)");
});

test.each(["local", "local[1]"])(
  "with %s the receiver takes the only slot: batches starve, and a warning says why",
  async (master) => {
    const ssc = world.ssc(master);
    countWords(ssc);
    ssc.start();
    world.host.network.sendAt(100, "localhost", 9999, "never seen");
    await world.clock.advance(5000);
    expect(world.of("block-stored")).toHaveLength(1);
    expect(world.of("batch-submitted")).toHaveLength(5);
    expect(world.of("batch-completed")).toHaveLength(0);
    expect(world.of("task-completed")).toHaveLength(0);
    expect(world.codes).toContain("RECEIVERS_STARVE_TASKS");
  },
);

test("a second receiver without a slot waits, and is told of", async () => {
  const ssc = world.ssc("local[2]");
  for (const port of [1, 2, 3]) ssc.socketTextStream("localhost", port).foreachRDD(() => {});
  ssc.start();
  expect(world.of("receiver-started").map((event) => [event.stream, event.slot])).toEqual([
    [0, 0],
    [1, 1],
  ]);
  expect(world.of("receiver-waiting").map((event) => event.stream)).toEqual([2]);
});

test("blocks are freed when no batch needs them any more", async () => {
  const ssc = world.ssc();
  ssc.socketTextStream("localhost", 9999).foreachRDD((rdd) => rdd.count());
  ssc.start();
  for (let i = 0; i < 50; i++) world.host.network.sendAt(i * 100 + 50, "localhost", 9999, `line ${i}`);
  await world.clock.advance(10_000);
  expect(world.of("block-stored").length).toBeGreaterThan(20);
  expect(ssc.sparkContext.blocks.size).toBe(0);
});

test("two restarts in a row are one", async () => {
  class Counting extends Receiver<string> {
    started = 0;
    onStart(): void {
      this.started++;
      if (this.started > 1) return;
      this.restart("first");
      this.restart("second");
    }
    onStop(): void {}
  }
  const ssc = world.ssc();
  const receiver = new Counting();
  ssc.receiverStream(receiver).foreachRDD(() => {});
  ssc.start();
  await world.clock.advance(10_000);
  expect(receiver.started).toBe(2);
  expect(world.of("receiver-restarting").map((event) => event.message)).toEqual(["first"]);
});
