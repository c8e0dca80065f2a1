import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Workplace } from "../recovery/workplace.ts";
import { endCommands, type RunningCommand } from "./command.ts";

let at: Workplace;

beforeEach(() => {
  at = new Workplace();
});

afterEach(async () => {
  await endCommands();
  at.remove();
});

/** A program that notes each of its starts, with its process, and then does what `ends` says for the how-many-eth it is. */
function program(ends: string): void {
  at.write("starts", "");
  at.write(
    "program.ts",
    `import { appendFileSync, readFileSync } from "node:fs";
appendFileSync("starts", \`\${process.pid}\\n\`);
const start = readFileSync("starts", "utf8").split("\\n").length - 1;
console.log(\`start \${start} \${process.argv.slice(2).join("+")}\`);
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
${ends}
`,
  );
}

function supervised(flags: readonly string[] = ["--no-check"], args: readonly string[] = []): RunningCommand {
  return at.sluice(["run", "--supervise", ...flags, "program.ts", "--", ...args]);
}

function pids(): number[] {
  return readFileSync(at.path("starts"), "utf8").trim().split("\n").map(Number);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("sluice run --supervise", () => {
  test("starts a program that fails again, after longer and longer waits, until it ends well", async () => {
    program('if (start < 3) throw new Error("crash " + start);\nconsole.log("well");');
    const begin = performance.now();
    const command = supervised(["--no-check", "--trace", "trace.jsonl"], ["a", "b"]);
    expect(await command.ended).toBe(0);
    expect(performance.now() - begin).toBeGreaterThan(3000);
    expect(command.stdout).toBe("start 1 a+b\nstart 2 a+b\nstart 3 a+b\nwell\n");
    expect(command.stderr.match(/^sluice: .*$/gm)).toEqual([
      expect.stringMatching(
        /^sluice: the driver ended with exit code 1 after \d+\.\d s; it is started again in 1 s \(restart 1\)$/,
      ),
      expect.stringMatching(
        /^sluice: the driver ended with exit code 1 after \d+\.\d s; it is started again in 2 s \(restart 2\)$/,
      ),
    ]);
    expect(command.stderr).toContain("Error: crash 1\n");
    expect([at.read("trace.jsonl"), at.read("trace.1.jsonl"), at.read("trace.2.jsonl")].length).toBe(3);
  });

  test("starts a program that was killed again; Ctrl-C is the program's, and no crash", async () => {
    program('process.on("SIGINT", () => { console.log("interrupted once"); process.exit(0); });\nawait wait(60_000);');
    const command = supervised();
    await command.seen("stdout", /start 1/);
    process.kill(pids()[0]!, "SIGKILL");
    await command.seen(
      "stderr",
      /^sluice: the driver was ended by SIGKILL after \d+\.\d s; it is started again in 1 s \(restart 1\)$/m,
    );
    await command.seen("stdout", /start 2/);
    command.signal("SIGINT");
    expect(await command.ended).toBe(0);
    expect(command.stdout).toMatch(/start 2 \ninterrupted once\n$/);
  });

  test("a graceful stop is passed on", async () => {
    at.write("in/.keep", "");
    program(`const { Milliseconds, StreamingContext, SparkConf } = await import("sluice");
const ssc = new StreamingContext(new SparkConf().setMaster("local[2]").setAppName("x"), Milliseconds(100));
ssc.textFileStream("in").print();
ssc.start();
await ssc.awaitTermination();
console.log("the end");`);
    const command = supervised();
    await command.seen("stdout", /Time: /);
    command.signal("SIGTERM");
    expect(await command.ended).toBe(0);
    expect(command.stdout).toMatch(/the end\n$/);
    expect(command.stderr).toMatch(/^Stopping gracefully/);
  });

  test("an interruption while it waits ends it", async () => {
    program('throw new Error("crash");');
    const command = supervised();
    await command.seen("stderr", /started again in/);
    command.signal("SIGINT");
    expect(await command.ended).toBe(130);
    expect(pids().length).toBe(1);
  });

  test("wrong usage is no crash", async () => {
    const missing = at.sluice(["run", "--supervise", "nowhere.ts"]);
    expect(await missing.ended).toBe(2);
    expect(missing.stderr).toMatch(/^sluice: There is no file nowhere\.ts\n/);
    program("process.exit(2);");
    expect(await supervised().ended).toBe(2);
    expect(pids().length).toBe(1);
  });

  test("a program with type errors is not started again and again", async () => {
    program("const wrong: number = 'text';");
    const command = supervised([]);
    expect(await command.ended).toBe(1);
    expect(command.stderr).toContain("The program has an error and was not started");
    expect(command.stderr).not.toContain("again in");
  });

  test("a driver whose supervisor dies stops, too", async () => {
    program("await wait(60_000);");
    const command = supervised();
    await command.seen("stdout", /start 1/);
    command.signal("SIGKILL");
    await command.ended;
    await expect.poll(() => isAlive(pids()[0]!), { timeout: 10_000 }).toBe(false);
  });
});
