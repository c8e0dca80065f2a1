import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { IllegalArgumentError, IllegalStateError, Receiver, Seconds, StreamingContext } from "../../core/index.ts";
import { RateLimiter } from "../../core/receiver/rate-limiter.ts";
import { RateQueue } from "../../core/receiver/rate-queue.ts";
import { World } from "../support/world.ts";

const MAX_RATE = "spark.streaming.receiver.maxRate";

describe("the limiter", () => {
  /** How many of as many as there can be go in each second. */
  const bySecond = (limiter: RateLimiter, from: number, seconds: number, step = 200): number[] =>
    Array.from({ length: seconds }, (_, second) => {
      let taken = 0;
      for (let ms = step; ms <= 1000; ms += step) taken += limiter.take(from + second * 1000 + ms, 1_000_000);
      return taken;
    });

  test.each([1, 3, 7, 10, 100, 333, 1024, 99_999])("lets %i go in every second, for a long time", (rate) => {
    expect(bySecond(new RateLimiter(rate, 0), 0, 60)).toEqual(Array<number>(60).fill(rate));
  });

  test("the first goes at once, the others one interval after the other", () => {
    const limiter = new RateLimiter(10, 0);
    expect([1, 100, 101, 200, 201].map((end) => limiter.take(end, 100))).toEqual([1, 0, 1, 0, 1]);
  });

  test("saves up what was not used, for a second at most", () => {
    const limiter = new RateLimiter(10, 0);
    limiter.idleUntil(450);
    // four and a half, and the half that is missing is waited for before the next
    expect(limiter.take(451, 100)).toBe(5);
    expect(limiter.take(500, 100)).toBe(0);
    expect(limiter.take(501, 100)).toBe(1);
    limiter.idleUntil(60_000);
    expect(limiter.take(60_001, 100)).toBe(11);
    expect(bySecond(limiter, 60_001, 2)).toEqual([10, 10]);
  });

  /** When each record goes by Guava's rules, one after the other, each waiting for the one before; in whole milliseconds. */
  function byGuava(rate: number, arrivals: readonly number[]): number[] {
    const interval = 1000 / rate;
    let next = arrivals[0] ?? 0;
    let saved = 0;
    let last = 0;
    return arrivals.map((arrival) => {
      const asks = Math.max(arrival, last);
      if (asks > next) {
        saved = Math.min(1000, saved + asks - next);
        next = asks;
      }
      last = next;
      const free = Math.min(interval, saved);
      saved -= free;
      next += interval - free;
      return last;
    });
  }

  test("gives the same blocks as Guava's limiter, which every record waits for, whenever records come", () => {
    const rates = fc.constantFrom(1, 2, 4, 5, 8, 10, 20, 25, 40, 50, 100, 125, 200, 250, 500, 1000);
    const bursts = fc.array(fc.tuple(fc.nat({ max: 1500 }), fc.integer({ min: 1, max: 40 })), { maxLength: 30 });
    fc.assert(
      fc.property(rates, fc.constantFrom(50, 200, 700), bursts, (rate, interval, pauses) => {
        let time = 0;
        const arrivals: number[] = [];
        for (const [pause, count] of pauses) {
          time += pause;
          for (let i = 0; i < count; i++) arrivals.push(time);
        }
        const goes: number[] = [];
        let now = 0;
        const queue = new RateQueue({ max: rate, initial: rate }, interval, {
          record: () => void goes.push(now),
          lines: () => {},
        });
        // when a block is due, its records are those that go before it
        const cutUntil = (end: number): void => {
          for (; now + interval <= end; now += interval) queue.release(now + interval);
        };
        for (const [i, arrival] of arrivals.entries()) {
          cutUntil(arrival);
          void queue.add(i, arrival);
        }
        for (let end = now; queue.waiting > 0; end += interval) cutUntil(end);
        const expected = byGuava(rate, arrivals).map((at) => Math.floor(at / interval) * interval);
        expect(goes).toEqual(expected);
      }),
      { numRuns: 300, seed: 5 },
    );
  });

  test("another rate changes what comes next; what is saved up stays worth the same time", () => {
    const limiter = new RateLimiter(10, 0);
    limiter.idleUntil(500);
    limiter.setRate(100, 500);
    expect(limiter.take(501, 1000)).toBe(51);
    limiter.setRate(2, 501);
    expect(bySecond(limiter, 510, 3)).toEqual([2, 2, 2]);
  });
});

describe("a queue of lines and records", () => {
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const bytes = (lines: string) => new TextEncoder().encode(lines);

  function queue(rate: number): { readonly queue: RateQueue; readonly out: unknown[] } {
    const out: unknown[] = [];
    const sink = {
      record: (record: unknown) => void out.push(record),
      lines: (pieces: readonly Uint8Array[], lines: number) => void out.push([pieces.map(text).join(""), lines]),
    };
    return { queue: new RateQueue({ max: rate, initial: rate }, 200, sink), out };
  }

  test("keeps the order, whatever comes between, and cuts lines at their ends", () => {
    const { queue: q, out } = queue(1000);
    q.addLines([bytes("a\r\nb"), bytes("ä\rc\nd\n")], 4, 0);
    q.add(1, 0);
    q.add(2, 0);
    q.addLines([bytes("e\nf\n")], 2, 0);
    expect(q.waiting).toBe(7);
    for (let ms = 2; ms <= 8; ms++) q.release(ms);
    expect(out).toEqual([["a\r\n", 1], ["bä\r", 1], ["c\n", 1], ["d\n", 1], 1, 2, ["e\n", 1], ["f\n", 1]]);
    expect(q.waiting).toBe(0);
  });

  test("tells whoever waits when there is room: as much as a block can take", async () => {
    const { queue: q } = queue(20);
    const given = Array.from({ length: 7 }, (_, i) => q.add(i, 0));
    expect(given.map((room) => room === undefined)).toEqual([true, true, true, true, true, false, false]);
    let told = false;
    void given[5]!.then(() => {
      told = true;
    });
    q.release(51);
    await Promise.resolve();
    expect([q.waiting, told]).toEqual([5, false]);
    q.release(101);
    await Promise.resolve();
    expect([q.waiting, told]).toEqual([4, true]);
  });

  test("a million may wait, no more", () => {
    const { queue: q, out } = queue(1);
    for (let i = 0; i <= 1_000_000; i++) q.add(i, 0);
    expect(() => q.add(-1, 0)).toThrow(IllegalStateError);
    q.flush();
    expect(out).toHaveLength(1_000_001);
    expect(out.at(-1)).toBe(1_000_000);
  });
});

describe("with spark.streaming.receiver.maxRate", () => {
  let world: World;
  beforeEach(() => {
    world = new World({ previews: 0 });
  });
  afterEach(() => world.end());

  function collectLines(ssc: StreamingContext): string[][] {
    const batches: string[][] = [];
    ssc.socketTextStream("localhost", 9999).foreachRDD(async (rdd) => {
      batches.push(await rdd.collect());
    });
    return batches;
  }

  const records = (): number[] => world.of("batch-submitted").map((event) => event.records);
  const numbered = (count: number): string[] => Array.from({ length: count }, (_, i) => `line ${i}`);
  const sendAll = (lines: readonly string[]): void =>
    world.host.network.sendBytes("localhost", 9999, new TextEncoder().encode(lines.map((l) => `${l}\n`).join("")));

  test("lines that came in one piece are taken in as many a second, all of them, in their order", async () => {
    const ssc = world.ssc("local[2]", { [MAX_RATE]: "10" });
    const batches = collectLines(ssc);
    ssc.start();
    sendAll(numbered(35));
    await world.clock.advance(5000);
    expect(records()).toEqual([10, 10, 10, 5, 0]);
    expect(batches.flat()).toEqual(numbered(35));
    expect(world.of("block-stored").map((block) => block.records)).toEqual([...Array<number>(17).fill(2), 1]);
    expect(world.of("rate-changed").map(({ stream, rate, batch }) => [stream, rate, batch])).toEqual([
      [0, 10, undefined],
    ]);
  });

  test("the peer is held back: what it sends later stays with it", async () => {
    const ssc = world.ssc("local[2]", { [MAX_RATE]: "10" });
    collectLines(ssc);
    ssc.start();
    for (const line of numbered(1000)) world.host.network.send("localhost", 9999, line);
    await world.clock.advance(1999);
    // what comes over a new connection was not taken from the old one
    expect(records()).toEqual([10]);
    await world.clock.advance(3001);
    expect(records()).toEqual([10, 10, 10, 10, 10]);
    await ssc.stop(false, false);
    const stored = world.of("block-stored").reduce((sum, block) => sum + block.records, 0);
    expect(stored).toBeLessThan(60);
  });

  test("a peer that is gone is found out, and its lines are taken in all the same", async () => {
    const ssc = world.ssc("local[2]", { [MAX_RATE]: "10" });
    const batches = collectLines(ssc);
    ssc.start();
    sendAll(numbered(25));
    await world.clock.advance(100);
    world.host.network.hangUp("localhost", 9999);
    await world.clock.advance(2900);
    expect(records()).toEqual([10, 10, 5]);
    await world.clock.advance(3000);
    sendAll(["again"]);
    await world.clock.advance(1000);
    expect(batches.flat()).toEqual([...numbered(25), "again"]);
    expect(world.of("receiver-restarting").map((event) => event.message)).toEqual([
      "Socket data stream had no more data",
    ]);
  });

  test("each of two receivers has the rate for itself", async () => {
    const ssc = world.ssc("local[4]", { [MAX_RATE]: "5" });
    for (const port of [1, 2]) ssc.socketTextStream("localhost", port).foreachRDD(() => {});
    ssc.start();
    for (const port of [1, 2]) for (const line of numbered(20)) world.host.network.send("localhost", port, line);
    await world.clock.advance(2000);
    expect(world.of("batch-submitted").map((event) => event.inputs?.map((input) => input.records))).toEqual([
      [5, 5],
      [5, 5],
    ]);
  });

  test("a converter waits, and so does its peer", async () => {
    const ssc = world.ssc("local[2]", { [MAX_RATE]: "10" });
    const lengths: number[] = [];
    ssc
      .socketStream("localhost", 9999, async function* (chunks) {
        for await (const chunk of chunks) for (const byte of chunk) yield byte;
      })
      .foreachRDD(async (rdd) => {
        lengths.push(await rdd.count());
      });
    ssc.start();
    world.host.network.sendBytes("localhost", 9999, new Uint8Array(1000));
    await world.clock.advance(3000);
    expect(lengths).toEqual([10, 10, 10]);
  });

  class Eager extends Receiver<number> {
    readonly waits: boolean;
    constructor(waits: boolean) {
      super();
      this.waits = waits;
    }
    onStart(): void {
      void this.receive();
    }
    async receive(): Promise<void> {
      for (let i = 0; i < 35; i++) {
        const room = this.store(i);
        if (this.waits) await room;
      }
      this.storeMany([100, 101]);
    }
    onStop(): void {}
  }

  test.each([
    // blocks of their own are not limited, and come when they come
    [false, [12, 10, 10, 5]],
    [true, [10, 10, 10, 7]],
  ])("a receiver of the program's own, which waits: %j", async (waits, expected) => {
    const ssc = world.ssc("local[2]", { [MAX_RATE]: "10" });
    const all: number[] = [];
    ssc.receiverStream(new Eager(waits)).foreachRDD(async (rdd) => {
      all.push(...(await rdd.collect()));
    });
    ssc.start();
    await world.clock.advance(4000);
    expect(records()).toEqual(expected);
    expect(all.filter((n) => n < 100)).toEqual(Array.from({ length: 35 }, (_, i) => i));
  });

  test("a receiver that never ends by itself ends with the context", async () => {
    class Endless extends Receiver<number> {
      onStart(): void {
        void this.receive();
      }
      async receive(): Promise<void> {
        for (let i = 0; ; i++) await this.store(i);
      }
      onStop(): void {}
    }
    const ssc = world.ssc("local[2]", { [MAX_RATE]: "10" });
    const all: number[] = [];
    ssc.receiverStream(new Endless()).foreachRDD(async (rdd) => {
      all.push(...(await rdd.collect()));
    });
    ssc.start();
    await world.clock.advance(2500);
    const stopped = ssc.stop(true, true);
    await world.clock.advance(3000);
    await stopped;
    // what waits is as much as a block can take, and the one that finds no room
    expect(all).toEqual(Array.from({ length: 28 }, (_, i) => i));
    expect(world.codes).toContain("RECEIVER_STORES_LATE");
  });

  test("the initial rate holds without backpressure, too, and never above the most", async () => {
    const initial = "spark.streaming.backpressure.initialRate";
    const slow = world.ssc("local[2]", { [MAX_RATE]: "10", [initial]: "4" });
    collectLines(slow);
    slow.start();
    sendAll(numbered(100));
    await world.clock.advance(2000);
    expect(records()).toEqual([4, 4]);
    await slow.stop(true, false);
    const fast = world.ssc("local[2]", { [MAX_RATE]: "10", [initial]: "1000" });
    collectLines(fast);
    fast.start();
    expect(world.of("rate-changed").at(-1)?.rate).toBe(10);
  });

  test.each(["0", "-5", "10.5", "many"])("refuses %j", (value) => {
    const sc = world.sc("local[2]", { [MAX_RATE]: value });
    const refused = expect.objectContaining({ code: "CONF_VALUE", message: expect.stringContaining(MAX_RATE) });
    expect(() => new StreamingContext(sc, Seconds(1))).toThrow(refused);
    expect(() => new StreamingContext(sc, Seconds(1))).toThrow(IllegalArgumentError);
  });

  test("a graceful stop loses nothing of what has been received, and receives nothing more", async () => {
    const ssc = world.ssc("local[2]", { [MAX_RATE]: "10" });
    const batches = collectLines(ssc);
    ssc.start();
    sendAll(numbered(50));
    await world.clock.advance(1500);
    const stopped = ssc.stop(true, true);
    world.host.network.send("localhost", 9999, "too late");
    await world.clock.advance(5000);
    await stopped;
    expect(batches.flat()).toEqual(numbered(50));
  });
});
