import { describe, expect, test } from "vitest";
import { BatchWatch, nextBatchDone, nextTaskDone } from "../../../core/host/browser/batch-watch.ts";
import { VirtualPace } from "../../../core/host/browser/pace.ts";
import { TIMER_ORDER } from "../../../core/host/host.ts";
import { SimHost } from "../../../core/sim/sim-host.ts";
import type { TraceDetail } from "../../../core/trace/events.ts";

/** Real time that moves only when somebody waits for it. */
function fakePlatform() {
  let now = 0;
  return {
    now: () => now,
    spend: (milliseconds: number) => {
      now += milliseconds;
    },
    setTimeout: (run: () => void, milliseconds: number) => {
      setImmediate(() => {
        now += milliseconds;
        run();
      });
    },
    clearTimeout: () => {},
  };
}

function world() {
  const host = new SimHost({
    turn: () => new Promise((resolve) => setImmediate(resolve)),
    trace: { previews: 0, write: () => {} },
    kind: "virtual",
  });
  const platform = fakePlatform();
  const errors: unknown[] = [];
  const changes: [number, boolean][] = [];
  const pace = new VirtualPace({
    clock: host.clock,
    platform,
    changed: (now, running) => changes.push([now, running]),
    failed: (error) => errors.push(error),
  });
  const every = (milliseconds: number, run: () => void): void => {
    const next = () => {
      host.clock.schedule(
        host.clock.now() + milliseconds,
        () => {
          next();
          run();
        },
        TIMER_ORDER.batch,
      );
    };
    next();
  };
  return { host, platform, pace, errors, changes, every };
}

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
};

describe("virtual pace", () => {
  test("as fast as possible tells that nothing is left", async () => {
    const { host, platform, pace, changes } = world();
    let fired = 0;
    host.clock.schedule(5000, () => fired++, TIMER_ORDER.batch);
    host.clock.schedule(90_000, () => fired++, TIMER_ORDER.batch);
    pace.play(Infinity);
    await until(() => changes.at(-1)?.[0] === 90_000);
    expect(fired).toBe(2);
    expect(platform.now()).toBeLessThan(100);
    // and goes on when something comes
    host.clock.schedule(100_000, () => fired++, TIMER_ORDER.batch);
    await until(() => changes.at(-1)?.[0] === 100_000);
    pace.pause();
  });

  test.each([0.1, 0.5, 1, 10, 100])("speed %d: so many virtual milliseconds a real one", async (speed) => {
    const { host, platform, pace, every } = world();
    const ticks: number[] = [];
    every(100, () => ticks.push(platform.now()));
    pace.play(speed);
    await until(() => ticks.length === 20);
    pace.pause();
    // The 20th tick is due at 2000 virtual milliseconds; a frame is 16 real ones.
    expect(ticks[19]! - 2000 / speed).toBeGreaterThanOrEqual(0);
    expect(ticks[19]! - 2000 / speed).toBeLessThanOrEqual(17);
    expect(host.clock.now()).toBeGreaterThanOrEqual(2000);
  });

  test("a machine that cannot keep up slows virtual time down and leaves nothing out", async () => {
    const { platform, pace, every } = world();
    const times: number[] = [];
    let count = 0;
    every(100, () => {
      platform.spend(300);
      times.push(platform.now());
      count++;
    });
    pace.play(1);
    await until(() => count === 10);
    pace.pause();
    expect(times[9]! - times[0]!).toBeGreaterThan(9 * 300);
    expect(times[9]! - times[0]!).toBeLessThan(9 * 500);
  });

  test("Infinity does not wait, pause stops before the next timer", async () => {
    const { host, platform, pace, every, changes } = world();
    let count = 0;
    every(1000, () => {
      if (++count === 50) pace.pause();
    });
    pace.play(Number.POSITIVE_INFINITY);
    await until(() => count === 50 && changes.at(-1)?.[1] === false);
    await until(() => true);
    expect(count).toBe(50);
    expect(host.clock.now()).toBe(50_000);
    expect(platform.now()).toBeLessThan(17);
    expect(changes.at(-1)).toEqual([50_000, false]);
  });

  test("a timer that throws pauses and is reported", async () => {
    const { host, pace, errors } = world();
    host.clock.schedule(10, () => {
      throw new Error("boom");
    });
    pace.play(Number.POSITIVE_INFINITY);
    await until(() => errors.length > 0);
    expect(String(errors[0])).toBe("Error: boom");
    expect(pace.running).toBe(false);
  });

  test("a wrong speed is refused", () => {
    const { pace } = world();
    for (const speed of [0, -1, Number.NaN]) expect(() => pace.play(speed)).toThrow(RangeError);
  });
});

describe("step to the next batch", () => {
  const event = (detail: TraceDetail) => ({ t: 0, seq: 0, ...detail });

  test("goes to the next batch time, waits for the batch, and stands there", async () => {
    const { host, pace, every } = world();
    const watch = new BatchWatch();
    const log: string[] = [];
    host.clock.schedule(250, () =>
      watch.observe(event({ kind: "streaming-started", zeroTime: 0, batchInterval: 1000, blockInterval: 200 })),
    );
    every(200, () => log.push(`block ${host.clock.now()}`));
    every(1000, () => {
      const time = host.clock.now();
      log.push(`batch ${time}`);
      watch.observe(event({ kind: "batch-submitted", time, records: 0, outputs: 1 }));
      host.clock.schedule(time + (time === 2000 ? 700 : 0), () => {
        log.push(`done ${time} at ${host.clock.now()}`);
        watch.observe(
          event({
            kind: "batch-completed",
            time,
            records: 0,
            schedulingDelay: 0,
            processingTime: 0,
            totalDelay: 0,
            failures: 0,
          }),
        );
      });
    });

    await pace.runUntil(nextBatchDone(watch, host.clock));
    expect(host.clock.now()).toBe(1000);
    expect(log).toContain("done 1000 at 1000");
    expect(pace.running).toBe(false);

    await pace.runUntil(nextBatchDone(watch, host.clock));
    expect(log).toContain("done 2000 at 2700");
    expect(host.clock.now()).toBe(2700);

    await pace.runUntil(nextBatchDone(watch, host.clock));
    expect(host.clock.now()).toBe(3000);
    expect(log.at(-1)).toBe("done 3000 at 3000");
  });

  test("is told before it is over; what is done quietly is not seen to run", async () => {
    const { host, pace, changes, every, platform } = world();
    every(10, () => platform.spend(20));
    const stepped = pace.runUntil(() => host.clock.now() >= 20).then(() => changes.at(-1));
    expect(await stepped).toEqual([20, false]);
    expect(changes).toContainEqual([10, true]);
    changes.length = 0;
    await pace.runUntil(() => host.clock.now() >= 40, true);
    expect(changes.map(([, running]) => running)).not.toContain(true);
    expect(changes.at(-1)).toEqual([40, false]);
  });

  test("ends when there is nothing to wait for", async () => {
    const { host, pace } = world();
    await pace.runUntil(nextBatchDone(new BatchWatch(), host.clock));
    expect(pace.running).toBe(false);
  });
});

describe("step to the end of the next task", () => {
  const event = (detail: TraceDetail) => ({ t: 0, seq: 0, ...detail });

  test("stops between two that end at the same time, and where a batch without tasks is done", async () => {
    const { host, pace, every } = world();
    const watch = new BatchWatch();
    const log: string[] = [];
    watch.observe(event({ kind: "streaming-started", zeroTime: 0, batchInterval: 1000, blockInterval: 200 }));
    const completed = (time: number) => {
      const figures = { records: 0, schedulingDelay: 0, processingTime: 0, totalDelay: 0, failures: 0 };
      watch.observe(event({ kind: "batch-completed", time, ...figures }));
    };
    every(1000, () => {
      const time = host.clock.now();
      watch.observe(event({ kind: "batch-submitted", time, records: 0, outputs: 1 }));
      if (time === 1000) completed(time);
      else {
        for (const task of [1, 2])
          host.clock.schedule(time + 12, () => {
            log.push(`task ${task} of ${time}`);
            watch.observe(event({ kind: "task-completed", stage: 0, task, partition: task, slot: task, duration: 12 }));
            if (task === 2) completed(time);
          });
      }
    });
    const step = async () => {
      await pace.runUntil(nextTaskDone(watch, host.clock));
      return [host.clock.now(), ...log.splice(0)];
    };
    expect(await step()).toEqual([1000]);
    expect(await step()).toEqual([2012, "task 1 of 2000"]);
    expect(await step()).toEqual([2012, "task 2 of 2000"]);
    expect(await step()).toEqual([3012, "task 1 of 3000"]);
  });
});
