import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { endCommands } from "../cli/command.ts";
import { marking, Workplace } from "./workplace.ts";

let at: Workplace;

beforeEach(() => {
  at = new Workplace();
  at.write("in/.keep", "");
});

afterEach(async () => {
  await endCommands();
  at.remove();
});

const HELPER = 'export const twice = (text: string): string => text + text;\nexport const mark = "helped";\n';
const WITH_HELPER = marking("MARK", 'import { mark } from "./lib/helper.ts";').replace("`MARK ", "`$" + "{mark} ");

/** Runs a program until it has written a checkpoint, and kills it. */
async function runAndKill(program: string): Promise<void> {
  const first = at.run(program);
  await first.seen("stdout", /Time: /);
  first.signal("SIGKILL");
  await first.ended;
}

/** Runs a program that goes on from the checkpoint: what it says on stderr, and what it makes of a line. */
async function recover(
  program: string,
  input = "in/a.txt",
): Promise<{ readonly stderr: string; readonly line: string }> {
  const second = at.run(program);
  await second.seen("stdout", /Time: /);
  at.put(input, "a line\n");
  const [line] = await second.seen("stdout", /.* a line\n/);
  expect(second.stdout).not.toContain("made anew");
  const { stderr } = second;
  second.signal("SIGTERM");
  expect(await second.ended).toBe(0);
  return { stderr, line };
}

describe("the program that runs is not the one of the checkpoint", () => {
  test("nothing is said when it is the same", async () => {
    at.write("program.ts", marking("old"));
    await runAndKill("program.ts");
    expect(await recover("program.ts")).toEqual({ stderr: "", line: "old a line\n" });
  });

  test("its file has changed: the old functions run, and it is said once", async () => {
    at.write("program.ts", marking("old"));
    await runAndKill("program.ts");
    at.write("program.ts", marking("new"));
    expect(await recover("program.ts")).toEqual({
      stderr:
        `WARN What runs are the streams and functions of the checkpoint in ${at.path("checkpoint")}, not those of the program as it is now: ` +
        "program.ts has changed since. To begin anew with the program as it is now, delete that directory or give another one.\n",
      line: "old a line\n",
    });
    // also to who recovers from what the recovered driver wrote
    expect((await recover("program.ts", "in/b.txt")).stderr).toContain("program.ts has changed since.");
  });

  test("of several files, those that changed are named", async () => {
    at.write("lib/helper.ts", HELPER);
    at.write("program.ts", WITH_HELPER);
    await runAndKill("program.ts");
    at.write("lib/helper.ts", HELPER.replace("helped", "hindered"));
    const { stderr, line } = await recover("program.ts");
    expect(line).toBe("helped a line\n");
    expect(stderr).toContain("as it is now: lib/helper.ts has changed since. To begin anew");
  });

  test("it is another program", async () => {
    at.write("program.ts", marking("old"));
    await runAndKill("program.ts");
    at.write("other.ts", marking("other"));
    const { stderr, line } = await recover("other.ts");
    expect(line).toBe("old a line\n");
    expect(stderr).toContain(
      "not those of the program as it is now: program.ts has not been loaded by the program that runs now. To begin anew",
    );
  });
});
