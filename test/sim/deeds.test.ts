import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Happening, perform, schedule, type WorldDeed } from "../../core/sim/deeds.ts";
import type { SimFiles } from "../../core/sim/files.ts";
import { SimHost } from "../../core/sim/sim-host.ts";
import type { TraceEvent, TraceEventOf } from "../../core/trace/events.ts";

function simHost(previews = 1) {
  const events: TraceEvent[] = [];
  const host = new SimHost({
    turn: () => new Promise((resolve) => setImmediate(resolve)),
    trace: { previews, write: (event) => events.push(event as TraceEvent) },
  });
  return { host, events };
}

const changes = (events: readonly TraceEvent[]) =>
  events.filter((event): event is TraceEventOf<"file-changed"> => event.kind === "file-changed");
const textOf = (files: SimFiles, path: string) => new TextDecoder().decode(files.read(path));

describe("what is done to files", () => {
  test("is done at its time, and told once", async () => {
    const { host, events } = simHost();
    const happenings: Happening<WorldDeed>[] = [
      { at: 100, kind: "drop-file", path: "/data/in/a.txt", content: { text: "to be\n" } },
      { at: 200, kind: "append-file", path: "/data/in/a.txt", content: { text: "或者不 😀\n" } },
      { at: 300, kind: "move-file", from: "/data/in/a.txt", to: "/old/b.txt" },
      { at: 400, kind: "drop-file", path: "/raw", content: { base64: btoa("\0\xff\x80") } },
      { at: 500, kind: "remove-file", path: "/old" },
    ];
    schedule(host.clock, happenings, (deed) => perform(host, deed));
    await host.clock.advance(350);
    expect(textOf(host.files, "/old/b.txt")).toBe("to be\n或者不 😀\n");
    await host.clock.advance(350);
    expect([...host.files.read("/raw")]).toEqual([0, 255, 128]);
    const by = "outsider";
    expect(changes(events).map(({ seq: _, kind: __, ...rest }) => rest)).toEqual([
      { t: 100, change: "written", path: "/data/in/a.txt", by, bytes: 6, modified: 100 },
      { t: 200, change: "appended", path: "/data/in/a.txt", by, bytes: 21, modified: 200 },
      { t: 300, change: "moved", path: "/old/b.txt", from: "/data/in/a.txt", by, bytes: 21, modified: 200 },
      { t: 400, change: "written", path: "/raw", by, bytes: 3, modified: 400 },
      { t: 500, change: "removed", path: "/old/b.txt", by },
    ]);
  });

  test("what the disk refuses is not done, and told", async () => {
    const { host, events } = simHost();
    perform(host, { kind: "move-file", from: "/nothing", to: "/a" });
    perform(host, { kind: "drop-file", path: "/", content: { text: "" } });
    await host.settle();
    const told = events.map((event) => (event.kind === "log" ? [event.code, event.message] : event.kind));
    expect(told).toEqual([
      ["DEED_FAILED", "Nobody could do that: ENOENT: no such file or directory, rename '/nothing'"],
      ["DEED_FAILED", "Nobody could do that: EPERM: operation not permitted, open '/'"],
    ]);
  });

  test("nothing is told where nobody watches", async () => {
    const { host, events } = simHost(0);
    perform(host, { kind: "drop-file", path: "/a", content: { text: "a" } });
    await host.settle();
    expect(events).toEqual([]);
  });

  test("what was told adds up to what is there, whoever does what", async () => {
    const path = fc.constantFrom("/a", "/b", "/d/a", "/d/b", "/d/e/a", "/tmp/a", "/d");
    const text = fc.string({ maxLength: 5 });
    const deed: fc.Arbitrary<WorldDeed> = fc.oneof(
      fc.record({ kind: fc.constant("drop-file" as const), path, content: fc.record({ text }) }),
      fc.record({ kind: fc.constant("append-file" as const), path, content: fc.record({ text }) }),
      fc.record({ kind: fc.constant("move-file" as const), from: path, to: path }),
      fc.record({ kind: fc.constant("remove-file" as const), path }),
    );
    const step = fc.record({ deeds: fc.array(deed, { maxLength: 4 }), wait: fc.nat({ max: 2 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const { host, events } = simHost();
        for (const { deeds, wait } of steps) {
          for (const each of deeds) perform(host, each);
          await host.clock.advance(wait);
        }
        const told = new Map<string, readonly [bytes?: number, modified?: number]>();
        for (const { change, path, from, bytes, modified } of changes(events)) {
          told.delete(from ?? path);
          if (change !== "removed") told.set(path, [bytes, modified]);
        }
        const there = host.files.everyFile().filter((each) => !each.startsWith("/tmp/"));
        const expected = there.map((each) => {
          const { size, modified } = host.files.stat(each)!;
          return [each, [size, modified]] as const;
        });
        expect([...told].sort()).toEqual(expected.sort());
      }),
      { numRuns: 200 },
    );
  });

  test("of a program's files what is there in the end is told, and the next driver tells what has changed since", async () => {
    const { host, events } = simHost();
    host.files.makeDirectory("/out/_temporary");
    host.files.write("/out/_temporary/part", new Uint8Array(3));
    host.files.rename("/out/_temporary/part", "/out/part");
    host.files.remove("/out/_temporary");
    host.die();
    expect(changes(events)).toMatchObject([{ change: "written", path: "/out/part", by: "program", bytes: 3 }]);
    const after: TraceEvent[] = [];
    const next = new SimHost({
      turn: async () => {},
      trace: { previews: 1, write: (event) => after.push(event as TraceEvent) },
      after: host,
    });
    await next.settle();
    expect(after).toEqual([]);
  });
});

describe("what is done to netcats", () => {
  test("one that ends hangs up and refuses until it listens again; what waits for a client is told", async () => {
    const { host, events } = simHost();
    const log: string[] = [];
    const connect = () =>
      host.network.connect("h", 1, {
        opened: () => log.push("opened"),
        data: (bytes) => log.push(new TextDecoder().decode(bytes)),
        closed: () => log.push("closed"),
        failed: (error) => log.push(error.message),
      });
    perform(host, { kind: "line", host: "h", port: 1, line: "early" });
    await host.settle();
    connect();
    await host.clock.advance(1);
    perform(host, { kind: "refuse", host: "h", port: 1 });
    await host.clock.advance(1);
    connect();
    await host.clock.advance(1);
    perform(host, { kind: "listen", host: "h", port: 1 });
    connect();
    await host.clock.advance(1);
    expect(log).toEqual(["opened", "early\n", "closed", "connect ECONNREFUSED h:1: nobody listens there", "opened"]);
    const peers = events.filter((event) => event.kind === "peer-changed");
    expect(peers.map(({ t, listening, connections, waiting }) => [t, listening, connections, waiting])).toEqual([
      [0, true, 0, 1],
      [0, true, 1, 0],
      [1, false, 0, 0],
      [3, true, 1, 0],
    ]);
  });
});
