import { afterEach, describe, expect, test } from "vitest";
import { registerModule } from "../../core/closure/index.ts";
import * as sluice from "../../core/index.ts";
import { type Fault, type FaultPlan, type FaultPoint, POSSIBLE, RandomFaults } from "../../core/sim/faults.ts";
import { FaultyFiles } from "../../core/sim/faulty-files.ts";
import { SimHost } from "../../core/sim/sim-host.ts";
import { SimWorkers } from "../../core/sim/workers.ts";
import { countLetters } from "../scheduler/programs/failures.ts";
import { faultyWorld } from "../support/faulty-world.ts";
import { World } from "../support/world.ts";

registerModule("sluice", sluice);

const NOTHING: FaultPlan = { at: () => undefined };
const bytes = (text: string) => new TextEncoder().encode(text);
const textOf = (files: { read(path: string): Uint8Array }, path: string) => new TextDecoder().decode(files.read(path));

/** The `n`-th point of a kind goes wrong, the first being 0. */
function once(kind: FaultPoint["kind"], fault: Fault, n = 0): FaultPlan {
  let seen = 0;
  return { at: (point) => (point.kind === kind && seen++ === n ? fault : undefined) };
}

function hostWith(faults: FaultPlan): SimHost {
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  return new SimHost({ turn, trace: { previews: 0, write() {} }, faults });
}

describe("chance", () => {
  test("the same seed, the same faults; each fits its point", () => {
    const kinds = Object.keys(POSSIBLE) as FaultPoint["kind"][];
    const run = (seed: number) => {
      const plan = new RandomFaults(seed, { chance: 0.5, most: 1000 });
      for (let i = 0; i < 2000; i++) plan.at({ kind: kinds[i % kinds.length]! });
      return plan.happened;
    };
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
    for (const { fault, point } of run(3)) expect(POSSIBLE[point.kind]).toContain(fault);
    const all = new Set(Object.values(POSSIBLE).flat());
    expect(new Set(run(4).map(({ fault }) => fault))).toEqual(all);
  });
});

describe("when the power goes", () => {
  const files = () => new FaultyFiles({ now: () => 0 }, faultyWorld(NOTHING));

  test("what was flushed is there, with the names that were flushed", () => {
    const disk = files();
    disk.makeDirectory("/d");
    disk.flush("/");
    disk.write("/d/a", bytes("certain"));
    disk.flush("/d/a");
    disk.flush("/d");
    disk.append("/d/a", bytes(" and not"));
    disk.write("/d/b", bytes("new"));
    disk.rename("/d/a", "/d/c");
    disk.losePower(() => 0.25);
    expect(disk.list("/d").map(({ name }) => name)).toEqual(["a"]);
    expect(textOf(disk, "/d/a")).toBe("certain");
  });

  test("a rename may be there without the bytes that were not flushed before it", () => {
    const disk = files();
    disk.write("/aside", bytes("0123456789"));
    disk.rename("/aside", "/name");
    disk.flush("/");
    disk.losePower(() => 0.5);
    expect(textOf(disk, "/name")).toBe("01234");
  });

  test("what was removed may be there again; the disk's room is counted anew", () => {
    const disk = new FaultyFiles({ now: () => 0 }, faultyWorld(NOTHING), { capacity: 10 });
    disk.write("/a", bytes("0123456789"));
    disk.flush("/a");
    disk.flush("/");
    disk.remove("/a");
    disk.losePower(() => 0);
    expect(textOf(disk, "/a")).toBe("0123456789");
    expect(() => disk.write("/b", bytes("x"))).toThrow("ENOSPC");
  });
});

describe("the disk", () => {
  test("a short write leaves a part and is told; a full disk stays full for a while", () => {
    let now = 0;
    const clock = { now: () => now };
    const short = new FaultyFiles(clock, faultyWorld(once("write", "short")));
    expect(() => short.write("/a", bytes("1234"))).toThrow("EIO");
    expect(textOf(short, "/a")).toBe("12");
    const full = new FaultyFiles(clock, faultyWorld(once("write", "full")));
    const large = bytes("x".repeat(800));
    expect(() => full.write("/a", large)).toThrow("ENOSPC");
    expect(() => full.write("/a", large)).toThrow("ENOSPC");
    full.write("/small", bytes("fits"));
    now = 2500;
    full.write("/a", large);
    expect(full.read("/a")).toEqual(large);
  });

  test("a file that is listed and cannot be read", () => {
    const disk = new FaultyFiles({ now: () => 0 }, faultyWorld(once("read", "fail")));
    disk.write("/a", bytes("1"));
    expect(disk.list("/")).toHaveLength(1);
    expect(() => disk.read("/a")).toThrow("EIO");
  });
});

describe("the clock", () => {
  test.each([
    ["late", (now: number) => now > 1000 && now <= 6000],
    ["sleep", (now: number) => now >= 11_000 && now <= 21_000],
    ["back", (now: number) => now < 1000],
  ] as const)("%s: the timer sees another time", async (fault, holds) => {
    const { clock } = hostWith(once("timer", fault));
    let seen = 0;
    clock.schedule(1000, () => {
      seen = clock.now();
    });
    await clock.runNext(1000);
    expect(holds(seen), String(seen)).toBe(true);
  });
});

describe("the network", () => {
  async function heard(kind: FaultPoint["kind"], fault: Fault): Promise<string> {
    const { clock, network } = hostWith(once(kind, fault));
    const log: string[] = [];
    const decoder = new TextDecoder();
    network.connect("h", 1, {
      opened: () => log.push("opened"),
      data: (data) => log.push(decoder.decode(data)),
      closed: () => log.push("closed"),
      failed: ({ message }) => log.push(message),
    });
    network.sendBytes("h", 1, bytes("first"));
    network.sendBytes("h", 1, bytes("second"));
    await clock.advance(20_000);
    return log.join("|");
  }

  test.each([
    ["hang-up", /^opened\|first\|closed$/],
    ["reset", /^opened\|f?i?r?s?t?\|read ECONNRESET$/],
    ["silence", /^opened\|first\|second$/],
  ] as const)("%s", async (fault, pattern) => {
    expect(await heard("arrival", fault)).toMatch(pattern);
  });

  test("cut: nothing is lost by it", async () => {
    const text = await heard("arrival", "cut");
    expect(text.replaceAll("|", "")).toBe("openedfirstsecond");
    expect(text.split("|")).toHaveLength(4);
  });

  test("refuse: the next attempt succeeds after a while", async () => {
    expect(await heard("connect", "refuse")).toMatch(/ECONNREFUSED/);
  });
});

describe("executors of the simulated world", () => {
  let world: World;
  afterEach(() => world.end());

  async function letters(plan: FaultPlan): Promise<unknown> {
    world = new World();
    const { clock, files } = world.host;
    const workers = new SimWorkers({
      clock,
      files,
      clone: (message, transfer) => structuredClone(message, { transfer: [...transfer] }),
      importPackage: () => sluice,
      delay: () => 10,
      timeout: 5000,
      faults: { plan, random: () => 0.5 },
    });
    Object.assign(world.host, { workers });
    const counted = countLetters(world.sc("local[2]", { "sluice.executor": "workers" }));
    let result: unknown;
    void counted.then((value) => {
      result = value.sort();
    });
    await clock.advance(60_000);
    return result;
  }

  const expected = [
    ["a", 2],
    ["b", 2],
    ["c", 1],
    ["d", 1],
  ];

  test("without faults messages take their time", async () => {
    expect(await letters(NOTHING)).toEqual(expected);
    expect(world.of("executor-added")).toHaveLength(2);
    expect(world.of("task-completed").every(({ duration }) => duration >= 20)).toBe(true);
  });

  test.each([
    ["executor-crash-before", 137],
    ["executor-crash-after", 1],
    ["hang", 5000],
  ] as const)("%s: the executor is lost, its tasks run again", async (fault, number) => {
    for (let nth = 0; nth < 4; nth++) {
      expect(await letters(once("task", fault, nth))).toEqual(expected);
      expect(world.of("executor-removed")).toMatchObject([{ reason: expect.stringContaining(String(number)) }]);
      await world.end();
    }
  });

  test("slow-task: it takes seconds, and nothing is lost", async () => {
    expect(await letters(once("task", "slow-task"))).toEqual(expected);
    expect(Math.max(...world.of("task-completed").map(({ duration }) => duration))).toBeGreaterThan(2000);
    expect(world.of("executor-removed")).toEqual([]);
  });
});
