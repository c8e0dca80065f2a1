import { expect, test } from "vitest";
import { installHost } from "../../core/host/host.ts";
import { Seconds, SparkConf, StreamingContext } from "../../core/index.ts";
import type { FaultPlan } from "../../core/sim/faults.ts";
import type { Driver } from "./drivers.ts";
import { driver } from "./each-test.ts";

/** Every checkpoint after that of the batch at two seconds fails to be written. */
const NO_MORE_CHECKPOINTS: FaultPlan = {
  at: ({ kind, path }) =>
    kind === "write" && Number(/\/\.checkpoint-(\d+)\.tmp$/.exec(path ?? "")?.[1] ?? 0) > 2000 ? "fail" : undefined,
};

/** A program with a log whose files are closed every second, so that they could be removed soon. */
function printsLines({ host }: Driver): StreamingContext {
  installHost(host);
  return StreamingContext.getOrCreate("/checkpoint", () => {
    const conf = new SparkConf().setMaster("local[2]").setAppName("Unwritten");
    conf.set("spark.streaming.receiver.writeAheadLog.enable", "true");
    conf.set("spark.streaming.receiver.writeAheadLog.rollingIntervalSecs", "1");
    conf.set("spark.streaming.driver.writeAheadLog.rollingIntervalSecs", "1");
    const ssc = new StreamingContext(conf, Seconds(1));
    ssc.checkpoint("/checkpoint");
    ssc.socketTextStream("localhost", 9999).print();
    return ssc;
  });
}

test("as long as checkpoints cannot be written, what was received stays for the driver that goes on from the last one", async () => {
  const first = driver(undefined, NO_MORE_CHECKPOINTS);
  printsLines(first).start();
  const lines = Array.from({ length: 12 }, (_, i) => `line ${i}`);
  lines.forEach((line, i) => {
    first.host.network.sendAt(i * 1000 + 500, "localhost", 9999, line);
  });
  await first.host.clock.advance(12_500);
  for (const line of lines) expect(first.printed).toContain(`${line}\n`);
  expect(first.codes).toContain("CHECKPOINT_WRITE");
  first.host.die();

  const second = driver(first);
  printsLines(second).start();
  await second.host.clock.advance(2000);
  // from the batch of the last checkpoint on
  expect(second.printed.match(/line \d+/g)).toEqual(lines.slice(1));
  expect(second.events.find(({ kind }) => kind === "driver-recovered")).toMatchObject({ checkpoint: 2000 });
});
