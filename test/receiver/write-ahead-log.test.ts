import { beforeEach, describe, expect, test } from "vitest";
import { SparkConf } from "../../core/index.ts";
import { recordsOfLog } from "../../core/receiver/write-ahead-log/log-reader.ts";
import { logSettings, WriteAheadLog } from "../../core/receiver/write-ahead-log/write-ahead-log.ts";
import { CrashAt, type FaultPlan, type FaultPoint } from "../../core/sim/faults.ts";
import { FaultyFiles } from "../../core/sim/faulty-files.ts";
import { SimFiles } from "../../core/sim/files.ts";
import { decode, decodeBlock, encode, encodeBlock } from "../../core/storage/codec.ts";
import { type BlockContent, recordsOfBlock } from "../../core/storage/packed-records.ts";
import { TextLines } from "../../core/storage/text-lines.ts";
import type { TraceEvent } from "../../core/trace/events.ts";
import { Trace } from "../../core/trace/trace.ts";
import { faultyWorld } from "../support/faulty-world.ts";

const DIRECTORY = "/checkpoints/receivedData/0";
const clock = { kind: "manual" as const, now: () => 0, schedule: () => ({ cancel() {} }) };

let files: SimFiles;
let events: TraceEvent[];
let trace: Trace;
beforeEach(() => {
  files = new SimFiles(clock);
  events = [];
  trace = new Trace(clock, { previews: 0, write: (event) => void events.push(event as TraceEvent) });
});

function log(settings: Record<string, string> = {}, on = files): WriteAheadLog {
  const conf = new SparkConf();
  for (const [key, value] of Object.entries(settings)) conf.set(`spark.streaming.receiver.writeAheadLog.${key}`, value);
  return new WriteAheadLog({ files: on, trace, directory: DIRECTORY, ...logSettings(conf, "receiver") });
}

const names = (): string[] =>
  files.stat(DIRECTORY) === undefined ? [] : files.list(DIRECTORY).map(({ name }) => name);
const codes = (): (string | undefined)[] => events.map((event) => (event.kind === "log" ? event.code : undefined));
const texts = (records: Iterable<Uint8Array>): unknown[] => [...records].map((record) => decode(record)[0]);
const record = (text: string): Uint8Array[] => [encode([text])];
const read = (path: string): { texts: unknown[]; damaged: [number, number][] } => {
  const damaged: [number, number][] = [];
  return { texts: texts(recordsOfLog(files, path, (at, bytes) => damaged.push([at, bytes]))), damaged };
};

/** A frame as its format says, without the codec: the text "hi" as a MessagePack array of one. */
function byHand(): Uint8Array {
  const payload = [0x91, 0xa2, 0x68, 0x69];
  const head = [0x53, 0x4c, 0x43, 0x42, 2, 2, 0, 0, payload.length, 0, 0, 0];
  let crc = 0xffffffff;
  for (const byte of [...head, ...payload]) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  const sum = ~crc >>> 0;
  return Uint8Array.of(...head, sum & 255, (sum >>> 8) & 255, (sum >>> 16) & 255, sum >>> 24, ...payload);
}

describe("writing", () => {
  test("there is no file before something is written", () => {
    const made = log();
    made.clean(1e9);
    expect([...made.readAll()]).toEqual([]);
    expect(files.stat("/checkpoints")).toBeUndefined();
  });

  test("a record is found again at its place, in its order", () => {
    const made = log();
    const segments = ["to", "be", "or"].map((text, i) => made.write(record(text), 1000 + i));
    expect(names()).toEqual(["log-1000-61000"]);
    for (const [i, { path, offset, length }] of segments.entries())
      expect(decode(files.read(path, offset, offset + length))).toEqual([["to", "be", "or"][i]]);
    expect(texts(made.readAll())).toEqual(["to", "be", "or"]);
    expect(segments.map(({ offset }) => offset)).toEqual([0, segments[0]!.length, segments[0]!.length * 2]);
  });

  test("a new file is begun when the time of one is over", () => {
    const made = log({ rollingIntervalSecs: "1" });
    for (const time of [500, 1500, 1501, 2501, 9000]) made.write(record(`at ${time}`), time);
    expect(names()).toEqual(["log-1501-2501", "log-500-1500", "log-9000-10000"]);
    expect(texts(made.readAll())).toEqual(["at 500", "at 1500", "at 1501", "at 2501", "at 9000"]);
  });

  test("with closeFileAfterWrite each record has a file, also within a millisecond", () => {
    const made = log({ closeFileAfterWrite: "true" });
    for (const text of ["a", "b", "c"]) made.write(record(text), 7);
    expect(names()).toEqual(["log-7-60007", "log-8-60008", "log-9-60009"]);
    expect(texts(log().readAll())).toEqual(["a", "b", "c"]);
  });

  test("another driver's files are read and not written to, also at the same time", () => {
    log().write(record("first"), 1000);
    const second = log();
    second.write(record("second"), 1000);
    expect(names()).toEqual(["log-1000-61000", "log-1001-61001"]);
    expect(texts(log().readAll())).toEqual(["first", "second"]);
  });

  test("a clock that was put back does not change the order", () => {
    log().write(record("first"), 5000);
    log().write(record("second"), 3000);
    expect(texts(log().readAll())).toEqual(["first", "second"]);
  });

  test("what failed is tried again, in another file; then it is an error, and the next record is written", () => {
    let failures = 2;
    const plan: FaultPlan = { at: ({ kind }) => (kind === "flush" && failures-- > 0 ? "fail" : undefined) };
    const faulty = new FaultyFiles(clock, faultyWorld(plan), {}, files);
    const made = log({}, faulty);
    made.write(record("held"), 10);
    expect(texts(log().readAll()).at(-1)).toBe("held");
    failures = 3;
    expect(() => made.write(record("lost"), 20)).toThrow("EIO");
    expect(codes().filter((code) => code === "WAL_WRITE")).toHaveLength(5);
    expect(codes()).toContain("WAL_WRITE_FAILED");
    const { path, offset, length } = made.write(record("next"), 30);
    expect(decode(files.read(path, offset, offset + length))).toEqual(["next"]);
  });

  test("a disk that is full", () => {
    const full = new SimFiles(clock, { capacity: 200 });
    const made = log({ maxFailures: "2" }, full);
    expect(() => made.write([encode(["x".repeat(500)])], 0)).toThrow("ENOSPC");
    expect(made.write(record("fits"), 0).offset).toBe(0);
  });
});

describe("reading", () => {
  const PATH = "/log-0-60000";

  test("bytes that were written by hand", () => {
    files.write(PATH, byHand());
    expect(read(PATH)).toEqual({ texts: ["hi"], damaged: [] });
  });

  test("an empty file", () => {
    files.write(PATH, new Uint8Array());
    expect(read(PATH)).toEqual({ texts: [], damaged: [] });
  });

  test.each([
    ["zeros", new Uint8Array(100)],
    ["text", new TextEncoder().encode("SLCB and more SLCB that is none SLC")],
    ["a head without an end", byHand().slice(0, 16)],
  ])("what was appended and is no record is passed over: %s", (_name, garbage) => {
    files.write(PATH, byHand());
    files.append(PATH, garbage);
    expect(read(PATH)).toEqual({ texts: ["hi"], damaged: [[20, garbage.length]] });
  });

  test("of every number of bytes that are cut off at the end, whole records are left", () => {
    const all = Uint8Array.of(...byHand(), ...byHand(), ...byHand());
    for (let size = 0; size <= all.length; size++) {
      files.write(PATH, all.slice(0, size));
      const { texts: found, damaged } = read(PATH);
      expect(found, `${size} bytes`).toEqual(new Array(Math.floor(size / 20)).fill("hi"));
      expect(damaged.length, `${size} bytes`).toBe(size % 20 === 0 ? 0 : 1);
    }
  });

  test("whichever byte of a record is changed, the others are read", () => {
    const one = byHand();
    for (let at = 0; at < one.length; at++) {
      const changed = one.slice();
      changed[at]! ^= 0x40;
      files.write(PATH, Uint8Array.of(...one, ...changed, ...one));
      expect(read(PATH), `byte ${at}`).toEqual({ texts: ["hi", "hi"], damaged: [[20, 20]] });
    }
  });

  test("a file that cannot be read is an error, as on Spark: what it holds would be lost", () => {
    const made = log({ rollingIntervalSecs: "1" });
    for (const time of [0, 2000, 4000]) made.write(record(`at ${time}`), time);
    const path = `${DIRECTORY}/log-0-1000`;
    class Unreadable extends SimFiles {
      override read(...args: Parameters<SimFiles["read"]>): Uint8Array {
        if (args[0] === path) throw new Error("EIO: i/o error, read");
        return super.read(...args);
      }
    }
    expect(() => texts(log({}, new Unreadable(clock, {}, files)).readAll())).toThrow(
      `Write ahead log file ${path} cannot be read: Error: EIO: i/o error, read`,
    );
    expect(texts(log().readAll())).toEqual(["at 0", "at 2000", "at 4000"]);
  });

  test("torn while it was written: what came before is there, and the next driver goes on", () => {
    const crash = new CrashAt(1, "torn", ({ kind }: FaultPoint) => kind === "append" || kind === "write");
    const faulty: FaultyFiles = new FaultyFiles(
      clock,
      faultyWorld(crash, () => faulty.halt()),
      {},
      files,
    );
    const made = log({}, faulty);
    made.write(record("whole"), 0);
    expect(() => made.write(record("torn"), 1)).toThrow("EIO");
    const next = log();
    expect(texts(next.readAll())).toEqual(["whole"]);
    expect(codes()).toContain("WAL_DAMAGED");
    next.write(record("next"), 1);
    expect(texts(log().readAll())).toEqual(["whole", "next"]);
  });
});

test("a driver that dies between the pieces of a record leaves none of it, and all that came before", () => {
  const lines = encodeBlock(new TextLines(new TextEncoder().encode("eins\nzwei\n"), 2));
  expect(lines.length).toBeGreaterThan(1);
  for (let n = 0; n < lines.length; n++) {
    files = new SimFiles(clock);
    const crash = new CrashAt(lines.length + n, "crash-before", ({ kind }) => kind === "append" || kind === "write");
    const faulty: FaultyFiles = new FaultyFiles(
      clock,
      faultyWorld(crash, () => faulty.halt()),
      {},
      files,
    );
    const made = log({}, faulty);
    const { path, offset, length } = made.write(lines, 0);
    expect(() => made.write(lines, 1), `piece ${n}`).toThrow("EIO");
    expect(recordsOfBlock(decodeBlock(files.read(path, offset, offset + length)))).toEqual(["eins", "zwei"]);
    expect([...log().readAll()], `piece ${n}`).toHaveLength(1);
  }
});

describe("cleaning", () => {
  test("files go whose time is over, but the one that is written to and those that are needed", () => {
    const made = log({ rollingIntervalSecs: "1" });
    for (const time of [0, 2000, 4000, 6000]) made.write(record(`at ${time}`), time);
    made.clean(3000);
    expect(names()).toEqual(["log-2000-3000", "log-4000-5000", "log-6000-7000"]);
    made.clean(3001, (path) => path.endsWith("log-2000-3000"));
    expect(names()).toContain("log-2000-3000");
    made.clean(1e9);
    expect(names()).toEqual(["log-6000-7000"]);
    log().clean(1e9);
    expect(names()).toEqual([]);
  });

  test("a file that cannot be removed is told, keeps those that came after it, and is tried again", () => {
    const made = log({ rollingIntervalSecs: "1" });
    for (const time of [0, 2000, 4000]) made.write(record(`at ${time}`), time);
    let isKept = true;
    class Kept extends SimFiles {
      override remove(path: string): void {
        if (isKept && path.endsWith("log-2000-3000")) throw new Error("EPERM: operation not permitted, rm");
        super.remove(path);
      }
    }
    const next = log({}, new Kept(clock, {}, files));
    next.clean(1e9);
    expect(codes()).toContain("WAL_CLEAN");
    expect(names()).toEqual(["log-2000-3000", "log-4000-5000"]);
    isKept = false;
    next.clean(1e9);
    expect(names()).toEqual([]);
  });
});

test("blocks of text stay bytes, others are records", () => {
  const text = new TextEncoder().encode("eins\r\nzwei\n");
  const bytes = (content: BlockContent) => Uint8Array.from(encodeBlock(content).flatMap((piece) => [...piece]));
  const block = bytes(new TextLines(text, 2));
  const lines = decodeBlock(block);
  expect(lines).toBeInstanceOf(TextLines);
  expect(recordsOfBlock(lines)).toEqual(["eins", "zwei"]);
  expect(decode(block)).toEqual(["eins", "zwei"]);
  expect(recordsOfBlock(decodeBlock(bytes([{ a: 1n }, undefined])))).toEqual([{ a: 1n }, undefined]);
});
