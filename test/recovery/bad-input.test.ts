import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { encode } from "../../core/storage/codec.ts";
import { endCommands } from "../cli/command.ts";
import { Workplace } from "./workplace.ts";

const PROGRAM = `import { shout } from "shouter";
import { Milliseconds, SparkConf, StreamingContext } from "sluice";

const [, , directory = "checkpoint", createOnError] = process.argv;
const create = () => {
  console.log("made anew");
  const made = new StreamingContext(new SparkConf().setMaster("local[2]").setAppName("Shouting"), Milliseconds(500));
  made.checkpoint(directory);
  const counts = made
    .textFileStream("in")
    .map((line): [string, number] => [shout(line), 1])
    .updateStateByKey((values, sum: number | undefined) => (sum ?? 0) + values.length);
  counts.checkpoint(Milliseconds(1000));
  counts.print();
  return made;
};
const ssc = StreamingContext.getOrCreate(directory, create, createOnError !== undefined);
ssc.start();
await ssc.awaitTermination();
`;

/** The program that recovers need not be the one that wrote: this one has no need of the package. */
const OTHER = PROGRAM.replace('import { shout } from "shouter";', "const shout = String;");

/** Every driver has to catch up with the time since the first one was killed, which takes a while on a busy machine. */
const PATIENCE = 60_000;
vi.setConfig({ testTimeout: 2 * PATIENCE });

let at: Workplace;
/** All that the first driver left when it was killed. */
const kept = mkdtempSync(join(tmpdir(), "sluice-kept-"));

beforeAll(async () => {
  at = new Workplace();
  at.write("in/.keep", "");
  at.write("node_modules/shouter/package.json", '{"name":"shouter","version":"1.0.0","main":"index.js"}');
  at.write("node_modules/shouter/index.js", "exports.shout = (text) => text.toUpperCase();\n");
  at.write("program.ts", PROGRAM);
  at.write("other.ts", OTHER);
  const first = at.run("program.ts");
  await first.seen("stdout", /Time: /);
  at.put("in/a.txt", "a\nb\na\n");
  await first.seen("stdout", /\(A,2\)\n.*Time: .*Time: .*Time: .*Time: /s);
  first.signal("SIGKILL");
  await first.ended;
  cpSync(at.folder, kept, { recursive: true, preserveTimestamps: true });
});

beforeEach(() => {
  for (const name of readdirSync(at.folder)) rmSync(at.path(name), { recursive: true });
  cpSync(kept, at.folder, { recursive: true, preserveTimestamps: true });
});

afterEach(endCommands);
afterAll(() => {
  at.remove();
  rmSync(kept, { recursive: true });
});

/** Runs a program that goes on: its first batch has the counts of before, and there is one more line. Gives what it says on stderr. */
async function goesOn(program = "program.ts"): Promise<string> {
  const next = at.run(program);
  await next.seen("stdout", /\(A,2\)/, PATIENCE);
  at.put("in/b.txt", "a\n");
  await next.seen("stdout", /\(A,3\)/, PATIENCE);
  expect(next.stdout).toContain("(B,1)");
  expect(next.stdout).not.toContain("made anew");
  next.signal("SIGTERM");
  expect(await next.ended).toBe(0);
  return next.stderr.replace(/^Stopping gracefully.*\n/m, "");
}

/** Runs a program that cannot go on; gives what it says on stderr. */
async function fails(program = "program.ts", ...args: string[]): Promise<string> {
  const next = at.run(program, ...args);
  expect(await next.ended, next.stderr).toBe(1);
  expect(next.stdout).not.toContain("made anew");
  return next.stderr;
}

/** Changes the newest `count` checkpoints. */
function spoil(count: number, change: (bytes: Buffer) => Uint8Array): string[] {
  const spoiled = at.checkpoints().slice(0, count);
  for (const name of spoiled) at.write(name, change(at.read(name)));
  return spoiled.map((name) => at.path(name));
}

const all = Number.POSITIVE_INFINITY;
const cutOff = (bytes: Buffer): Uint8Array => bytes.subarray(0, bytes.length - 100);
const changed = (bytes: Buffer): Uint8Array => {
  bytes[bytes.length >> 1]! ^= 0x10;
  return bytes;
};
const ofVersion99 = (): Uint8Array => encode([{ format: "sluice-checkpoint", version: 99 }]);

describe("checkpoints that cannot be read", () => {
  test("nothing is wrong", async () => {
    expect(await goesOn()).toBe("");
  });

  test.each([
    ["cut off", cutOff, /CorruptBlockError: A block is corrupt: \d+ bytes were written, and \d+ are there/],
    ["changed", changed, /CorruptBlockError: A block is corrupt: the checksum does not match/],
    ["empty", () => new Uint8Array(), /CorruptBlockError: A block is corrupt: only 0 bytes are there/],
    [
      "of another format",
      () => Buffer.from("something else"),
      /UnknownFormatError: These bytes were not written by Sluice/,
    ],
    ["something else of Sluice's", () => encode([["a", 1]]), /UnknownFormatError: This is no checkpoint of Sluice's/],
    ["of an unknown version", ofVersion99, /written in version 99 of the format; this Sluice reads version 2/],
  ])("%s: the one before is taken, and a warning names the file", async (_what, change, reason) => {
    const [name] = spoil(1, change);
    const stderr = await goesOn();
    expect(stderr).toContain(`WARN Error reading checkpoint from file ${name}\n`);
    expect(stderr).toMatch(reason);
  });

  test("several: the first that is whole is taken", async () => {
    const names = spoil(3, changed);
    const stderr = await goesOn();
    for (const name of names) expect(stderr).toContain(`WARN Error reading checkpoint from file ${name}\n`);
  });

  test("all: it fails and does not begin anew, unless it is told to", async () => {
    spoil(all, changed);
    const stderr = await fails();
    expect(stderr).toContain(`SparkError: Failed to read checkpoint from directory ${at.path("checkpoint")}\n`);
    expect(stderr).toContain("Caused by: CorruptBlockError: A block is corrupt: the checksum does not match\n");
    expect(stderr).toContain("Restore one from a backup, or give another directory to begin anew.\n");
    const anew = at.run("program.ts", "checkpoint", "createOnError");
    await anew.seen("stdout", /made anew\n/);
    await anew.seen("stderr", /WARN Error reading checkpoint from file/);
    await anew.seen("stdout", /Time: /);
  });

  test("all of another version: what wrote them has to read them", async () => {
    spoil(all, ofVersion99);
    expect(await fails()).toContain("this Sluice reads version 2\n");
  });
});

describe("directories that cannot be used", () => {
  test("a file has the name", async () => {
    const next = at.run("program.ts", "program.ts");
    expect(await next.ended).toBe(1);
    expect(next.stderr).toMatch(
      /^SparkError: Checkpoint directory \/.*\/program\.ts cannot be used: Error: EEXIST: file already exists, mkdir '.*'\n {2}at program\.ts:8:8\n/,
    );
  });

  test.runIf(process.platform === "linux")("nobody may write there", async () => {
    const next = at.run("program.ts", "/sys/checkpoint");
    expect(await next.ended).toBe(1);
    expect(next.stderr).toMatch(/^SparkError: Checkpoint directory \/sys\/checkpoint cannot be used: Error: E/);
    expect(next.stderr).toContain("Give ssc.checkpoint() a directory that this program may write to");
  });

  test("another driver has it", async () => {
    const first = at.run("program.ts");
    await first.seen("stdout", /\(A,2\)/, PATIENCE);
    const second = at.run("program.ts");
    expect(await second.ended).toBe(1);
    expect(second.stderr).toMatch(
      new RegExp(
        `^IllegalStateError: Checkpoint directory ${at.path("checkpoint")} is in use by another driver: Shouting, process ${first.child.pid} on \\S+, since \\d{4}-.*Z\\n {2}at program\\.ts:\\d+:\\d+\\n`,
      ),
    );
    expect(second.stderr).toContain("Stop that driver first, or give this program a directory of its own");
    first.signal("SIGKILL");
    await first.ended;
    expect(await goesOn()).toBe("");
  });

  test("it was moved: the driver goes on where it was, and says so", async () => {
    cpSync(at.path("checkpoint"), at.path("moved"), { recursive: true });
    const next = at.run("program.ts", "moved");
    await next.seen("stdout", /\(A,2\)/, PATIENCE);
    await next.seen(
      "stderr",
      new RegExp(
        `WARN The checkpoint in ${at.path("moved")} belongs to ${at.path("checkpoint")}: there this driver goes on`,
      ),
    );
  });
});

describe("what a checkpoint refers to", () => {
  test("a package that is not there any more: which one, and the function", async () => {
    rmSync(at.path("node_modules"), { recursive: true });
    const stderr = await fails("other.ts");
    expect(stderr).toContain(`SparkError: Failed to read checkpoint from directory ${at.path("checkpoint")}\n`);
    expect(stderr).toContain(
      'Caused by: IllegalStateError: a function at program.ts:11 imports "shouter", which is not available where it runs\n',
    );
    expect(stderr).toContain("  at program.ts:11:10\n");
    expect(stderr).toContain("Install the package where the function runs");
  });

  test("a package that has changed: which export is missing", async () => {
    at.write("node_modules/shouter/index.js", "exports.whisper = (text) => text.toLowerCase();\n");
    expect(await fails("other.ts")).toContain(
      'a function at program.ts:11 imports "shout" of "shouter", which has no such export here\n',
    );
  });

  test("a package that is there, also for a program that does not import it", async () => {
    expect(await goesOn("other.ts")).toMatch(/program\.ts has not been loaded by the program that runs now/);
  });

  /** The directories of the checkpointed RDDs. */
  function data(): string[] {
    const [application] = readdirSync(at.path("checkpoint")).filter((name) => name.startsWith("local-"));
    return readdirSync(at.path("checkpoint", application!)).map((name) => join("checkpoint", application!, name));
  }

  test("data that is gone: which directory, and whose", async () => {
    for (const directory of data()) rmSync(at.path(directory), { recursive: true });
    const stderr = await fails();
    expect(stderr).toMatch(
      /Caused by: \w+: requirement failed: Checkpoint directory does not exist: .*\/rdd-\d+, with the records of updateStateByKey at program\.ts:12, batch \d+ ms\n/,
    );
    expect(stderr).toContain("Restore the directory from a backup, or begin anew in another one");
  });

  test("a part of the data that is gone, also the last: which one, and nothing is counted from zero", async () => {
    for (const directory of data()) rmSync(at.path(directory, "part-00001"), { force: true });
    at.put("in/b.txt", "a\nb\n");
    const stderr = await fails();
    expect(stderr).toMatch(
      /Caused by: SparkError: Checkpoint directory .*\/rdd-\d+, with the records of updateStateByKey at program\.ts:12, batch \d+ ms, has 1 of 2 parts: part-00001 is not there\n/,
    );
    expect(stderr).toContain("Restore the directory from a backup, or begin anew in another one");
  });

  test.each([
    ["changed", changed],
    ["cut off", (bytes: Buffer) => bytes.subarray(0, bytes.length - 5)],
  ])("data that was %s: the batch fails, and says which file", async (_what, change) => {
    for (const directory of data()) {
      for (const part of ["part-00000", "part-00001"]) {
        const path = join(directory, part);
        at.write(path, change(at.read(path)));
      }
    }
    const next = at.run("program.ts");
    at.put("in/b.txt", "a\nb\n");
    expect(await next.ended).toBe(1);
    expect(next.stderr).toMatch(
      /SparkError: Could not read \/.*\/rdd-\d+\/part-0000\d, a part of the checkpointed records of updateStateByKey at program\.ts:12, batch \d+ ms\n/,
    );
    expect(next.stderr).toContain("Caused by: CorruptBlockError: A block is corrupt: ");
    expect(next.stdout).not.toMatch(/\([AB],\d\)/);
  });

  test("a file of the input that is gone: which one, as on Spark", async () => {
    rmSync(at.path("in/a.txt"));
    expect(await fails()).toContain(`Input path does not exist: file:${at.path("in/a.txt")}\n`);
  });
});
