import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { endCommands, type RunningCommand, sluice, start } from "../cli/command.ts";
import { freePort, LineServer } from "./line-server.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const programs = fileURLToPath(new URL("programs", import.meta.url));

let servers: LineServer[] = [];

afterEach(async () => {
  await endCommands();
  await Promise.all(servers.map((server) => server.close()));
  servers = [];
});

async function serve(port?: number): Promise<LineServer> {
  const server = await LineServer.listen(port);
  servers.push(server);
  return server;
}

/** Runs one of the programs, without looking for type errors unless a test is about them: they are looked at by `npm run check`. */
function run(
  program: string,
  args: readonly (string | number)[] = [],
  flags: readonly string[] = ["--no-check"],
): RunningCommand {
  return sluice(["run", ...flags, program, "--", ...args.map(String)], { cwd: programs });
}

/** The connection that `program` makes; fails at once when it ends instead. */
async function connection(program: RunningCommand, server: LineServer): Promise<Socket> {
  const ended = program.ended.then((code) => {
    throw new Error(`The program ended with ${code} and did not connect\n${program.stderr}`);
  });
  return Promise.race([server.client(), ended]);
}

/** What `print` wrote, batch by batch, without the batches in which nothing was. */
function batches(stdout: string): { readonly time: number; readonly lines: string[] }[] {
  return [...stdout.matchAll(/^-{43}\nTime: (\d+) ms\n-{43}\n((?:.+\n)*)\n/gm)]
    .map((match) => ({ time: Number(match[1]), lines: match[2]!.split("\n").filter((line) => line !== "") }))
    .filter((batch) => batch.lines.length > 0);
}

/** Port 9999 is the quick start's; another run of these tests on the same machine may have it for a while. */
async function servePort9999(): Promise<LineServer> {
  for (let tries = 0; ; tries++) {
    try {
      return await serve(9999);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || tries === 20) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

const hasNetcat = spawnSync("nc", ["-h"]).error === undefined;

describe("the word count of the quick start", () => {
  test("counts what a real TCP server sends, and Ctrl-C ends it cleanly", async () => {
    const server = await serve();
    const program = run("word-count.ts", [server.port]);
    const client = await connection(program, server);
    client.write("hello world hello\n");
    await program.seen("stdout", /\(world,1\)/);
    const [batch] = batches(program.stdout);
    expect(batch!.lines.toSorted()).toEqual(["(hello,2)", "(world,1)"]);
    expect(batch!.time % 400).toBe(0);
    client.write("hello again\n");
    await program.seen("stdout", /\(again,1\)/);
    expect(batches(program.stdout)[1]!.lines.toSorted()).toEqual(["(again,1)", "(hello,1)"]);
    program.signal("SIGINT");
    expect(await program.ended).toBe(0);
    expect(program.stdout).toMatch(/the end\n$/);
  });

  test("with the types looked at first", async () => {
    const server = await serve();
    const program = run("word-count.ts", [server.port], []);
    (await connection(program, server)).write("hello world hello\n");
    await program.seen("stdout", /\(hello,2\)/);
  });

  test("is the very file of the first lesson", async () => {
    const server = await servePort9999();
    const program = sluice(["run", "lessons/01-network-word-count/program.ts"], { cwd: root });
    (await connection(program, server)).write("hello world hello\n");
    await program.seen("stdout", /\(world,1\)/);
    const [batch] = batches(program.stdout);
    expect(batch!.lines.toSorted()).toEqual(["(hello,2)", "(world,1)"]);
    expect(batch!.time % 1000).toBe(0);
    program.signal("SIGINT");
    expect(await program.ended).toBe(0);
    expect(program.stderr).toMatch(/^Stopping gracefully: .*\n$/);
  }, 60_000);

  test("counts what is typed into sluice nc -lk", async () => {
    const nc = sluice(["nc", "-lk", "0"]);
    const [, port] = await nc.seen("stderr", /listening on 127\.0\.0\.1:(\d+)/);
    nc.type("to be or not to be\n");
    const program = run("word-count.ts", [port!]);
    await program.seen("stdout", /\(or,1\)/);
    expect(batches(program.stdout)[0]!.lines.toSorted()).toEqual(["(be,2)", "(not,1)", "(or,1)", "(to,2)"]);
    nc.type("be\n");
    await program.seen("stdout", /\(be,1\)/);
  });

  test.skipIf(!hasNetcat)("counts what is typed into the system's nc -lk", async () => {
    const port = await freePort();
    const nc = start("nc", ["-lk", String(port)]);
    const program = run("word-count.ts", [port]);
    nc.type("hello world hello\n");
    await program.seen("stdout", /\(world,1\)/);
    expect(batches(program.stdout)[0]!.lines.toSorted()).toEqual(["(hello,2)", "(world,1)"]);
  });

  test("a graceful stop still works off what was received", async () => {
    const server = await serve();
    const program = run("word-count.ts", [server.port, 1500]);
    const client = await connection(program, server);
    // Just after a batch, so that the line would have to wait for almost a whole interval.
    await program.seen("stdout", /Time: \d+ ms/);
    client.write("last words\n");
    await new Promise((resolve) => setTimeout(resolve, 300));
    program.signal("SIGINT");
    await program.seen("stderr", /Stopping gracefully/);
    expect(await program.ended).toBe(0);
    expect(
      batches(program.stdout)
        .flatMap((batch) => batch.lines)
        .toSorted(),
    ).toEqual(["(last,1)", "(words,1)"]);
  });

  test("what ends services (SIGTERM) ends it cleanly, too", async () => {
    const server = await serve();
    const program = run("word-count.ts", [server.port]);
    await connection(program, server);
    await program.seen("stdout", /Time: \d+ ms/);
    program.signal("SIGTERM");
    expect(await program.ended).toBe(0);
  });

  test("without spark.streaming.stopGracefullyOnShutdown it does not wait for what was received", async () => {
    const server = await serve();
    const off = ["--no-check", "--conf", "spark.streaming.stopGracefullyOnShutdown=false"];
    const program = run("word-count.ts", [server.port, 2000], off);
    const client = await connection(program, server);
    await program.seen("stdout", /Time: \d+ ms/);
    client.write("last words\n");
    await new Promise((resolve) => setTimeout(resolve, 300));
    program.signal("SIGTERM");
    expect(await program.ended).toBe(0);
    expect(program.stderr).toContain("what was received and not processed is lost");
    expect(program.stdout).not.toContain("(last,1)");
    expect(program.stdout).toMatch(/the end\n$/);
  });

  test("a second Ctrl-C ends it at once", async () => {
    const server = await serve();
    const program = run("word-count.ts", [server.port, 5000]);
    await connection(program, server);
    await new Promise((resolve) => setTimeout(resolve, 200));
    program.signal("SIGINT");
    await program.seen("stderr", /Ctrl-C again stops at once/);
    const asked = Date.now();
    program.signal("SIGINT");
    expect(await program.ended).toBe(130);
    expect(Date.now() - asked).toBeLessThan(2000);
  });
});

describe("what comes over TCP", () => {
  async function lines(): Promise<{ program: RunningCommand; server: LineServer; client: Socket }> {
    const server = await serve();
    const program = run("lines.ts", [server.port]);
    return { program, server, client: await connection(program, server) };
  }

  test("characters that are split between chunks come whole", async () => {
    const { program, client } = await lines();
    for (const byte of Buffer.from("grüße 世界 🌊\n")) {
      client.write(Uint8Array.of(byte));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await program.seen("stdout", /^"grüße 世界 🌊"$/m);
  });

  test("CRLF ends a line once, also when it is split", async () => {
    const { program, client } = await lines();
    client.write("one\r\ntwo\r");
    await new Promise((resolve) => setTimeout(resolve, 100));
    client.write("\nthree\r\n\r\nend\n");
    await program.seen("stdout", /"end"/);
    expect(program.stdout).toBe('"one"\n"two"\n"three"\n""\n"end"\n');
  });

  test("a line of ten million characters", async () => {
    const { program, client } = await lines();
    client.write(`${"x".repeat(10_000_000)}\nshort\n`);
    await program.seen("stdout", /"short"/);
    expect(program.stdout).toContain("10000000 characters\n");
  });

  test("a last line without an end, and a peer that comes back", async () => {
    const { program, server, client } = await lines();
    client.end("last");
    await program.seen("stdout", /^"last"$/m);
    await program.seen("stderr", /WARN Restarting receiver with delay 2000 ms: Socket data stream had no more data/);
    const left = Date.now();
    const again = await connection(program, server);
    expect(Date.now() - left).toBeGreaterThan(1500);
    again.write("back\n");
    await program.seen("stdout", /^"back"$/m);
  });
});

describe("a server that is not there", () => {
  test("is said with what to do, batches go on, and the receiver finds it when it comes", async () => {
    const port = await freePort();
    const program = run("word-count.ts", [port]);
    await program.seen(
      "stderr",
      /WARN Restarting receiver with delay 2000 ms: Error connecting to localhost:\d+ .*Connection refused/,
    );
    await program.seen("stdout", /(Time: \d+ ms.*){2}/s);
    const server = await serve(port);
    (await connection(program, server)).write("late\n");
    await program.seen("stdout", /\(late,1\)/);
    program.signal("SIGINT");
    expect(await program.ended).toBe(0);
  });
});

describe("a user function that throws on one record", () => {
  test("ends a program that waits, as on Spark, with the place in the program", async () => {
    const server = await serve();
    const program = run("throws-on-a-record.ts", [server.port, "wait"]);
    (await connection(program, server)).write("bad\n");
    expect(await program.ended).toBe(1);
    expect(program.stderr).toContain("cannot use bad");
    expect(program.stderr).toContain("throws-on-a-record.ts:7:");
    expect(program.stderr).toContain('7 |   if (line === "bad") throw new RangeError(`cannot use ');
    expect(program.stderr).not.toMatch(/dist\/|node:internal/);
  });

  test("fails its batch only, when the program does not wait for it", async () => {
    const server = await serve();
    const program = run("throws-on-a-record.ts", [server.port, "go-on"]);
    const client = await connection(program, server);
    client.write("fine\n");
    await program.seen("stdout", /^FINE$/m);
    client.write("bad\n");
    await program.seen(
      "stderr",
      /ERROR Error running job streaming job \d+ ms\.0.*RangeError: cannot use bad.*throws-on-a-record\.ts:7:\d+/s,
    );
    client.write("fine again\n");
    await program.seen("stdout", /^FINE AGAIN$/m);
    program.signal("SIGINT");
    expect(await program.ended).toBe(0);
  });

  test("--verbose shows the engine's stack, too", async () => {
    const program = run("job.ts", ["task"], ["--no-check", "--verbose"]);
    expect(await program.ended).toBe(1);
    expect(program.stderr).toMatch(/TypeError: no 2\n +at .*job\.ts:\d+:\d+/);
  });
});

describe("closures", () => {
  test("change their own copy of a variable, and not the driver's", async () => {
    const program = run("counter.ts");
    expect(await program.ended).toBe(0);
    expect(program.stdout).toBe("Counter value: 0\n");
    expect(program.stderr).toMatch(/^WARN counter\.ts:7:5: .*'counter'/);
  });

  test("cannot take the context along", async () => {
    const program = run("not-serializable.ts");
    expect(await program.ended).toBe(1);
    expect(program.stderr).toContain("Task not serializable");
    expect(program.stderr).toContain("'ssc'");
    expect(program.stderr).toContain("not-serializable.ts:8:22\n    8 | queue.map((x) => x + ssc");
  });
});

describe("how a program ends", () => {
  test("a job, and nothing more", async () => {
    const program = run("job.ts", ["count"]);
    expect(await program.ended).toBe(0);
    expect(program.stdout).toBe("3\n");
    expect(program.stderr).toBe("");
  });

  test.each([
    [
      "throw",
      "Error: thrown at the top",
      'job.ts:20:11\n    20 |     throw new Error("thrown at the top");\n       |           ^',
    ],
    ["reject", "Error: nobody caught this", "job.ts:22:25"],
    ["timer", "Error: thrown by a timer", "job.ts:27:13"],
    ["text", "only a text", ""],
    ["task", "TypeError: no 2", "job.ts:45:26"],
    ["for-ever", "waits for something that will never come", ""],
  ])("%s: fails with 1, the message and the place", async (what, message, place) => {
    const program = run("job.ts", [what]);
    expect(await program.ended).toBe(1);
    expect(program.stderr).toContain(message);
    expect(program.stderr).toContain(place);
    expect(program.stderr).not.toMatch(/dist\/|node:internal|mistake of its own/);
    expect(program.stdout).toBe("");
  });

  test("an exit code of its own is kept", async () => {
    const program = run("job.ts", ["code"]);
    expect(await program.ended).toBe(7);
  });

  test("what it printed comes out whole, however slowly it is read", async () => {
    const program = run("job.ts", ["much"]);
    program.child.stdout.pause();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    program.child.stdout.resume();
    expect(await program.ended).toBe(0);
    expect(program.stdout.length).toBe(5_000_000);
  });

  test("nobody reads any more: it ends without a word", async () => {
    const server = await serve();
    const program = run("word-count.ts", [server.port]);
    const client = await connection(program, server);
    program.child.stdout.destroy();
    client.write("hello\n");
    await once(program.child, "exit");
    expect(program.child.exitCode).toBe(0);
    expect(program.stderr).toBe("");
  });
});

test("node --import sluice/register runs a program as sluice run does", async () => {
  const program = start(process.execPath, ["--import", "sluice/register", "counter.ts"], { cwd: programs });
  expect(await program.ended).toBe(0);
  expect(program.stdout).toBe("Counter value: 0\n");
});

test("a plain import in Node runs functions by reference", async () => {
  const program = start(process.execPath, ["job.ts", "count"], { cwd: programs });
  expect(await program.ended).toBe(0);
  expect(program.stdout).toBe("3\n");
});

describe("flags", () => {
  test("arguments, and settings that the program leaves open", async () => {
    const program = sluice(
      [
        "run",
        "--no-check",
        "--master",
        "local[3]",
        "--conf",
        "spark.executor.memory=2g",
        "job.ts",
        "--",
        "arguments",
        "--master",
        "x y",
      ],
      { cwd: programs },
    );
    expect(await program.ended).toBe(0);
    expect(program.stdout).toBe('["arguments","--master","x y"] local[3] 2g\n');
  });

  test("what the program sets itself wins, and that is said", async () => {
    const server = await serve();
    const program = sluice(["run", "--no-check", "--master", "local[7]", "word-count.ts", "--", String(server.port)], {
      cwd: programs,
    });
    await program.seen("stderr", /WARN .*local\[7\].*local\[2\]/);
  });

  test("--trace writes what happened, one JSON object a line", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sluice-"));
    const path = join(folder, "trace.jsonl");
    const server = await serve();
    const program = run("word-count.ts", [server.port], ["--no-check", "--trace", path]);
    (await connection(program, server)).write("hello world\n");
    await program.seen("stdout", /\(world,1\)/);
    program.signal("SIGINT");
    expect(await program.ended).toBe(0);
    const events = readFileSync(path, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.map((event) => event.seq)).toEqual(events.map((_, seq) => seq));
    const kinds = new Set(events.map((event) => event.kind));
    for (const kind of [
      "application-started",
      "dstream-declared",
      "record-arrived",
      "block-stored",
      "batch-completed",
      "console",
      "application-stopped",
    ]) {
      expect(kinds).toContain(kind);
    }
    expect(events.find((event) => event.kind === "dstream-declared")).toMatchObject({
      operation: "socketTextStream",
      site: { file: "word-count.ts", line: 7 },
    });
    rmSync(folder, { recursive: true });
  });

  test("--trace has what the program writes to its console, too, from the driver and from tasks", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sluice-"));
    const path = join(folder, "trace.jsonl");
    const program = run("job.ts", ["words"], ["--no-check", "--trace", path]);
    expect(await program.ended).toBe(0);
    expect(program.stdout).toBe("driver 1 { a: [ 1 ] }\n");
    expect(program.stderr).toBe("task x\n");
    const words = readFileSync(path, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line))
      .filter((event) => event.kind === "console");
    expect(words).toMatchObject([
      { stream: "stdout", text: "driver 1 { a: [ 1 ] }\n", origin: "driver" },
      { stream: "stderr", text: "task x\n", origin: { stage: 0, task: 0 } },
    ]);
    rmSync(folder, { recursive: true });
  });

  test("modules of the program's own, also under their name after compiling", async () => {
    const program = run("modules.ts", [], []);
    expect(await program.ended).toBe(0);
    expect(program.stdout).toBe("[ 'A!', 'B!' ]\n");
  });
});

describe("bad input", () => {
  test.each([
    ["a missing file", ["run", "nothing.ts"], "There is no file nothing.ts"],
    ["a folder", ["run", "."], "is not a file"],
    ["a file of another kind", ["run", "../../../package.json"], "a .ts, .mts, .js or .mjs file is needed"],
    ["a wrong master", ["run", "--master", "yarn", "job.ts"], "Could not parse Master URL: 'yarn'"],
    ["a master without slots", ["run", "--master", "local[0]", "job.ts"], "0 threads"],
    [
      "an unknown key",
      ["run", "--conf", "spark.streaming.blockIntervall=1s", "job.ts"],
      "Did you mean 'spark.streaming.blockInterval'?",
    ],
    ["a setting without a value", ["run", "--conf", "spark.app.name", "job.ts"], "write --conf key=value"],
    [
      "a trace that cannot be written",
      ["run", "--trace", "/no/such/folder/t", "job.ts"],
      "The trace cannot be written to /no/such/folder/t",
    ],
    ["an unknown flag", ["run", "--mastre", "local", "job.ts"], "Did you mean --master?"],
    ["no program", ["run"], "missing required argument 'program'"],
  ])("%s is wrong usage: 2", async (_, args, message) => {
    const command = sluice(args, { cwd: programs });
    expect(await command.ended).toBe(2);
    expect(command.stderr).toContain(message);
    expect(command.stderr).not.toMatch(/ at .*:\d+:\d+\)?$/m);
    expect(command.stdout).toBe("");
  });

  test.each([
    [
      "a wrong master in the program",
      "wrong-master.ts",
      ["Could not parse Master URL: 'lokal[2]'", "wrong-master.ts:4:1", "local[2]"],
    ],
    [
      "an unknown key in the program",
      "wrong-key.ts",
      ["Unknown configuration key 'spark.streaming.blockIntervall'", "wrong-key.ts:3:17", "Did you mean"],
    ],
    ["a syntax error", "bad/syntax.ts", ["bad/syntax.ts:2:23", "Expression expected", "2 | const second = first +;\n"]],
    ["an enum", "bad/enum.ts", ["bad/enum.ts:2:", "2 |   enum Colour {\n"]],
    [
      "a name that Sluice does not have",
      "bad/no-such-name.ts",
      ["bad/no-such-name.ts:4:3", "SparkKonf", "4 |   SparkKonf,"],
    ],
    ["a module that is not there", "bad/missing-import.ts", ["helper.ts"]],
    [
      "direct eval",
      "bad/eval.ts",
      ["bad/eval.ts:2:13", "direct eval is not supported", "Write the code as a function"],
    ],
    ["with", "bad/with.ts", ["bad/with.ts:2:1", "'with' ", "2 | with (point) {\n"]],
  ])("%s fails: 1, with or without a look at the types", async (_, program, messages) => {
    for (const flags of [[], ["--no-check"]]) {
      const command = run(program, [], flags);
      expect(await command.ended).toBe(1);
      for (const message of messages) expect(command.stderr).toContain(message);
      expect(command.stderr).not.toMatch(/dist\/|node:internal|mistake of its own/);
      expect(command.stdout).toBe("");
    }
  });

  test("a type error fails before the program runs: 1, at the right place", async () => {
    const command = run("bad/types.ts", [], []);
    expect(await command.ended).toBe(1);
    expect(command.stderr).toContain("bad/types.ts:5:");
    expect(command.stderr).toContain("5 | lengths.reduceByKey((a, b) => a + b).print();");
    expect(command.stderr).toContain("--no-check");
  });

  test("--no-check runs a program with a type error that does no harm", async () => {
    const checked = run("bad/unused-type.ts", [], []);
    expect(await checked.ended).toBe(1);
    expect(checked.stderr).toContain(
      "bad/unused-type.ts:2:7: Type 'number' is not assignable to type 'string'. (TS2322)",
    );
    const command = run("bad/unused-type.ts");
    expect(await command.ended).toBe(0);
    expect(command.stdout).toBe("ran 42\n");
  });
});
