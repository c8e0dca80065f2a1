import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TIMER_ORDER, type TimerOrder } from "../../core/host/host.ts";
import { TimerQueue } from "../../core/host/timer-queue.ts";

function drain(queue: TimerQueue, now: number): void {
  for (let run = queue.takeDue(now); run !== undefined; run = queue.takeDue(now)) run();
}

describe("TimerQueue", () => {
  test("is empty at first", () => {
    const queue = new TimerQueue();
    expect(queue.nextAt()).toBeUndefined();
    expect(queue.takeDue(Number.MAX_SAFE_INTEGER)).toBeUndefined();
  });

  test("timers due together run by order, then as they were scheduled", () => {
    const queue = new TimerQueue();
    const ran: string[] = [];
    queue.add(100, () => ran.push("other"));
    queue.add(100, () => ran.push("arrival"), TIMER_ORDER.arrival);
    queue.add(100, () => ran.push("batch 1"), TIMER_ORDER.batch);
    queue.add(100, () => ran.push("batch 2"), TIMER_ORDER.batch);
    queue.add(100, () => ran.push("block"), TIMER_ORDER.block);
    queue.add(99, () => ran.push("earlier"));
    drain(queue, 100);
    expect(ran).toEqual(["earlier", "block", "batch 1", "batch 2", "arrival", "other"]);
  });

  test("nothing runs before its time", () => {
    const queue = new TimerQueue();
    queue.add(100, () => {});
    expect(queue.takeDue(99)).toBeUndefined();
    expect(queue.nextAt()).toBe(100);
    expect(queue.takeDue(100)).toBeTypeOf("function");
  });

  test("a cancelled timer does not run, and is not what the clock waits for", () => {
    const queue = new TimerQueue();
    const ran: number[] = [];
    const first = queue.add(1, () => ran.push(1));
    queue.add(2, () => ran.push(2));
    first.cancel();
    first.cancel();
    expect(queue.nextAt()).toBe(2);
    drain(queue, 5);
    expect(ran).toEqual([2]);
    expect(queue.nextAt()).toBeUndefined();
  });

  test("any timers come in order of (time, order, scheduling), without the cancelled ones", () => {
    const timer = fc.record({
      at: fc.integer({ min: 0, max: 5 }),
      order: fc.constantFrom<TimerOrder>(0, 1, 2, 3),
      cancelled: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(timer, { maxLength: 60 }), (timers) => {
        const queue = new TimerQueue();
        const ran: number[] = [];
        const handles = timers.map(({ at, order }, seq) => queue.add(at, () => ran.push(seq), order));
        for (const [seq, { cancelled }] of timers.entries()) if (cancelled) handles[seq]!.cancel();
        drain(queue, 10);
        const expected = timers
          .map((each, seq) => ({ ...each, seq }))
          .filter((each) => !each.cancelled)
          .sort((a, b) => a.at - b.at || a.order - b.order || a.seq - b.seq)
          .map((each) => each.seq);
        expect(ran).toEqual(expected);
      }),
    );
  });
});
