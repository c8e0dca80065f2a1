import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { endCommands, sluice, start } from "./command.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const LESSONS = join(ROOT, "lessons");
const SOLUTION = join(LESSONS, "01-network-word-count/solution.ts");
const START = join(LESSONS, "01-network-word-count/program.ts");

/** Slow is not wrong. */
const PATIENCE = 90_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sluice-lesson-"));
});
afterEach(async () => {
  await endCommands();
  rmSync(folder, { recursive: true, force: true });
});

describe("sluice lesson list", { timeout: PATIENCE }, () => {
  test("names the lessons and their pages, in either language", async () => {
    const english = sluice(["lesson", "list"]);
    const chinese = sluice(["lesson", "list", "--language", "zh"]);
    expect([await english.ended, await chinese.ended]).toEqual([0, 0]);
    expect(english.stdout).toMatch(
      /^01-network-word-count {2}NetworkWordCount\n {4}a-program-that-listens +A program that listens\n/,
    );
    expect(chinese.stdout).toContain("03-life-in-a-window  一条记录在窗口里能活多久？");
  });
});

describe("sluice lesson run", { timeout: PATIENCE }, () => {
  test("prints what the page's program prints, and tells on stderr what is typed", async () => {
    const command = sluice(["lesson", "run", "1", "--fast"]);
    expect(await command.ended).toBe(0);
    expect(command.stdout).toMatch(/^-{43}\nTime: 1000 ms\n-{43}\n(\(\w+,\d\)\n)+\n-{43}\nTime: 2000 ms/);
    expect(command.stdout.match(/Time:/g)?.length).toBe(4);
    expect(command.stderr).toContain("nc localhost:9999  0.3 s  to be or not to be\n");
  });

  test("runs where Sluice is an installed package", async () => {
    const installed = join(folder, "node_modules/sluice");
    for (const part of ["dist", "lessons", "package.json"])
      cpSync(join(ROOT, part), join(installed, part), { recursive: true });
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
      readonly dependencies: Readonly<Record<string, string>>;
    };
    for (const name of Object.keys(dependencies)) {
      const link = join(folder, "node_modules", name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(realpathSync(join(ROOT, "node_modules", name)), link);
    }
    const command = start(process.execPath, [join(installed, "dist/cli/main.js"), "lesson", "run", "1", "--fast"]);
    expect(await command.ended).toBe(0);
    expect(command.stdout).toContain("(to,2)");
  });

  test("runs another page, whose program fails", async () => {
    const command = sluice(["lesson", "run", "03-life-in-a-window", "--fast", "--page", "multiples"]);
    expect(await command.ended).toBe(1);
    expect(command.stdout).toBe("");
    expect(command.stderr).toMatch(/The program failed.*multiple.*window-12\.ts:7/s);
  });

  test.each([
    [["run", "99"], /There is no lesson 99\n {2}There are: 01-network-word-count/],
    [["run", "1", "--page", "none"], /The lesson has no page none\n {2}There are: a-program-that-listens/],
    [["check", "1", "--hint", "x"], /x is not a whole number/],
    [["check", "1", "none.ts", "--once"], /There is no file none\.ts\n {2}The exercise's start is .*program\.ts/],
  ])("wrong usage: %j", async (args, says) => {
    const command = sluice(["lesson", ...args], { cwd: folder });
    expect(await command.ended).toBe(2);
    expect(command.stderr).toMatch(says);
  });
});

describe("sluice lesson check", { timeout: PATIENCE }, () => {
  test("once: says that a right answer is right", async () => {
    const command = sluice(["lesson", "check", "1", SOLUTION, "--once"]);
    expect(await command.ended).toBe(0);
    expect(command.stdout).toContain("Right: the program did what the task asks for, for 3 inputs");
  });

  test("once: says what is wrong, in Chinese, with hints", async () => {
    const command = sluice(["lesson", "check", "1", START, "--once", "--language", "zh", "--hint", "2"]);
    expect(await command.ended).toBe(1);
    expect(command.stdout).toMatch(/1 s 的批次打印的内容与题目要求不同。.*the The THE.*你的程序打印了/s);
    expect(command.stderr).toMatch(/提示 1： .*\n提示 2： /);
  });

  test("makes the start, watches it, and ends when it is right", async () => {
    const command = sluice(["lesson", "check", "1"], { cwd: folder });
    const file = join(folder, "01-network-word-count.ts");
    await command.seen("stderr", /Save 01-network-word-count\.ts and it is looked at again/, PATIENCE);
    expect(readFileSync(file, "utf8")).toBe(readFileSync(START, "utf8"));
    expect(command.stdout).toContain("The batch at 1 s prints something else");

    writeFileSync(file, "for (;;) {}\n");
    await command.seen("stdout", /did not come back/, PATIENCE);
    copyFileSync(SOLUTION, file);
    expect(await command.ended).toBe(0);
    expect(command.stdout).toContain("Right:");
  });
});
