import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TraceEvent } from "../../../core/trace/events.ts";
import { checkMessage, HostileMessageError } from "../../../playground/sandbox/check-message.ts";
import { LIMITS } from "../../../playground/sandbox/wire.ts";

const files = (...changes: unknown[]) => ({ type: "files", group: 1, now: 0, changes, last: true });
const explained = (...records: unknown[]) => ({
  type: "explained",
  question: 1,
  explanation: { records, outside: 0, incomplete: false },
});
const contents = (bytes: unknown, more: object = {}) => ({
  type: "contents",
  question: 1,
  file: { bytes, size: 3, ...more },
});
const trace = (...events: unknown[]) => ({ type: "trace", events });

describe("messages from the worker", () => {
  test("what the engine sends passes unchanged", () => {
    const events: TraceEvent[] = [
      { t: 0, seq: 0, kind: "application-started", version: 1, appName: "A", master: "local[2]", slots: 2 },
      {
        t: 0,
        seq: 1,
        kind: "dstream-declared",
        dstream: 0,
        operation: "socketTextStream",
        parents: [],
        slide: 1000,
        site: { file: "program.ts", line: 6, column: 19 },
        stream: 0,
      },
      {
        t: 400,
        seq: 2,
        kind: "block-stored",
        stream: 0,
        block: "input-0-200",
        from: 200,
        to: 400,
        records: 2,
        sample: ["a", ["k", "v"]],
      },
      {
        t: 1000,
        seq: 3,
        kind: "task-completed",
        stage: 1,
        task: 2,
        partition: 0,
        slot: 1,
        duration: 3,
        error: { name: "E", message: "m" },
      },
      { t: 1000, seq: 4, kind: "console", stream: "stdout", text: "x\n", origin: { stage: 1, task: 2 } },
      { t: 1000, seq: 5, kind: "rate-changed", stream: 0, rate: 100 },
      {
        t: 1000,
        seq: 6,
        kind: "rate-changed",
        stream: 0,
        rate: 50,
        estimate: 70,
        batch: { time: 1000, elements: 100, processingDelay: 1400, schedulingDelay: 0 },
      },
      { t: 1000, seq: 7, kind: "application-stopped" },
    ];
    expect(checkMessage(trace(...events)).message).toEqual(trace(...events));
    expect(checkMessage({ type: "ended" }).message).toEqual({ type: "ended" });
    expect(checkMessage({ type: "clock", now: 5, running: true }).message).toEqual({
      type: "clock",
      now: 5,
      running: true,
    });
  });

  test("what nobody asked for is left out", () => {
    const event = { t: 0, seq: 0, kind: "application-stopped", extra: { huge: true } };
    expect(checkMessage({ ...trace(event), also: 1 }).message).toEqual(
      trace({ t: 0, seq: 0, kind: "application-stopped" }),
    );
  });

  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["a text", "trace"],
    ["an unknown type", { type: "eval", code: "1" }],
    ["a type from the prototype", { type: "constructor" }],
    ["events that are no list", { type: "trace", events: { length: 1 } }],
    ["an unknown kind", trace({ t: 0, seq: 0, kind: "evil" })],
    ["a kind from the prototype", trace({ t: 0, seq: 0, kind: "toString" })],
    ["a missing field", trace({ t: 0, seq: 0, kind: "dstream-named", dstream: 1 })],
    ["a number for a text", trace({ t: 0, seq: 0, kind: "dstream-named", dstream: 1, name: 7 })],
    ["a text for a number", trace({ t: 0, seq: 0, kind: "stage-skipped", stage: "<img>", job: 0 })],
    ["no number", trace({ t: Number.NaN, seq: 0, kind: "application-stopped" })],
    ["a negative count", trace({ t: 0, seq: 0, kind: "stage-skipped", stage: -1, job: 0 })],
    ["another word", trace({ t: 0, seq: 0, kind: "context-state", state: "EVIL" })],
    ["a record of three", trace({ t: 0, seq: 0, kind: "record-arrived", stream: 0, record: ["a", "b", "c"] })],
    ["a long text", trace({ t: 0, seq: 0, kind: "dstream-named", dstream: 1, name: "x".repeat(LIMITS.text + 1) })],
    [
      "a long list",
      trace({
        t: 0,
        seq: 0,
        kind: "shuffle-written",
        shuffle: 0,
        stage: 0,
        partition: 0,
        buckets: Array(LIMITS.list + 1).fill(0),
      }),
    ],
    [
      "many long texts",
      trace(
        ...Array.from({ length: 100 }, () => ({
          t: 0,
          seq: 0,
          kind: "dstream-named",
          dstream: 1,
          name: "x".repeat(LIMITS.text),
        })),
      ),
    ],
    [
      "too many events",
      trace(
        ...Array.from({ length: LIMITS.eventsPerMessage + 1 }, () => ({ t: 0, seq: 0, kind: "application-stopped" })),
      ),
    ],
    ["a change of another kind", files({ change: "chmod", path: "/a" })],
    ["a change named as the prototype's", files({ change: "toString", path: "/a" })],
    ["a path that is relative", files({ change: "remove", path: "a" })],
    ["a path that goes up", files({ change: "remove", path: "/a/../b" })],
    ["a path that ends going up", files({ change: "remove", path: "/a/.." })],
    ["a path with a dot", files({ change: "remove", path: "/./a" })],
    ["a path with an empty name", files({ change: "remove", path: "/a//b" })],
    ["a path with a slash at its end", files({ change: "remove", path: "/a/" })],
    ["a path with a zero", files({ change: "remove", path: "/a\0" })],
    ["the root", files({ change: "remove", path: "/" })],
    ["a long path", files({ change: "remove", path: `/${"x".repeat(LIMITS.path)}` })],
    ["a path that is a list", files({ change: "remove", path: ["program.ts", "/a"] })],
    ["bytes that are a list", files({ change: "put", path: "/a", modified: 0, bytes: [1] })],
    ["bytes that are other numbers", files({ change: "put", path: "/a", modified: 0, bytes: new Float64Array(1) })],
    ["no bytes to add", files({ change: "append", path: "/a", modified: 0, at: 0 })],
    ["bytes at no place", files({ change: "append", path: "/a", modified: 0, at: -1, bytes: new Uint8Array(1) })],
    ["many bytes", files({ change: "put", path: "/a", modified: 0, bytes: new Uint8Array(LIMITS.weightPerMessage) })],
    ["many changes", files(...Array(LIMITS.changesPerMessage + 1).fill({ change: "remove", path: "/a" }))],
    ["an error that is a text", { type: "ended", error: "boom" }],
    [
      "an error with markup for a place",
      { type: "ended", error: { name: "E", message: "m", site: { file: "f", line: "<", column: 1 } } },
    ],
  ])("%s is refused", (_, message) => {
    expect(() => checkMessage(message)).toThrow(HostileMessageError);
  });

  test("whatever comes, it is a checked message or a HostileMessageError", () => {
    const words = fc.constantFrom(
      "trace",
      "clock",
      "peer",
      "ended",
      "files",
      "put",
      "append",
      "reply",
      "console",
      "log",
      "driver",
      "stdout",
      "info",
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: "small" },
        fc.anything(),
        words,
        fc.array(tie("any")),
        fc.record(
          {
            type: words,
            kind: words,
            events: tie("any"),
            change: words,
            changes: tie("any"),
            group: fc.nat(),
            last: fc.boolean(),
            path: fc.constantFrom("/a", "/a/b", "..", "/a/../b"),
            modified: fc.nat(),
            at: fc.nat(),
            bytes: fc.uint8Array(),
            error: tie("any"),
            t: fc.oneof(fc.nat(), fc.anything()),
            seq: fc.oneof(fc.nat(), fc.anything()),
            now: fc.nat(),
            running: fc.boolean(),
            text: fc.string(),
            origin: tie("any"),
            stream: words,
            level: words,
            message: fc.string(),
          },
          { requiredKeys: [] },
        ),
      ),
    })).any;
    fc.assert(
      fc.property(value, (message) => {
        try {
          const checked = checkMessage(message).message;
          expect(["trace", "clock", "peer", "ended", "files", "reply"]).toContain(checked.type);
        } catch (error) {
          expect(error).toBeInstanceOf(HostileMessageError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("what stands in a file passes as bytes, and no more of it than is shown", () => {
    expect(checkMessage(contents(Uint8Array.of(1, 2, 3), { modified: 1 })).message).toEqual(
      contents(Uint8Array.of(1, 2, 3)),
    );
    expect(checkMessage({ type: "contents", question: 1 }).message).toEqual({ type: "contents", question: 1 });
    expect(() => checkMessage(contents(new Uint8Array(LIMITS.previewedBytes + 1)))).toThrow(HostileMessageError);
    expect(() => checkMessage(contents("<img>"))).toThrow(HostileMessageError);
    expect(() => checkMessage(contents(Uint8Array.of(1), { size: -1 }))).toThrow(HostileMessageError);
    const changed = {
      t: 0,
      seq: 0,
      kind: "file-changed",
      change: "written",
      path: "/a",
      by: "outsider",
      bytes: 1,
      modified: 0,
    };
    const peer = {
      t: 0,
      seq: 1,
      kind: "peer-changed",
      host: "h",
      port: 1,
      listening: true,
      connections: 0,
      waiting: 2,
    };
    expect(checkMessage(trace(changed, peer)).message).toEqual(trace(changed, peer));
    expect(() => checkMessage(trace({ ...changed, by: "me" }))).toThrow(HostileMessageError);
    expect(() => checkMessage(trace({ ...peer, waiting: -1 }))).toThrow(HostileMessageError);
  });

  test("an explanation passes with what it says, and nothing else", () => {
    const part = { dstream: 1, time: 1000, partition: 0, indices: [0, 2], texts: ["a", "(a,1)"] };
    expect(checkMessage(explained({ ...part, more: 1 })).message).toEqual(explained(part));
    expect(() => checkMessage(explained({ ...part, texts: ["a"] }))).toThrow(HostileMessageError);
    expect(() => checkMessage(explained({ ...part, indices: [-1, 2] }))).toThrow(HostileMessageError);
    expect(() => checkMessage(explained({ ...part, texts: ["a", {}] }))).toThrow(HostileMessageError);
    expect(() => checkMessage({ type: "performed", at: "now" })).toThrow(HostileMessageError);
  });
});
