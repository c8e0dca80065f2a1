import { describe, expect, test } from "vitest";
import { ManualClock } from "../../core/host/clocks.ts";
import { TIMER_ORDER } from "../../core/host/host.ts";

const rest = async (): Promise<void> => {};

describe("ManualClock", () => {
  test("stands still until it is moved", async () => {
    const clock = new ManualClock(rest, 500);
    expect(clock.kind).toBe("manual");
    expect(clock.now()).toBe(500);
    await clock.advance(250);
    expect(clock.now()).toBe(750);
    await clock.advanceTo(700);
    expect(clock.now()).toBe(750);
  });

  test("every timer sees its own time, and comes to rest before the next", async () => {
    const log: string[] = [];
    let pending: (() => void)[] = [];
    const clock = new ManualClock(async () => {
      for (const run of pending.splice(0)) run();
    });
    for (const at of [20, 10]) {
      clock.schedule(at, () => {
        log.push(`timer ${clock.now()}`);
        pending = [...pending, () => log.push(`effect ${clock.now()}`)];
      });
    }
    await clock.advance(15);
    expect(log).toEqual(["timer 10", "effect 10"]);
    expect(clock.now()).toBe(15);
    await clock.advance(15);
    expect(log).toEqual(["timer 10", "effect 10", "timer 20", "effect 20"]);
    expect(clock.now()).toBe(30);
  });

  test("runs what is scheduled on the way, in order", async () => {
    const clock = new ManualClock(rest);
    const ran: string[] = [];
    clock.schedule(10, () => {
      clock.schedule(20, () => ran.push("batch"), TIMER_ORDER.batch);
      clock.schedule(20, () => ran.push("block"), TIMER_ORDER.block);
      clock.schedule(5, () => ran.push("past"));
    });
    await clock.advance(20);
    expect(ran).toEqual(["past", "block", "batch"]);
  });

  test("runNext runs one timer, and none beyond the limit", async () => {
    const clock = new ManualClock(rest);
    clock.schedule(10, () => {});
    expect(clock.nextTimer()).toBe(10);
    expect(await clock.runNext(9)).toBe(false);
    expect(clock.now()).toBe(0);
    expect(await clock.runNext(10)).toBe(true);
    expect(clock.now()).toBe(10);
    expect(clock.nextTimer()).toBeUndefined();
  });

  test("a clock that jumps runs late timers afterwards, at the time that it is then", async () => {
    const clock = new ManualClock(rest);
    const seen: number[] = [];
    for (const at of [10, 20, 40]) clock.schedule(at, () => seen.push(clock.now()));
    clock.jumpTo(30);
    expect(seen).toEqual([]);
    await clock.advance(0);
    expect(seen).toEqual([30, 30]);
    await clock.advance(10);
    expect(seen).toEqual([30, 30, 40]);
  });

  test("a timer that throws rejects the move", async () => {
    const clock = new ManualClock(rest);
    clock.schedule(1, () => {
      throw new Error("boom");
    });
    await expect(clock.advance(5)).rejects.toThrow("boom");
  });
});
