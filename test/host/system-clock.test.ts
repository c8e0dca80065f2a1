import { beforeEach, describe, expect, test } from "vitest";
import { SystemClock } from "../../core/host/clocks.ts";
import { TIMER_ORDER } from "../../core/host/host.ts";

/** A platform whose time the test moves, and whose timers it fires, also too early as real ones do. */
class FakePlatform {
  time = 1000;
  readonly timers = new Map<number, { readonly run: () => void; readonly at: number; readonly delay: number }>();
  #next = 1;

  now(): number {
    return this.time;
  }

  setTimeout(run: () => void, milliseconds: number): number {
    const id = this.#next++;
    this.timers.set(id, { run, at: this.time + milliseconds, delay: milliseconds });
    return id;
  }

  clearTimeout(handle: unknown): void {
    this.timers.delete(handle as number);
  }

  /** Fires the platform's only timer, `early` milliseconds before it is due. */
  fire(early = 0): void {
    expect(this.timers.size).toBe(1);
    const [id, timer] = [...this.timers][0]!;
    this.timers.delete(id);
    this.time = Math.max(this.time, timer.at - early);
    timer.run();
  }

  get delays(): number[] {
    return [...this.timers.values()].map((timer) => timer.delay);
  }
}

describe("SystemClock", () => {
  let platform: FakePlatform;
  let clock: SystemClock;
  let ran: string[];

  beforeEach(() => {
    platform = new FakePlatform();
    clock = new SystemClock(platform);
    ran = [];
  });

  test("tells whole milliseconds", () => {
    platform.time = 1234.9;
    expect(clock.now()).toBe(1234);
    expect(clock.kind).toBe("system");
  });

  test("keeps one platform timer, for the nearest of its own, and none when nothing waits", () => {
    const late = clock.schedule(1500, () => {});
    expect(platform.delays).toEqual([500]);
    const soon = clock.schedule(1200, () => {});
    expect(platform.delays).toEqual([200]);
    soon.cancel();
    expect(platform.delays).toEqual([500]);
    late.cancel();
    expect(platform.delays).toEqual([]);
  });

  test("timers due together run in their order, whatever the platform does", () => {
    clock.schedule(1010, () => ran.push("other"));
    clock.schedule(1010, () => ran.push("batch"), TIMER_ORDER.batch);
    clock.schedule(1010, () => ran.push("block"), TIMER_ORDER.block);
    platform.fire();
    expect(ran).toEqual(["block", "batch", "other"]);
    expect(platform.timers.size).toBe(0);
  });

  test("a platform timer that fires early runs nothing before its time", () => {
    clock.schedule(1100, () => ran.push("due"));
    platform.fire(1);
    expect(ran).toEqual([]);
    expect(platform.delays).toEqual([1]);
    platform.fire();
    expect(ran).toEqual(["due"]);
  });

  test("a wait longer than a platform timer can be is made of several", () => {
    const month = 30 * 24 * 3600 * 1000;
    clock.schedule(1000 + month, () => ran.push("due"));
    expect(platform.delays).toEqual([2 ** 31 - 1]);
    platform.fire();
    expect(ran).toEqual([]);
    platform.fire();
    expect(ran).toEqual(["due"]);
    expect(platform.time).toBe(1000 + month);
  });

  test("what is due in the past runs at once, but not inside schedule", () => {
    clock.schedule(500, () => ran.push("past"));
    expect(ran).toEqual([]);
    expect(platform.delays).toEqual([0]);
    platform.fire();
    expect(ran).toEqual(["past"]);
  });

  test("a timer may schedule, also for now, and cancel another that is due with it", () => {
    clock.schedule(1010, () => {
      ran.push("first");
      second.cancel();
      clock.schedule(1010, () => ran.push("nested"));
      clock.schedule(1020, () => ran.push("later"));
    });
    const second = clock.schedule(1010, () => ran.push("second"));
    platform.fire();
    expect(ran).toEqual(["first", "nested"]);
    platform.fire();
    expect(ran).toEqual(["first", "nested", "later"]);
  });

  test("a timer that throws does not take the others along", () => {
    clock.schedule(1010, () => {
      throw new Error("boom");
    });
    clock.schedule(1010, () => ran.push("still"));
    expect(() => platform.fire()).toThrow("boom");
    platform.fire();
    expect(ran).toEqual(["still"]);
  });

  test("after a sleep of the machine everything that was missed runs, in order", () => {
    for (const at of [1300, 1100, 1200]) clock.schedule(at, () => ran.push(String(at)));
    platform.time = 5000;
    platform.fire();
    expect(ran).toEqual(["1100", "1200", "1300"]);
  });
});
