import { describe, expect, test } from "vitest";
import type { TraceEvent } from "../../core/trace/events.ts";
import type { Driver } from "./drivers.ts";
import { driver } from "./each-test.ts";

/** What a driver printed in each batch. */
function printed({ events }: Driver): Record<number, string[]> {
  const text = events.flatMap((event: TraceEvent) => (event.kind === "console" ? [event.text] : [])).join("");
  const batches = [...text.matchAll(/Time: (\d+) ms\n-+\n((?:.+\n)*)/g)];
  return Object.fromEntries(batches.map(([, time, lines]) => [time, lines!.split("\n").filter((line) => line !== "")]));
}

describe("a stream of files in a new driver", () => {
  test("reads in a batch that was not done what was found in it then, and no file twice", async () => {
    const first = driver();
    first.printsFiles().start();
    first.host.files.put("/in/a", "a\n", 500);
    await first.host.clock.advance(1000);
    first.host.files.put("/in/b", "b\n", 1500);
    // the checkpoint of the batch at 2000 is written before its jobs run: then the driver dies
    const { files } = first.host;
    const rename = files.rename.bind(files);
    files.rename = (from, to) => {
      rename(from, to);
      if (to.endsWith("/checkpoint-2000")) first.host.die();
    };
    await first.host.clock.advance(1000);
    expect(printed(first)).toEqual({ 1000: ["a"] });

    const second = driver(first);
    second.host.clock.jumpTo(3500);
    second.host.files.put("/in/c", "c\n", 2500);
    second.printsFiles().start();
    second.host.files.put("/in/d", "d\n", 3600);
    await second.host.clock.advance(1000);
    expect(printed(second)).toEqual({ 2000: ["b"], 3000: ["c"], 4000: ["d"] });
  });

  test("the batch of the checkpoint is run again, with its files", async () => {
    const first = driver();
    first.printsFiles().start();
    first.host.files.put("/in/a", "a\n", 500);
    await first.host.clock.advance(1000);
    first.host.die();
    const second = driver(first);
    second.host.clock.jumpTo(2500);
    second.printsFiles().start();
    await second.host.clock.advance(500);
    expect(printed(second)).toEqual({ 1000: ["a"], 2000: [], 3000: [] });
  });

  test("a file that is remembered and gone is an error that names it, as on Spark", async () => {
    const first = driver();
    first.printsFiles().start();
    first.host.files.put("/in/a", "a\n", 500);
    await first.host.clock.advance(1000);
    first.host.die();
    const second = driver(first);
    second.host.files.remove("/in/a");
    expect(() => second.printsFiles()).toThrow(
      expect.objectContaining({
        message: "Failed to read checkpoint from directory /checkpoint",
        cause: expect.objectContaining({ message: "Input path does not exist: file:/in/a" }),
      }),
    );
  });

  test("a file that is listed and cannot be read fails its batch, by its name; the next ones go on without it", async () => {
    const only = driver();
    const ssc = only.printsFiles();
    const failures: unknown[] = [];
    ssc.awaitTermination().catch((error: unknown) => failures.push(error));
    ssc.start();
    const { files, clock } = only.host;
    const read = files.read.bind(files);
    files.read = (path, ...range) => {
      if (path === "/in/b")
        throw Object.assign(new Error(`EACCES: permission denied, open '${path}'`), { code: "EACCES" });
      return read(path, ...range);
    };
    files.put("/in/a", "a\n", 500);
    await clock.advance(1000);
    files.put("/in/b", "b\n", 1500);
    await clock.advance(1000);
    files.put("/in/c", "c\n", 2500);
    await clock.advance(1000);
    expect(printed(only)).toEqual({ 1000: ["a"], 3000: ["c"] });
    expect(String(failures[0])).toContain("EACCES: permission denied, open '/in/b'");
  });
});
