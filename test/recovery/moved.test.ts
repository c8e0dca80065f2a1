import { renameSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { endCommands } from "../cli/command.ts";
import { driver } from "./each-test.ts";
import { Workplace } from "./workplace.ts";

/** Totals of all words, how many there were in the last second, and what came in through a socket with a log; all paths are relative. */
const PROGRAM = `import { Milliseconds, Seconds, SparkConf, StreamingContext } from "sluice";

const add = (a: number, b: number): number => a + b;
const ssc = StreamingContext.getOrCreate("checkpoint", () => {
  console.log("made anew");
  const conf = new SparkConf().setMaster("local[3]").setAppName("Moved");
  const made = new StreamingContext(conf, Milliseconds(200));
  made.checkpoint("checkpoint");
  const ones = made.textFileStream("in").map((word): [string, number] => [word, 1]);
  const totals = ones.updateStateByKey((values: number[], sum: number | undefined) => values.reduce(add, sum ?? 0));
  totals.checkpoint(Milliseconds(400));
  totals.map(([word, n]) => \`total \${word} \${n}\`).print();
  const lately = ones.reduceByKeyAndWindow(add, (a, b) => a - b, Seconds(60), Milliseconds(200));
  lately.checkpoint(Milliseconds(400));
  lately.map(([word, n]) => \`lately \${word} \${n}\`).print();
  return made;
});
ssc.start();
await ssc.awaitTermination();
`;

describe("a folder that was moved while no driver ran", () => {
  const places: Workplace[] = [];
  afterEach(async () => {
    await endCommands();
    for (const each of places.splice(0)) each.remove();
  });

  test("goes on where it is now: states, windows, and files that are found by a relative path", async () => {
    const [before, now] = [new Workplace(), new Workplace()];
    places.push(before, now);
    before.write("program.ts", PROGRAM);
    before.write("in/.keep", "");
    const first = before.run("program.ts");
    await first.seen("stdout", /Time: /);
    before.put("in/a.txt", "be\nor\nbe\n");
    await first.seen("stdout", /(lately be 2[\s\S]*){4}/);
    first.signal("SIGKILL");
    await first.ended;

    now.remove();
    renameSync(before.folder, now.folder);
    const inspected = now.sluice(["checkpoint", "inspect", "checkpoint"]);
    expect(await inspected.ended).toBe(0);
    expect(inspected.stdout).toMatch(/1 partition|2 partitions|3 partitions/);
    expect(inspected.stdout).not.toMatch(/gone|belongs to/);

    const second = now.run("program.ts");
    await second.seen("stdout", /Time: /);
    now.put("in/b.txt", "be\n");
    await second.seen("stdout", /total be 3/);
    await second.seen("stdout", /lately be 3/);
    expect(second.stdout).not.toContain("made anew");
    expect(second.stderr).toBe("");
    // and on from what the second driver has written there
    second.signal("SIGKILL");
    await second.ended;
    const third = now.run("program.ts");
    await third.seen("stdout", /total be 3/);
    expect(third.stderr).toBe("");
  });
});

test("what receivers stored is read from logs that were moved", async () => {
  const first = driver();
  first.printsLines().start();
  await first.host.clock.advance(1000);
  first.host.network.send("localhost", 9999, "one");
  // cut into a block and logged, and no batch has it yet
  await first.host.clock.advance(500);
  first.host.die();

  const second = driver(first);
  second.host.files.rename("/checkpoint", "/elsewhere");
  second.printsLines("/elsewhere").start();
  await second.host.clock.advance(1000);
  expect(second.printed).toContain("one\n");
  expect(second.codes).toEqual([]);
  expect(second.host.files.stat("/checkpoint")).toBeUndefined();
});

test("and from logs that were moved twice, of which the last driver has only read", async () => {
  const first = driver();
  first.printsLines().start();
  await first.host.clock.advance(1000);
  first.host.network.send("localhost", 9999, "one");
  await first.host.clock.advance(500);
  first.host.die();

  const second = driver(first);
  second.host.files.rename("/checkpoint", "/elsewhere");
  second.printsLines("/elsewhere").start();
  // it has given the block to a batch, and a checkpoint of its own, and has not done the batch
  while (!second.host.files.list("/elsewhere").some(({ name }) => name === "checkpoint-2000"))
    await second.host.clock.advance(1);
  second.host.die();

  const third = driver(second);
  third.host.files.rename("/elsewhere", "/farther");
  third.printsLines("/farther").start();
  await third.host.clock.advance(2000);
  expect(third.printed).toContain("one\n");
  expect(third.codes).toEqual([]);
});

test("where there is something else where the directory was, it goes on there, as on Spark, and says so", async () => {
  const first = driver();
  first.printsFiles().start();
  await first.host.clock.advance(1000);
  first.host.die();
  const second = driver(first);
  second.host.files.rename("/checkpoint", "/elsewhere");
  second.host.files.makeDirectory("/checkpoint");
  second.printsFiles("/elsewhere");
  expect(second.codes).toContain("CHECKPOINT_ELSEWHERE");
});

test("a driver whose clock is behind the checkpoint waits for it, and no batch comes twice", async () => {
  const first = driver();
  first.printsFiles().start();
  await first.host.clock.advance(5000);
  first.host.die();
  const second = driver(first);
  second.host.clock.jumpTo(2300);
  second.printsFiles().start();
  expect(second.codes).toEqual(["CHECKPOINT_AHEAD"]);
  await second.host.clock.advance(4000);
  const times = second.events.flatMap((event) => (event.kind === "batch-completed" ? [event.time] : []));
  expect(times).toEqual([5000, 6000]);
});

test("the trace tells what is durable, in order, and what is gone", async () => {
  const first = driver();
  first.printsLines().start();
  first.host.network.send("localhost", 9999, "one");
  await first.host.clock.advance(15_000);
  const durable = first.events.flatMap((event) => (event.kind === "log-written" ? [event] : []));
  expect(durable.map(({ entry, stream, block, time }) => [entry, stream ?? time, block]).slice(0, 3)).toEqual([
    ["block", 0, "input-0-0"],
    ["block-added", 0, "input-0-0"],
    ["batch-allocated", 1000, undefined],
  ]);
  for (const { path, offset, bytes } of durable) {
    const file = first.host.files.stat(path);
    if (file !== undefined) expect(file.size).toBeGreaterThanOrEqual(offset + bytes);
  }
  const written = first.events.flatMap((event) => (event.kind === "checkpoint-written" ? [event] : []));
  expect(written.at(-1)).toMatchObject({ time: 15_000, path: "/checkpoint/checkpoint-15000" });
  expect(written.at(-1)!.bytes).toBe(first.host.files.stat("/checkpoint/checkpoint-15000")!.size);
  const removed = first.events.flatMap((event) => (event.kind === "file-removed" ? [event.path] : []));
  expect(removed).toContain("/checkpoint/checkpoint-1000");
  for (const path of removed) expect(first.host.files.stat(path)).toBeUndefined();
});
