import { describe, expect, test } from "vitest";
import { driver } from "./each-test.ts";

describe("a checkpoint directory belongs to one driver", () => {
  test("a second one is refused, and told who has it", () => {
    const first = driver();
    first.printsFiles().start();
    const second = driver(first);
    const ssc = second.printsFiles();
    expect(() => ssc.start()).toThrow(/^Checkpoint directory \/checkpoint is in use by another driver: PrintsFiles$/);
    expect(ssc.getState()).toBe("STOPPED");
  });

  test("it is told so, too, when what it wants to recover is removed by the first meanwhile", async () => {
    const first = driver();
    first.printsFiles().start();
    first.host.files.put("/in/a", "a\n", 500);
    await first.host.clock.advance(1000);
    first.host.files.remove("/in/a");
    const second = driver(first);
    expect(() => second.printsFiles()).toThrow(
      /^Checkpoint directory \/checkpoint is in use by another driver: PrintsFiles$/,
    );
    first.host.die();
    expect(() => driver(first).printsFiles()).toThrow(/^Failed to read checkpoint from directory \/checkpoint$/);
  });

  test("a checkpoint that the first replaces while the second reads it is no damage", async () => {
    const first = driver();
    first.printsFiles().start();
    await first.host.clock.advance(1000);
    const second = driver(first);
    const { files } = second.host;
    const read = files.read.bind(files);
    let moved = 0;
    files.read = (path, ...range) => {
      if (path === "/checkpoint/checkpoint-1000" && moved++ === 0) files.rename(path, `${path}.bk`);
      return read(path, ...range);
    };
    const ssc = second.printsFiles();
    expect(moved).toBe(1);
    expect(second.codes).toEqual([]);
    expect(() => ssc.start()).toThrow(/is in use by another driver/);
  });

  test("in another directory it may run", () => {
    const first = driver();
    first.printsFiles().start();
    const second = driver(first);
    const ssc = second.printsFiles("/another");
    ssc.start();
    expect(ssc.getState()).toBe("ACTIVE");
  });

  test("a driver that died has it no longer", async () => {
    const first = driver();
    first.printsFiles().start();
    await first.host.clock.advance(2000);
    first.host.die();
    const second = driver(first);
    const ssc = second.printsFiles();
    ssc.start();
    expect(ssc.getState()).toBe("ACTIVE");
    expect(second.events.some(({ kind }) => kind === "driver-recovered")).toBe(true);
  });

  test("a driver that was stopped gives it back", async () => {
    const first = driver();
    const ssc = first.printsFiles();
    ssc.start();
    await first.host.clock.advance(2000);
    const stopped = ssc.stop();
    await first.host.clock.advance(5000);
    await stopped;
    driver(first).printsFiles().start();
  });

  test("a driver that could not start gives it back", () => {
    const first = driver();
    const ssc = first.printsFiles();
    const failure = new Error("no");
    ssc.graph.start = () => {
      throw failure;
    };
    expect(() => ssc.start()).toThrow(failure);
    driver(first).printsFiles().start();
  });

  test("who has read a checkpoint from which another driver went on is refused, and goes on from the newest next time", async () => {
    const first = driver();
    first.printsFiles().start();
    await first.host.clock.advance(2000);
    const second = driver(first);
    const late = second.printsFiles();
    await first.host.clock.advance(2000);
    first.host.die();
    expect(() => late.start()).toThrow(
      "Another driver went on in checkpoint directory /checkpoint after this one had read it: as of 2000 ms, and it holds 4000 ms now",
    );
    const third = driver(second);
    third.host.clock.jumpTo(4500);
    third.printsFiles().start();
    expect(third.events.find(({ kind }) => kind === "driver-recovered")).toMatchObject({ checkpoint: 4000 });
  });
});

describe("a directory that cannot be used", () => {
  test("a file has its name", () => {
    const only = driver();
    only.host.files.put("/checkpoint", "something");
    expect(() => only.printsFiles()).toThrow(
      "Checkpoint directory /checkpoint cannot be used: Error: EEXIST: file already exists, mkdir '/checkpoint'",
    );
  });

  test("nothing can be written into it", () => {
    const only = driver();
    only.host.files.makeDirectory("/checkpoint/.driver.lock");
    const ssc = only.printsFiles();
    expect(() => ssc.start()).toThrow(/^Checkpoint directory \/checkpoint cannot be used: Error: EISDIR/);
  });
});
