import { describe, expect, test } from "vitest";
import { CrashAt } from "../../core/sim/faults.ts";
import { FaultyFiles } from "../../core/sim/faulty-files.ts";
import { makeDurableDirectory } from "../../core/storage/files/durable-directory.ts";
import { faultyWorld } from "../support/faulty-world.ts";
import { driver } from "./each-test.ts";

const clock = { now: () => 0 };
const NOTHING = { at: () => undefined };

describe("a directory that has to outlive a power cut", () => {
  test("is on the disk with all that is above it", () => {
    const files = new FaultyFiles(clock, faultyWorld(NOTHING));
    makeDurableDirectory(files, "/b/c/kept");
    files.makeDirectory("/a/lost");
    files.losePower(() => 0);
    expect([files.stat("/a"), files.stat("/b/c/kept")?.kind]).toEqual([undefined, "directory"]);
  });

  test("is made again when it could not be flushed", () => {
    const fails = new CrashAt(1, "fail", ({ kind }) => kind === "flush");
    const files = new FaultyFiles(clock, faultyWorld(fails));
    expect(() => makeDurableDirectory(files, "/a/b")).toThrow("EIO");
    makeDurableDirectory(files, "/a/b");
    files.losePower(() => 0);
    expect(files.stat("/a/b")?.kind).toBe("directory");
  });
});

test("what a recovered driver writes for a batch of old is newer than what it went on from, whose files are gone by then", async () => {
  const first = driver();
  first.printsFiles().start();
  await first.host.clock.advance(1500);
  // batches fall behind: the checkpoint of the newest is there, none of them is done
  first.host.clock.jumpTo(5000);
  const { files } = first.host;
  const rename = files.rename.bind(files);
  files.rename = (from, to) => {
    rename(from, to);
    if (to.endsWith("/checkpoint-5000")) first.host.die();
  };
  await first.host.clock.advance(0);

  const second = driver(first);
  second.printsFiles().start();
  await second.host.clock.advance(0);
  const names = second.host.files.list("/checkpoint").flatMap(({ name }) => (/^checkpoint-/.test(name) ? [name] : []));
  expect(second.events.filter(({ kind }) => kind === "checkpoint-written").length).toBeGreaterThan(0);
  expect(Math.max(...names.map((name) => Number(name.replace(/\D/g, ""))))).toBe(5000);
  expect(names).toContain("checkpoint-5000.bk");
});
