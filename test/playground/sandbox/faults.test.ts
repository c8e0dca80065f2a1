import { describe, expect, test, vi } from "vitest";
import type { Happening } from "../../../core/sim/deeds.ts";
import type { TraceEventOf, TraceKind } from "../../../core/trace/events.ts";
import { compiled, countingProgram, type FaultRun, runWith, wordsTyped } from "../fixtures/fault-runs.ts";

// each run is a process of its own
vi.setConfig({ testTimeout: 120_000 });

const SAFE = compiled(countingProgram({ checkpoint: true, log: true }));
const FORGETFUL = compiled(countingProgram({ checkpoint: false, log: false }));
/** A word every 300 ms, 30 of them. */
const WORDS = wordsTyped(150, 9000, 300);
const END = 11_000;

function of<K extends TraceKind>({ trace }: FaultRun, kind: K): TraceEventOf<K>[] {
  return trace.filter((event): event is TraceEventOf<K> => event.kind === kind);
}

/** What the program printed, line by line: batch, word, count. */
function printed(run: FaultRun): string[] {
  return of(run, "console").flatMap(({ text }) => text.trimEnd().split("\n"));
}

const lost = (run: FaultRun): number => 30 - Number(printed(run).at(-1)!.split(" ").at(-1));

describe("a driver that is killed", () => {
  test("goes on from its checkpoint and its log: nothing is lost, and batches run again", async () => {
    const run = await runWith(SAFE, [...WORDS, { kind: "kill-driver", at: 4300, restart: 2000 }], END);
    expect(of(run, "driver-died")).toMatchObject([{ t: 4300, attempt: 1, restart: 2000 }]);
    expect(of(run, "driver-started")).toMatchObject([{ t: 6300, attempt: 2 }]);
    expect(of(run, "driver-recovered")).toMatchObject([{ t: 6300, batches: [4000, 5000, 6000], again: [4000] }]);
    // at least once: the batch of 4 s wrote twice, the same
    expect(printed(run).filter((line) => line.startsWith("4000 "))).toEqual(["4000 a 13", "4000 a 13"]);
    expect(lost(run)).toBe(0);
  });

  test("in the middle of a batch: what had begun is done again", async () => {
    const run = await runWith(SAFE, [...WORDS, { kind: "kill-driver", at: 4020, restart: 100 }], END);
    expect(of(run, "batch-completed").filter(({ time }) => time === 4000)).toHaveLength(1);
    expect(of(run, "batch-submitted").filter(({ time }) => time === 4000)).toHaveLength(2);
    expect(lost(run)).toBe(0);
  });

  test("without a checkpoint to go on from begins with nothing", async () => {
    const run = await runWith(FORGETFUL, [...WORDS, { kind: "kill-driver", at: 4300, restart: 2000 }], END);
    expect(of(run, "driver-recovered")).toEqual([]);
    expect(of(run, "streaming-started").map(({ zeroTime }) => zeroTime)).toEqual([0, 6000]);
    // 13 words had been counted, and the one of 4.05 s was in memory
    expect(lost(run)).toBe(14);
  });

  test("stays dead until somebody starts it", async () => {
    const dead: Happening[] = [...WORDS, { kind: "kill-driver", at: 4300 }, { kind: "start-driver", at: 9500 }];
    const run = await runWith(SAFE, dead, END);
    // but for the netcat, in which lines wait
    expect(run.trace.filter(({ t, kind }) => t > 4300 && t < 9500 && kind !== "peer-changed")).toEqual([]);
    expect(of(run, "driver-died")).toEqual([{ t: 4300, seq: expect.any(Number), kind: "driver-died", attempt: 1 }]);
    expect(of(run, "driver-started")).toMatchObject([{ t: 9500 }]);
    expect(lost(run)).toBe(0);
  });

  test("twice, in two lives", async () => {
    const run = await runWith(
      SAFE,
      [...WORDS, { kind: "kill-driver", at: 2500, restart: 1000 }, { kind: "kill-driver", at: 5800, restart: 1500 }],
      END,
    );
    expect(of(run, "driver-started").map(({ attempt }) => attempt)).toEqual([2, 3]);
    expect(lost(run)).toBe(0);
  });

  test("leaves files that are kept, as the next one does: a run that goes on with them has all that was counted", async () => {
    const happenings: Happening[] = [...WORDS, { kind: "kill-driver", at: 4300, restart: 2000 }];
    const { kept } = await runWith(SAFE, happenings, END, { kept: { now: 0, files: [] } });
    expect(kept!.now).toBeGreaterThanOrEqual(10_000);
    const more = wordsTyped(kept!.now + 100, kept!.now + 101, 1);
    const second = await runWith(SAFE, more, kept!.now + 3000, { kept });
    expect(of(second, "driver-recovered")).toMatchObject([{ checkpoint: expect.any(Number) }]);
    expect(of(second, "driver-recovered")[0]!.checkpoint).toBeGreaterThanOrEqual(10_000);
    expect(printed(second).at(-1)).toMatch(/ a 31$/);
  });

  test("says nothing any more, whatever its program still does", async () => {
    const program = compiled(`import { Seconds, SparkConf, StreamingContext } from "sluice";
const ssc = new StreamingContext(new SparkConf().setMaster("local[2]").setAppName("Ghost"), Seconds(1));
setInterval(() => console.log("alive since", born), 400);
const born = Date.now();
ssc.socketTextStream("localhost", 9999).print();
ssc.start();
try {
  await ssc.awaitTermination();
} finally {
  console.log("over");
}
`);
    const run = await runWith(program, [{ kind: "kill-driver", at: 1000, restart: 500 }], 2600);
    const said = printed(run).filter((line) => line.startsWith("alive") || line === "over");
    expect(said).toEqual(["alive since 0", "alive since 0", "alive since 1500", "alive since 1500"]);
  });
});

test("a receiver that is killed is started again after two seconds", async () => {
  const run = await runWith(FORGETFUL, [...WORDS, { kind: "kill-receiver", at: 3000, stream: 0 }], END);
  expect(of(run, "fault")).toMatchObject([{ t: 3000, fault: "receiver-killed", stream: 0 }]);
  expect(of(run, "log").map(({ message }) => message)).toContain(
    "Restarting receiver with delay 2000 ms: Error receiving data - SparkError: The receiver's thread was killed",
  );
  expect(of(run, "receiver-started").map(({ t }) => t)).toEqual([0, 5000]);
  // the netcat keeps what is typed while nobody is connected
  expect(lost(run)).toBe(0);
});

describe("a store that refuses to write", () => {
  test("once is asked again, which does", async () => {
    const run = await runWith(SAFE, [...WORDS, { kind: "fail-writes", at: 2500, files: "log" }], END);
    expect(of(run, "fault")).toMatchObject([{ fault: "writes-fail", files: "log" }]);
    expect(of(run, "log").filter(({ code }) => code === "WAL_WRITE")).toMatchObject([
      { level: "warn", t: 2600, error: { message: expect.stringContaining("EIO") } },
    ]);
    expect(lost(run)).toBe(0);
  });

  test("checkpoints for a while: batches go on, and there is word of it", async () => {
    const happenings: Happening[] = [...WORDS, { kind: "fail-writes", at: 2500, files: "checkpoint", lasts: 2000 }];
    const run = await runWith(SAFE, happenings, END);
    const failed = of(run, "log").filter(({ code }) => code === "CHECKPOINT_WRITE");
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.every(({ t, error }) => t < 4500 && error!.message.includes("ENOSPC"))).toBe(true);
    expect(of(run, "checkpoint-written").some(({ t }) => t > 2500 && t < 4500)).toBe(false);
    expect(of(run, "batch-completed").map(({ time }) => time)).toContain(3000);
    expect(lost(run)).toBe(0);
  });

  test("logs for a while: what cannot be logged is lost", async () => {
    const happenings: Happening[] = [...WORDS, { kind: "fail-writes", at: 2500, files: "log", lasts: 1000 }];
    const run = await runWith(SAFE, happenings, END);
    expect(lost(run)).toBe(of(run, "receiver-error").length);
    expect(lost(run)).toBeGreaterThan(0);
  });
});

describe("tasks that are slowed", () => {
  const delays = (run: FaultRun) =>
    of(run, "batch-completed").map(({ processingTime, schedulingDelay }) => [processingTime, schedulingDelay]);

  test("let batches fall behind, until it is over", async () => {
    const run = await runWith(FORGETFUL, [...WORDS, { kind: "slow-tasks", at: 2500, by: 600, lasts: 3000 }], 15_000);
    const [, , third, fourth] = delays(run);
    expect(third![0]).toBeGreaterThan(1000);
    expect(fourth![1]).toBeGreaterThan(0);
    expect(delays(run).at(-1)).toEqual([expect.any(Number), 0]);
    expect(lost(run)).toBe(0);
  });

  test("where it is one partition, one task of a stage holds up the others", async () => {
    const run = await runWith(
      FORGETFUL,
      [...WORDS, { kind: "slow-tasks", at: 2500, by: 600, partition: 1 }, { kind: "slow-tasks", at: 5500, by: 0 }],
      END,
    );
    const slow = of(run, "task-completed").filter(({ duration }) => duration > 100);
    expect(slow.length).toBeGreaterThan(2);
    expect(slow.every(({ partition, t }) => partition === 1 && t > 2500 && t < 6200)).toBe(true);
  });
});

test("the same faults in the same world leave the same trace", async () => {
  const happenings: Happening[] = [
    ...WORDS,
    { kind: "kill-receiver", at: 1500, stream: 0 },
    { kind: "slow-tasks", at: 2000, by: 100, lasts: 2000 },
    { kind: "kill-driver", at: 4321, restart: 700 },
    { kind: "fail-writes", at: 6500, files: "any" },
    { kind: "kill-driver", at: 7000, restart: 1 },
  ];
  const [one, two] = await Promise.all([runWith(SAFE, happenings, END), runWith(SAFE, happenings, END)]);
  expect(one.trace.length).toBeGreaterThan(500);
  expect(two.lines).toEqual(one.lines);
});
