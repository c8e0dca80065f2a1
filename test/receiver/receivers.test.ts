import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Receiver, type ReceiverInfo, rawBlock, StorageLevel, type StreamingContext } from "../../core/index.ts";
import { World } from "../support/world.ts";
import { declareScripted, Scripted } from "./programs/scripted.ts";
import { type After, Stage, setStage } from "./stage.ts";

let world: World;
let ssc: StreamingContext;
let stage: Stage;
beforeEach(() => {
  world = new World();
});
afterEach(async () => {
  await world.end();
  setStage(undefined);
});

const LOG = { "spark.streaming.receiver.writeAheadLog.enable": "true" };
const ROLLING = {
  "spark.streaming.receiver.writeAheadLog.rollingIntervalSecs": "1",
  "spark.streaming.driver.writeAheadLog.rollingIntervalSecs": "1",
};

interface Options {
  readonly conf?: Record<string, string>;
  readonly isCheckpointed?: boolean;
  readonly level?: StorageLevel;
}

/** Starts a context whose receiver does what `script` says. */
function run(script: (receiver: Receiver<unknown>, after: After) => void, options: Options = {}): void {
  stage = new Stage(script);
  setStage(stage);
  ssc = world.ssc("local[2]", options.conf);
  if (options.isCheckpointed === true) ssc.checkpoint("/checkpoints");
  declareScripted(ssc, options.level);
}

/** What `f` throws. */
function thrownBy(f: () => void): { readonly message: string; readonly code: string } {
  try {
    f();
  } catch (error) {
    return error as { message: string; code: string };
  }
  throw new Error("nothing was thrown");
}

describe("storing", () => {
  test("one record by one becomes blocks; many at once are a block, there when it returns", async () => {
    run((self) => {
      self.store(1);
      self.storeMany([2, 3]);
      stage.said.push(...world.of("block-stored").map(({ block }) => block));
      self.storeMany(new Set([4]));
      self.storeMany([5, 6].values());
      self.store([7, 8]);
    });
    ssc.start();
    await world.clock.advance(1000);
    expect(stage.said).toEqual(["input-0-0-0"]);
    expect(stage.batches).toEqual([[[2, 3], [4], [5, 6], [1, [7, 8]]]]);
  });

  test("a block of bytes; bytes that are none are refused", async () => {
    const records = [
      ["a", 1],
      ["b", 2],
    ];
    run((self) => {
      self.storeBytes(rawBlock(records));
      stage.said.push(thrownBy(() => self.storeBytes(new Uint8Array(40))).code);
    });
    ssc.start();
    await world.clock.advance(1000);
    expect(stage.batches).toEqual([[records]]);
    expect(stage.said).toEqual(["BLOCK_UNKNOWN_FORMAT"]);
  });

  test("a block for which there is no room is an error to who stores it, and no batch has it", async () => {
    run(
      (self) => {
        stage.said.push(thrownBy(() => self.storeMany(["x".repeat(5000)])).message);
        self.storeMany(["fits"]);
      },
      { conf: { "sluice.storage.memory": "1k" }, level: StorageLevel.MEMORY_ONLY },
    );
    ssc.start();
    await world.clock.advance(1000);
    expect(stage.said[0]).toMatch(/^Could not store input-0-0-0 to block manager with storage level/);
    expect(stage.batches).toEqual([[["fits"]]]);
  });

  test("what comes after the end is refused, or lost with a warning", async () => {
    run(() => {});
    ssc.start();
    await ssc.stop(false);
    const receiver = stage.receiver!;
    receiver.store(1);
    receiver.store(2);
    expect(() => receiver.storeMany([3])).toThrow("receiver 0 has been stopped");
    expect(world.codes.filter((code) => code === "RECEIVER_STORES_LATE")).toHaveLength(1);
  });
});

describe("stopping and starting", () => {
  test("what a receiver says of itself", async () => {
    const fresh = new Scripted();
    expect([fresh.isStarted(), fresh.isStopped()]).toEqual([false, false]);
    run((self) => stage.said.push(`${self.isStarted()} ${self.isStopped()}`));
    ssc.start();
    expect(stage.said).toEqual(["true false"]);
    await ssc.stop(false);
    const receiver = stage.receiver!;
    expect([receiver.isStarted(), receiver.isStopped(), stage.stops]).toEqual([false, true, 1]);
  });

  test("one that stops itself is started again by the tracker, another copy of it, and the blocks of before are kept", async () => {
    const copies = new Set<object>();
    run((self) => {
      copies.add(self);
      self.store(`start ${stage.starts}`);
      if (stage.starts < 3) self.stop("enough", stage.starts === 2 ? new Error("why") : undefined);
    });
    ssc.start();
    await world.clock.advance(1000);
    expect([stage.starts, stage.stops, copies.size]).toEqual([3, 2, 3]);
    expect(stage.batches.flat(2).sort()).toEqual(["start 1", "start 2", "start 3"]);
    expect(world.of("receiver-started").map(({ t }) => t)).toEqual([0, 100, 200]);
    expect(world.of("receiver-stopped").map(({ message, error }) => [message, error])).toEqual([
      ["enough", undefined],
      ["enough", "Error: why"],
    ]);
    const names = world.of("block-stored").map(({ block }) => block);
    expect(new Set(names).size).toBe(names.length);
  });

  test("one that cannot start, too; a listener hears why each time, the log once", async () => {
    run((self) => {
      if (stage.starts < 3) throw new Error("no way");
      self.store("at last");
    });
    const heard: (string | undefined)[] = [];
    ssc.addStreamingListener({
      onReceiverStopped: ({ receiverInfo }: { receiverInfo: ReceiverInfo }) => {
        heard.push(receiverInfo.lastErrorMessage, receiverInfo.lastError);
      },
    });
    ssc.start();
    await world.clock.advance(1000);
    const once = ["Error starting receiver 0", "Error: no way"];
    expect(heard).toEqual([...once, ...once]);
    expect(stage.batches.flat(2)).toEqual(["at last"]);
    expect(world.codes.filter((code) => code === "RECEIVER_JOB_FAILED")).toHaveLength(1);
  });

  test("one that always stops at once leaves the batches their time", async () => {
    run((self) => self.stop("always"));
    ssc.start();
    await world.clock.advance(3000);
    expect(stage.batches).toHaveLength(3);
    expect(stage.starts).toBe(31);
  });

  test("restart may have a delay of its own; what stops with the context stays stopped", async () => {
    run((self) => {
      if (stage.starts === 1) self.restart("later", undefined, 350);
    });
    ssc.start();
    await world.clock.advance(349);
    expect([stage.starts, stage.receiver!.isStopped()]).toEqual([1, true]);
    await world.clock.advance(1);
    expect(stage.starts).toBe(2);
    stage.receiver!.stop("by itself");
    await ssc.stop(false);
    await world.clock.advance(5000);
    expect(stage.starts).toBe(2);
  });
});

describe("the write-ahead log", () => {
  const DATA = "/checkpoints/receivedData/0";
  const data = (): string[] => world.host.files.list(DATA).map(({ name }) => name);

  test("blocks are in the log, and read from it where they are not kept", async () => {
    run(
      (self) => {
        self.storeMany([1, 2]);
        self.storeMany([{ three: 3n }]);
      },
      { conf: LOG, isCheckpointed: true },
    );
    ssc.start();
    for (const block of ["input-0-0-0", "input-0-0-1"]) ssc.sparkContext.blocks.remove(block);
    await world.clock.advance(1000);
    expect(stage.batches).toEqual([[[1, 2], [{ three: 3n }]]]);
    expect(data()).toEqual(["log-0-60000"]);
    await world.clock.advance(1000);
    expect(stage.kinds).toEqual(["WriteAheadLogBackedBlockRDD", "WriteAheadLogBackedBlockRDD"]);
  });

  test("a record of the log that is gone fails the batch, and says which", async () => {
    run((self) => self.storeMany([1]), { conf: LOG, isCheckpointed: true });
    ssc.start();
    ssc.sparkContext.blocks.remove("input-0-0-0");
    world.host.files.remove(`${DATA}/log-0-60000`);
    const ended = expect(ssc.awaitTermination()).rejects.toThrow(
      /Could not read data from write ahead log record FileBasedWriteAheadLogSegment\(\/checkpoints\/receivedData\/0\/log-0-60000,0,\d+\)/,
    );
    await world.clock.advance(1000);
    await ended;
  });

  test("old files go, of data and of metadata, when a checkpoint says that their batches are done", async () => {
    run(
      (self, after) => {
        const next = (): void => {
          self.storeMany([world.clock.now()]);
          after(500, next);
        };
        next();
      },
      { conf: { ...LOG, ...ROLLING }, isCheckpointed: true },
    );
    ssc.start();
    await world.clock.advance(20_000);
    expect(stage.batches.flat(2)).toHaveLength(40);
    expect(data().length).toBeLessThan(6);
    expect(world.host.files.list("/checkpoints/receivedBlockMetadata").length).toBeLessThan(6);
  });

  test("nothing goes while no checkpoint can be written: another driver would ask for it (SPARK-6222)", async () => {
    run((self) => self.storeMany([1]), { conf: { ...LOG, ...ROLLING }, isCheckpointed: true });
    ssc.start();
    const { files } = world.host;
    const rename = files.rename.bind(files);
    files.rename = (from, to) => {
      if (to.includes("/checkpoint-")) throw new Error("EIO: i/o error, rename");
      rename(from, to);
    };
    await world.clock.advance(10_000);
    stage.receiver!.storeMany([2]);
    await world.clock.advance(5000);
    expect(data()).toEqual(["log-0-1000", "log-10000-11000"]);
    files.rename = rename;
    await world.clock.advance(2000);
    expect(data()).toEqual(["log-10000-11000"]);
  });

  test("a graceful stop allocates what came last, and logs that, after the receivers have stopped (SPARK-22955)", async () => {
    run(
      (self) => {
        self.storeMany([1]);
        self.store(2);
      },
      { conf: LOG, isCheckpointed: true },
    );
    ssc.start();
    await world.clock.advance(50);
    const stopped = ssc.stop(true, true);
    await world.clock.advance(5000);
    await stopped;
    expect(stage.batches.flat(2).sort()).toEqual([1, 2]);
    expect(world.codes).not.toContain("WAL_WRITE");
    expect(world.of("receiver-stopped").map(({ message }) => message)).toEqual(["Stopped by driver"]);
  });

  test("a block that cannot be logged is refused; what nobody waits for is reported, and the next is stored", async () => {
    let isFull = true;
    const { files } = world.host;
    const append = files.append.bind(files);
    files.append = (path, bytes) => {
      if (isFull && path.startsWith(DATA)) throw new Error("ENOSPC: no space left on device, write");
      append(path, bytes);
    };
    run(
      (self) => {
        stage.said.push(thrownBy(() => self.storeMany([1])).message);
        self.store(2);
      },
      { conf: LOG, isCheckpointed: true },
    );
    ssc.start();
    await world.clock.advance(200);
    isFull = false;
    stage.receiver!.store(3);
    await world.clock.advance(800);
    expect(stage.said).toEqual(["ENOSPC: no space left on device, write"]);
    expect(world.of("receiver-error").map(({ message }) => message)).toEqual([
      "Error in block pushing thread: the 1 records of input-0-0 are lost",
    ]);
    expect(stage.batches).toEqual([[[3]]]);
  });

  test("a block of which it cannot be logged that it is there is refused, and takes no room", async () => {
    const { files } = world.host;
    const append = files.append.bind(files);
    files.append = (path, bytes) => {
      if (path.includes("/receivedBlockMetadata/")) throw new Error("EIO: i/o error, write");
      append(path, bytes);
    };
    run((self) => stage.said.push(thrownBy(() => self.storeMany([1])).message), { conf: LOG, isCheckpointed: true });
    ssc.start();
    expect(stage.said).toEqual(["Failed to add block to receiver tracker."]);
    expect(ssc.sparkContext.blocks.size).toBe(0);
  });

  test("without a checkpoint directory the receiver's job fails again and again; the stream is empty, and it is told why, once", async () => {
    run((self) => self.storeMany([1]), { conf: LOG });
    ssc.start();
    await world.clock.advance(2000);
    expect([stage.starts, stage.batches]).toEqual([0, [[], []]]);
    expect(world.of("job-completed").filter(({ error }) => error !== undefined).length).toBeGreaterThan(10);
    const told = world.of("log").filter(({ code }) => code === "RECEIVER_JOB_FAILED");
    expect(told.map(({ error }) => error?.code)).toEqual(["WAL_WITHOUT_CHECKPOINT"]);
    expect(ssc.getState()).toBe("ACTIVE");
  });

  test("it is off unless it is asked for; then only where the blocks went is logged", async () => {
    run((self) => self.storeMany([1]), { isCheckpointed: true });
    ssc.start();
    await world.clock.advance(1000);
    expect(world.host.files.stat("/checkpoints/receivedData")).toBeUndefined();
    expect(world.host.files.stat("/checkpoints/receivedBlockMetadata")).toBeDefined();
    expect(stage.kinds).toEqual(["BlockRDD"]);
  });
});
