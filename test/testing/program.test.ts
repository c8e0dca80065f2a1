import { afterEach, expect, test } from "vitest";
import { registerModule } from "../../core/closure/index.ts";
import * as sluice from "../../core/index.ts";
import { StreamingTest } from "../../core/testing/index.ts";

registerModule("sluice", sluice);
let t: StreamingTest;
afterEach(() => t.stop({ mayFail: true }));

const rule = "-------------------------------------------";
const block = (time: number, ...records: string[]) => `${[rule, `Time: ${time} ms`, rule, ...records].join("\n")}\n\n`;

test("a program is run as it is: its sockets, its console, its time", async () => {
  const words: unknown[] = [];
  const { log } = console;
  console.log = (...args: unknown[]) => words.push(args);
  try {
    t = new StreamingTest({ master: "local[3]", start: 60_000 });
    const program = await t.run(() => import("./programs/word-count.ts"));
    expect(t.stdout).toBe("started at 60000 with local[3]\n");
    t.netcat(9999).send("to be or", "not to be");
    await t.runBatches(2);
    console.log("the test's own");
    t.netcat(9999).sendAt(64_500, "x");
    await t.runBatches();
    const [first, ...later] = t.printed.batches;
    expect(later).toEqual([`${block(64_000)}0 lines at 64000\n`, `${block(66_000, "(x,1)")}1 lines at 66000\n`]);
    expect(first).toContain(block(62_000).trimEnd());
    expect(first?.match(/\(\w+,\d\)/g)?.sort()).toEqual(["(be,2)", "(not,1)", "(or,1)", "(to,2)"]);
    expect(first?.endsWith("\n\n2 lines at 62000\n")).toBe(true);
    expect(program.ended).toBe(false);
    expect(t.ssc.batchDuration.milliseconds).toBe(2000);
    expect(t.sc.appName).toBe("NetworkWordCount");
    await t.stop();
    expect(program.ended).toBe(true);
    expect(t.stderr).toBe("over\n");
    expect(words).toEqual([["the test's own"]]);
  } finally {
    console.log = log;
  }
});

test("a module runs once: a second run says so, and how to get another", async () => {
  // @ts-expect-error: TypeScript knows no queries
  const load = () => import("./programs/word-count.ts?again");
  t = new StreamingTest();
  await t.run(load);
  await t.stop();
  t = new StreamingTest();
  await expect(t.run(load)).rejects.toThrow("The program ended without making a context");
  await t.stop();
  t = new StreamingTest();
  // @ts-expect-error: TypeScript knows no queries
  await t.run(() => import("./programs/word-count.ts?2"));
  await t.runBatches();
  expect(t.printed.at(2000)).toContain("0 lines at 2000");
});

test("what will be sent later does not keep a program from being loaded", async () => {
  t = new StreamingTest();
  t.netcat(9999).sendAt(500, "early bird");
  // @ts-expect-error: TypeScript knows no queries
  await t.run(() => import("./programs/word-count.ts?4"));
  await t.runBatches();
  expect(t.printed.at(2000)).toContain("(early,1)");
});

test("a program is killed, and recovered from its checkpoint by running it again", async () => {
  t = new StreamingTest();
  t.files.makeDirectory("/in");
  await t.run(() => import("./programs/running-count.ts"));
  await t.advance(100);
  t.files.put("/in/1.txt", "a b a\n");
  await t.runBatches(2);
  expect(t.printed.at(2000)).toContain("(a,2)\n(b,1)");
  await t.crash(500);
  t.files.put("/in/2.txt", "a\n");
  // @ts-expect-error: TypeScript knows no queries
  await t.run(() => import("./programs/running-count.ts?2"));
  await t.runBatches(2);
  expect(t.printed.at(4000)).toContain("(a,3)\n(b,1)");
  expect(t.stdout.match(/declared/g)).toHaveLength(1);
  expect(t.printed.batches).toHaveLength(4);
});

test("a program that waits for the clock, and stops by itself", async () => {
  t = new StreamingTest();
  const program = await t.run(() => import("./programs/stops-itself.ts"));
  await expect(t.runBatches()).rejects.toThrow("No StreamingContext has been started");
  await t.advance(5000);
  await t.runBatches(2);
  expect(program.ended).toBe(false);
  await t.advance(5000);
  expect(program.ended).toBe(true);
  expect((await program.result).seen).toBe(3);
  await expect(t.runBatches()).rejects.toThrow("The StreamingContext has been stopped");
});

test("what a program dies of rejects, with its line", async () => {
  t = new StreamingTest();
  const program = await t.run(() => import("./programs/throws-on-a-record.ts"));
  await t.runBatches();
  t.netcat(9999).send("bad");
  const error = await t.runBatches().then(
    () => expect.fail("nothing failed"),
    (error: unknown) => error as Error,
  );
  expect(error.message).toContain("RangeError: a bad line");
  expect((error.cause as Error).stack).toContain("throws-on-a-record.ts:7");
  expect(program.ended).toBe(true);
  await expect(program.result).rejects.toBe(error);
  expect(t.failures).toMatchObject([{ time: 2000, operation: "print" }]);
  // told once
  await t.stop();
});

test("what it throws at once rejects the run", async () => {
  t = new StreamingTest();
  await expect(
    t.run(() => {
      throw new TypeError("at once");
    }),
  ).rejects.toThrow("at once");
  await t.stop();
});

test("one program at a time", async () => {
  t = new StreamingTest();
  // @ts-expect-error: TypeScript knows no queries
  await t.run(() => import("./programs/word-count.ts?3"));
  await expect(t.run(() => {})).rejects.toThrow("A program runs already");
});
