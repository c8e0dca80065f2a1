import { describe, expect, it } from "vitest";
import type { TraceDetail, TraceEvent } from "../../../core/trace/events.ts";
import { ConsoleFold, type ConsoleGroup, groupsOf } from "../../../playground/app/console-fold.ts";
import { designTrace } from "../fixtures/word-count.ts";

function fold(...details: readonly TraceDetail[]): ConsoleFold {
  const folded = new ConsoleFold();
  folded.append(details.map((detail, seq): TraceEvent => ({ t: 0, seq, ...detail })));
  return folded;
}

function groupsAt({ entries }: ConsoleFold, position: number): ConsoleGroup[] {
  return groupsOf(entries.filter(({ at }) => at < position));
}

function words(folded: ConsoleFold, position = Number.POSITIVE_INFINITY): string[] {
  return groupsAt(folded, position).map(
    (group) =>
      `${group.first.time ?? "-"} ${group.first.speaker.kind}${group.first.isError ? "!" : ""} ${group.entries.length}`,
  );
}

describe("the console", () => {
  it("puts together what one speaker wrote for one batch", () => {
    const said = (text: string, more: Partial<TraceDetail> = {}): TraceDetail =>
      ({ kind: "console", stream: "stdout", text, origin: "driver", time: 1000, output: 0, ...more }) as TraceDetail;
    const folded = fold(
      said("a\n"),
      said("b\n"),
      said("c\n", { origin: { stage: 1, task: 4 } } as Partial<TraceDetail>),
      said("d\n", { stream: "stderr" } as Partial<TraceDetail>),
      said("e\n", { time: 2000 } as Partial<TraceDetail>),
    );
    expect(words(folded)).toEqual(["1000 driver 2", "1000 executor 1", "1000 driver! 1", "2000 driver 1"]);
    expect(groupsAt(folded, 9)[1]!.first.speaker).toEqual({ kind: "executor", task: 4 });
  });

  it("says where a failed output operation stands, and that of a batch that could not be made", () => {
    const site = { file: "program.ts", line: 8, column: 30 };
    const folded = fold(
      {
        kind: "output-declared",
        output: 0,
        dstream: 1,
        operation: "print",
        site: { file: "program.ts", line: 10, column: 1 },
      },
      {
        kind: "output-completed",
        time: 4000,
        output: 0,
        duration: 3,
        error: { name: "TypeError", message: "boom", advice: "Look.", site },
      },
      { kind: "output-completed", time: 5000, output: 0, duration: 3, error: { name: "TypeError", message: "boom" } },
      { kind: "generation-failed", time: 6000, error: { name: "Error", message: "no" } },
      { kind: "output-completed", time: 7000, output: 0, duration: 3 },
    );
    expect(folded.entries.map((entry) => [entry.time, entry.words, entry.site?.line, entry.advice])).toEqual([
      [4000, { kind: "output-failed", operation: "print", message: "boom" }, 8, "Look."],
      [5000, { kind: "output-failed", operation: "print", message: "boom" }, 10, undefined],
      [6000, { kind: "generation-failed", message: "no" }, undefined, undefined],
    ]);
  });

  it("tells of one failure once, in whichever order the engine does", () => {
    const error = { name: "SparkError", message: "Job aborted" };
    const log: TraceDetail = { kind: "log", level: "error", message: "Error running job", error };
    const event: TraceDetail = { kind: "output-completed", time: 4000, output: 0, duration: 3, error };
    for (const order of [
      [log, event],
      [event, log],
    ]) {
      expect(fold(...order).entries.map((entry) => entry.words.kind)).toEqual(["output-failed"]);
    }
    expect(fold(log, { ...log, error: { ...error, message: "Another" } }).entries).toHaveLength(2);
  });

  it("shows warnings and errors of the engine, and leaves out its notes", () => {
    const folded = fold(
      { kind: "log", level: "info", message: "hello" },
      { kind: "log", level: "warn", message: "no slot left" },
      { kind: "log", level: "error", message: "Error running job", error: { name: "Error", message: "boom" } },
      { kind: "receiver-error", stream: 0, message: "Error connecting to localhost:9999", error: "refused" },
    );
    expect(folded.entries.map((entry) => entry.words)).toEqual([
      { kind: "text", text: "no slot left", cut: false },
      { kind: "text", text: "Error running job: boom", cut: false },
      { kind: "text", text: "Error connecting to localhost:9999", cut: false },
    ]);
  });

  it("shows at an earlier position what was written up to then", () => {
    const { events } = designTrace(3000);
    const folded = new ConsoleFold();
    folded.append(events);
    const second = events.findIndex((event) => event.kind === "batch-completed" && event.time === 2000) + 1;
    expect(words(folded, second)).toEqual(["1000 driver 1", "2000 driver 1"]);
    expect(words(folded)).toHaveLength(3);
  });

  it("keeps the latest, says how much it left out, and cuts a text without end", () => {
    const folded = new ConsoleFold();
    for (let i = 0; i < 2_500; i++)
      folded.append([{ t: 0, seq: i, kind: "console", stream: "stdout", text: `${i}\n`, origin: "driver" }]);
    folded.append([
      { t: 0, seq: 2_500, kind: "console", stream: "stdout", text: "x".repeat(1_000_000), origin: "driver" },
    ]);
    expect(folded.entries).toHaveLength(2_000);
    expect(folded.dropped).toBe(501);
    expect(folded.entries.at(-1)!.words).toEqual({ kind: "text", text: "x".repeat(20_000), cut: true });
  });

  it("is not broken by a hostile worker", () => {
    const folded = new ConsoleFold();
    const strange = [
      null,
      3,
      { kind: "console" },
      { kind: "console", text: 4, origin: { task: "x" }, stream: 7 },
      { kind: "log", level: "warn", message: {} },
      { kind: "output-completed", error: 1 },
      { kind: "output-completed", error: {} },
      { kind: "generation-failed" },
    ];
    folded.append(strange as unknown as TraceEvent[]);
    expect(groupsAt(folded, 100).length).toBeGreaterThan(0);
  });
});
