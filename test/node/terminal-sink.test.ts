import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { TerminalSink } from "../../core/host/node/terminal-sink.ts";
import { SinkGroup, TraceFile } from "../../core/host/node/trace-file.ts";
import type { TraceDetail, TraceEvent } from "../../core/trace/events.ts";

let seq = 0;
const event = (detail: TraceDetail): TraceEvent => ({ t: 1000, seq: seq++, ...detail });

function terminal(verbose = false) {
  const out = { stdout: "", stderr: "" };
  const sink = new TerminalSink({
    verbose,
    stdout: { write: (text) => (out.stdout += text) },
    stderr: { write: (text) => (out.stderr += text) },
  });
  return { out, sink };
}

const error = {
  name: "Error",
  message: "boom",
  advice: "Do not.",
  site: { file: "app.ts", line: 3, column: 7 },
  stack: "Error: boom\n    at f (app.ts:3:7)",
};

describe("TerminalSink", () => {
  test("what a program prints goes where it printed it, as it is", () => {
    const { out, sink } = terminal();
    sink.write(event({ kind: "console", stream: "stdout", text: "a\nb", origin: "driver" }));
    sink.write(event({ kind: "console", stream: "stderr", text: "c\n", origin: "driver" }));
    expect(out).toEqual({ stdout: "a\nb", stderr: "c\n" });
  });

  test("warnings and errors go to stderr, with the place in the program and the advice", () => {
    const { out, sink } = terminal();
    sink.write(event({ kind: "log", level: "warn", message: "Slow" }));
    sink.write(event({ kind: "log", level: "error", message: "Job failed", error }));
    expect(out.stdout).toBe("");
    expect(out.stderr).toBe("WARN Slow\nERROR Job failed\n  Error: boom (app.ts:3:7)\n  Do not.\n");
  });

  test("only with verbose: info, and stacks", () => {
    const quiet = terminal();
    quiet.sink.write(event({ kind: "log", level: "info", message: "Hm" }));
    expect(quiet.out.stderr).toBe("");
    const { out, sink } = terminal(true);
    sink.write(event({ kind: "log", level: "info", message: "Hm" }));
    sink.write(event({ kind: "log", level: "error", message: "Job failed", error }));
    expect(out.stderr).toContain("INFO Hm\n");
    expect(out.stderr).toContain("  Error: boom\n      at f (app.ts:3:7)\n");
  });

  test("other events are none of its business", () => {
    const { out, sink } = terminal(true);
    sink.write(event({ kind: "application-stopped" }));
    expect(out).toEqual({ stdout: "", stderr: "" });
    expect(sink.previews).toBe(0);
  });
});

describe("TraceFile", () => {
  test("writes every event as a line of JSON, and what is late too", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sluice-"));
    const path = join(folder, "trace.jsonl");
    const file = new TraceFile(path, (error) => expect.unreachable(String(error)));
    const events = Array.from({ length: 3000 }, (_, i) => event({ kind: "log", level: "info", message: `${i} 世界` }));
    for (const each of events) file.write(each);
    await expect.poll(() => readFileSync(path, "utf8").split("\n").length).toBe(3001);
    file.write(event({ kind: "application-stopped" }));
    file.close();
    const lines = readFileSync(path, "utf8").trimEnd().split("\n");
    expect(lines.slice(0, -1).map((line) => JSON.parse(line))).toEqual(events);
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ kind: "application-stopped" });
    rmSync(folder, { recursive: true });
  });

  test("a folder that is not there is said at once", () => {
    expect(() => new TraceFile("/no/such/folder/trace", () => {})).toThrow("ENOENT");
  });

  test("a disk that is full is said once, and the program goes on", async () => {
    const errors: unknown[] = [];
    const file = new TraceFile("/dev/full", (error) => errors.push(error));
    for (let i = 0; i < 20_000; i++) file.write(event({ kind: "application-stopped" }));
    expect(errors).toHaveLength(1);
    expect(String(errors[0])).toContain("ENOSPC");
  });

  test("a group passes everything on, with the most previews that one of it wants", () => {
    const seen: TraceEvent[] = [];
    const collect = { previews: 5, write: (each: TraceEvent) => void seen.push(each) };
    const group = new SinkGroup([terminal().sink, collect]);
    const one = event({ kind: "application-stopped" });
    group.write(one);
    expect(seen).toEqual([one]);
    expect(group.previews).toBe(5);
  });
});
