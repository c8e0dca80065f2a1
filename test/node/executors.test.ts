import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import type { TraceEvent } from "../../core/trace/events.ts";
import { endCommands, sluice } from "../cli/command.ts";

const programs = fileURLToPath(new URL("programs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "sluice-executors-"));

afterEach(async () => {
  await endCommands();
  rmSync(folder, { recursive: true, force: true });
});

const THREADS = ["--no-check", "--conf", "sluice.executor=workers"];

test("tasks run in threads, use packages and the console there, and the program ends by itself", async () => {
  const trace = join(folder, "trace.jsonl");
  const program = sluice(["run", ...THREADS, "--trace", trace, "executors.ts"], { cwd: programs });
  expect(await program.ended).toBe(0);
  expect(program.stderr).toBe("");
  expect(program.stdout.split("\n").sort()).toEqual(["", "[ [ 'x', 20 ], [ 'y', 10 ] ]", "a task reads /b/y.txt"]);
  const events = readFileSync(trace, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as TraceEvent);
  expect(events.filter(({ kind }) => kind === "executor-added")).toHaveLength(2);
  const said = events.find((event) => event.kind === "console" && event.text.startsWith("a task"));
  expect(said).toMatchObject({ origin: { stage: 0, task: expect.any(Number) } });
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i));
});

test("a failure there is told with the program's own line", async () => {
  const program = sluice(["run", ...THREADS, "executors.ts", "--", "fail"], { cwd: programs });
  expect(await program.ended).toBe(1);
  expect(program.stderr).toContain("RangeError: one");
  expect(program.stderr).toMatch(/executors\.ts:\d+/);
  expect(program.stderr).toContain("throw new RangeError");
});
