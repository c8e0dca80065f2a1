import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SystemClock } from "../../core/host/clocks.ts";
import { TIMER_ORDER } from "../../core/host/host.ts";
import { RecurringTimer } from "../../core/host/recurring-timer.ts";
import { ConstantInputDStream } from "../../core/index.ts";
import { World } from "../support/world.ts";

describe("batches on a clock that jumps", () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });
  afterEach(() => world.end());

  async function batchTimes(jumpTo: number): Promise<number[]> {
    const ssc = world.ssc();
    const times: number[] = [];
    new ConstantInputDStream(ssc, ssc.sparkContext.parallelize([1])).foreachRDD((_, time) => {
      times.push(time.milliseconds);
    });
    ssc.start();
    await world.clock.advance(2500);
    world.clock.jumpTo(jumpTo);
    await world.clock.advance(1000);
    return times;
  }

  test("forward: every batch that was missed is made, each once and in order", async () => {
    expect(await batchTimes(6200)).toEqual([1000, 2000, 3000, 4000, 5000, 6000, 7000]);
    for (const { schedulingDelay, processingTime } of world.of("batch-completed"))
      expect([schedulingDelay, processingTime].every((delay) => delay >= 0)).toBe(true);
  });

  test("backward: no batch is made twice; they go on when the clock has come there again", async () => {
    expect(await batchTimes(200)).toEqual([1000, 2000]);
    await world.clock.advance(1900);
    expect(world.of("batch-completed").map((event) => event.time)).toEqual([1000, 2000, 3000]);
  });

  test("a clock that is put back while a batch runs makes no delay below zero", async () => {
    const ssc = world.ssc();
    new ConstantInputDStream(ssc, ssc.sparkContext.parallelize([1])).foreachRDD(() => {
      world.clock.jumpTo(300);
    });
    ssc.start();
    await world.clock.advance(1000);
    expect(world.of("batch-completed")).toMatchObject([{ schedulingDelay: 0, processingTime: 0, totalDelay: 0 }]);
    expect(world.of("output-completed")).toMatchObject([{ duration: 0 }]);
  });
});

describe("a recurring timer on the system's clock", () => {
  /** A platform whose clock on the wall can be moved, while its timers count real time, as Node's do. */
  class Platform {
    wall = 10_000;
    #monotonic = 0;
    readonly #timers = new Map<number, { readonly at: number; readonly run: () => void }>();
    #next = 1;

    now = () => this.wall;
    setTimeout = (run: () => void, milliseconds: number): number => {
      this.#timers.set(this.#next, { at: this.#monotonic + milliseconds, run });
      return this.#next++;
    };
    clearTimeout = (handle: unknown): void => {
      this.#timers.delete(handle as number);
    };

    /** Lets real time pass. */
    pass(milliseconds: number): void {
      const end = this.#monotonic + milliseconds;
      for (;;) {
        const [handle, due] = [...this.#timers].sort(([, a], [, b]) => a.at - b.at)[0] ?? [0, undefined];
        if (due === undefined || due.at > end) break;
        this.wall += due.at - this.#monotonic;
        this.#monotonic = due.at;
        this.#timers.delete(handle);
        due.run();
      }
      this.wall += end - this.#monotonic;
      this.#monotonic = end;
    }
  }

  function ticking() {
    const platform = new Platform();
    const ticks: number[] = [];
    const timer = new RecurringTimer(new SystemClock(platform), 1000, (time) => ticks.push(time), TIMER_ORDER.batch);
    timer.start();
    return { platform, ticks, timer };
  }

  test("ticks at the multiples of its period", () => {
    const { platform, ticks } = ticking();
    platform.pass(2500);
    expect(ticks).toEqual([11_000, 12_000]);
  });

  test("forward: the ticks that were missed come at once, each once", () => {
    const { platform, ticks } = ticking();
    platform.pass(1500);
    platform.wall += 3_600_000;
    platform.pass(1000);
    expect(ticks).toHaveLength(1 + 3600 + 1);
    expect(new Set(ticks).size).toBe(ticks.length);
    expect(ticks.at(-1)).toBe(3_612_000);
  });

  test("backward: nothing until the clock is there again, then on", () => {
    const { platform, ticks } = ticking();
    platform.pass(1500);
    platform.wall -= 5000;
    platform.pass(5000);
    expect(ticks).toEqual([11_000]);
    platform.pass(1000);
    expect(ticks).toEqual([11_000, 12_000]);
  });

  test("a callback that takes longer than the period makes the next ones late, and loses none", () => {
    const platform = new Platform();
    const ticks: number[] = [];
    const clock = new SystemClock(platform);
    const timer = new RecurringTimer(
      clock,
      1000,
      (time) => {
        ticks.push(time);
        if (time === 11_000) platform.wall += 2500;
      },
      TIMER_ORDER.batch,
    );
    timer.start();
    platform.pass(2000);
    expect(ticks).toEqual([11_000, 12_000, 13_000, 14_000]);
  });
});

test.each([
  ["0 ms", 0],
  ["-5 ms", -5],
])("a batch interval of %s is refused, with the line that made it", async (text, milliseconds) => {
  const world = new World();
  const { Milliseconds } = await import("../../core/index.ts");
  const make = () => world.ssc("local[2]", {}, Milliseconds(milliseconds));
  expect(make).toThrow(`The batch interval must be longer than zero, not ${text}`);
  await world.end();
});
