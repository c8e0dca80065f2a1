import { afterEach, describe, expect, test } from "vitest";
import type { FaultPlan } from "../../core/sim/faults.ts";
import type { SimHost } from "../../core/sim/sim-host.ts";
import type { TraceEvent } from "../../core/trace/events.ts";
import { type Driven, runDrivers } from "../recovery/simulation/simulate.ts";
import { declareScripted } from "./programs/scripted.ts";
import { Stage, setStage } from "./stage.ts";

const WITH_LOG = {
  "spark.streaming.receiver.writeAheadLog.enable": "true",
  "spark.streaming.receiver.writeAheadLog.rollingIntervalSecs": "1",
  "spark.streaming.driver.writeAheadLog.rollingIntervalSecs": "1",
};
/** When the first driver dies. */
const DEATH = 2500;

afterEach(() => setStage(undefined));

/**
 * A driver that stores a block before its first batch, one before its second and one that no batch has when it dies; another one, `downTime` later, stores
 * one at once. Gives what each batch had, and what was told.
 */
async function twoDrivers(conf: Record<string, string>, downTime: number, prepare: (host: SimHost) => void = () => {}) {
  let driver = -1;
  let host: SimHost;
  const events: TraceEvent[] = [];
  const stage = new Stage((self, after) => {
    if (driver > 0) {
      self.storeMany(["of the second driver"]);
      return;
    }
    self.storeMany(["a"]);
    after(1500, () => self.storeMany(["b"]));
    after(2300, () => self.storeMany(["c"]));
  });
  setStage(stage);
  const driven: Driven = {
    begin(next) {
      host = next;
      if (++driver > 0) prepare(host);
    },
    declare: (ssc) => declareScripted(ssc),
    conf,
    trace: { previews: 0, write: (event) => void (driver > 0 && events.push(event as TraceEvent)) },
  };
  const dies: FaultPlan = {
    at: ({ kind }) => (kind === "timer" && host.clock.now() >= DEATH ? "crash-before" : undefined),
  };
  const end = DEATH + downTime + 4000;
  const drivers = await runDrivers(
    { faults: (n) => (n === 0 ? dies : undefined), downTime: () => downTime },
    end,
    driven,
  );
  const codes = events.flatMap((event) => (event.kind === "log" && event.code !== undefined ? [event.code] : []));
  const failed = events.filter((event) => event.kind === "output-completed" && event.error !== undefined);
  return { drivers, records: stage.batches.flat(2), codes, failed: failed.length, events, kinds: stage.kinds };
}

describe.each([0, 2200, 90_000])("another driver comes after %d ms", (downTime) => {
  test("with the log: every block is in one batch, the one without a batch in the first one after", async () => {
    const { drivers, records, failed, codes, events } = await twoDrivers(WITH_LOG, downTime);
    expect(drivers).toBe(2);
    expect(failed).toBe(0);
    expect(codes).not.toContain("BLOCKS_LOST");
    // the batch of the checkpoint is run again
    expect(records.filter((record) => record !== "b")).toEqual(["a", "c", "of the second driver"]);
    expect(new Set(records)).toContain("b");
    const allocated = events.filter((event) => event.kind === "blocks-allocated");
    expect(allocated.find(({ time }) => time === 3000)?.blocks.map(({ block }) => block)).toContain("input-0-2300-2");
  });

  test("without it: what the first driver held is lost and told of, no job fails, and what comes now is there (SPARK-10210)", async () => {
    const { records, failed, codes, kinds } = await twoDrivers({}, downTime);
    expect(failed).toBe(0);
    expect(codes).toContain("BLOCKS_LOST");
    expect(records).toEqual(["a", "b", "of the second driver"]);
    expect(new Set(kinds)).toEqual(new Set(["BlockRDD"]));
  });
});

test("a record of the log that was changed on the disk: the batch fails and says which, and is not taken for empty", async () => {
  const changed = twoDrivers(WITH_LOG, 0, ({ files }) => {
    const directory = "/checkpoints/receivedData/0";
    for (const { name } of files.list(directory)) {
      const bytes = files.read(`${directory}/${name}`);
      bytes[bytes.length - 1]! ^= 1;
      files.put(`${directory}/${name}`, bytes);
    }
  });
  // the program ends with the error, whoever starts it again
  await expect(changed).rejects.toMatchObject({
    message: expect.stringContaining("did not end after"),
    cause: { message: expect.stringContaining("Could not read data from write ahead log record") },
  });
});

test("metadata that cannot be read at all is told of, and the batches go on with what comes", async () => {
  const { codes, records } = await twoDrivers(WITH_LOG, 2200, ({ files }) => {
    const directory = "/checkpoints/receivedBlockMetadata";
    for (const { name } of files.list(directory)) files.put(`${directory}/${name}`, "nothing of ours");
  });
  expect(codes).toContain("WAL_DAMAGED");
  expect(records).toEqual(["a", "b", "of the second driver"]);
});
