import { join } from "node:path";
import { expect, test } from "vitest";
import { runInThread } from "../../core/cli/lesson/program-thread.ts";
import { PATIENCE } from "../../core/lessons/judge.ts";
import { lessonMistakes } from "../../core/lessons/schema.ts";
import type { Happening, WorldDeed } from "../../core/sim/deeds.ts";

const text = (words: string) => ({ text: `${words}\n` });

test("files come and go in a scenario, and the program reads those that it would read on Spark", async () => {
  const happenings: Happening<WorldDeed>[] = [
    // in the millisecond in which the stream is made: old
    { at: 0, kind: "drop-file", path: "/data/in/old", content: text("old") },
    { at: 300, kind: "drop-file", path: "/data/in/a", content: text("to be 😀") },
    { at: 1300, kind: "append-file", path: "/data/in/a", content: text("lost") },
    { at: 1400, kind: "drop-file", path: "/data/in/.hidden", content: text("hidden") },
    { at: 1500, kind: "drop-file", path: "/staging/b", content: text("or not") },
    { at: 2500, kind: "move-file", from: "/staging/b", to: "/data/in/b" },
    { at: 3500, kind: "remove-file", path: "/data/in/b" },
  ];
  const scenario = { lines: [], happenings, until: 5000 };
  const path = join(import.meta.dirname, "programs/files-in.ts");
  const { run, problem } = await runInThread(path, scenario, { patience: 10 * PATIENCE });
  expect(problem).toBeUndefined();
  expect(run.printed.map(({ time, records }) => [time, [...records].sort()])).toEqual([
    [1000, ["(be,1)", "(to,1)", "(😀,1)"]],
    [2000, []],
    [3000, ["(not,1)", "(or,1)"]],
    [4000, []],
  ]);
  const [declared] = run.of("dstream-declared");
  expect(declared?.files).toEqual({ directory: "/data/in", ignoreUpTo: 0, remember: 60_000 });
  const told = run.of("file-changed").filter(({ by }) => by === "outsider");
  expect(told.map(({ t, change, path }) => [t, change, path])).toEqual([
    [0, "written", "/data/in/old"],
    [300, "written", "/data/in/a"],
    [1300, "appended", "/data/in/a"],
    [1400, "written", "/data/in/.hidden"],
    [1500, "written", "/staging/b"],
    [2500, "moved", "/data/in/b"],
    [3500, "removed", "/data/in/b"],
  ]);
  const written = run.of("file-changed").filter(({ by, t }) => by === "program" && t <= 1500);
  const parts = written.filter(({ path }) => /^\/out\/counts-1000\/part-0000\d$/.test(path));
  expect(parts.map(({ change, from }) => [change, from?.includes("/_temporary/")])).toEqual([
    ["moved", true],
    ["moved", true],
  ]);
});

test.each([
  ["an unknown deed", { at: 1, kind: "explode" }, "kind"],
  ["a file without a name", { at: 1, kind: "drop-file", path: "", content: { text: "" } }, "path"],
  ["a file with no content", { at: 1, kind: "drop-file", path: "/a" }, "content"],
  ["too large a file", { at: 1, kind: "drop-file", path: "/a", content: { text: "文".repeat(200_000) } }, "content"],
  ["no base64", { at: 1, kind: "append-file", path: "/a", content: { base64: "?" } }, "content"],
  ["more than is known", { at: 1, kind: "refuse", host: "h", port: 1, hard: true }, "hard"],
  ["something after the end", { at: 2000, kind: "remove-file", path: "/a" }, "after its end"],
])("a scenario with %s is a mistake that is named", (_, happening, says) => {
  const lesson = { pages: [{ scenario: { lines: [], happenings: [happening], until: 2000 } }] };
  const mistakes = lessonMistakes(lesson).filter(({ path }) => path.includes("scenario"));
  expect(mistakes.map(({ path, message }) => `${path.join(".")} ${message}`).join("; ")).toContain(says);
});
