import { registerModule } from "../../../core/closure/index.ts";
import * as sluice from "../../../core/index.ts";
import { StreamingTest, testOperation } from "../../../core/testing/index.ts";
import { recoverable } from "../../testing/programs/recoverable.ts";

registerModule("sluice", sluice);

/** Uses the test kit in all its parts, and tells what came of it as text. */
/** Lines are others once the program has been bundled. */
const PLACE = /[\w-]+\.[jt]s:\d+/g;

export async function scenario(): Promise<string> {
  const outcome: Record<string, unknown> = {};
  outcome.operation = await testOperation([["to be", "or not"], [], null, ["to"]], (lines) =>
    lines.flatMap((line) => line.split(" ")).countByValue(),
  );
  outcome.failure = await testOperation([["a"]], (words) =>
    words.map((word): string => {
      throw new RangeError(`${word} in scenario`);
    }),
  ).catch((error: Error) => error.message.split("\n")[0]);

  const t = new StreamingTest({ previews: 5, seed: 7, start: 1_000_000 });
  const program = await t.run(() => import("../../testing/programs/word-count.ts"));
  for (let i = 0; i < 20; i++) t.netcat(9999).sendAt(1_000_100 + i * 370, `line ${i % 3} of ${i % 7}`);
  await t.runBatches(4);
  outcome.printed = t.printed.batches;
  outcome.ended = program.ended;
  await t.stop();
  outcome.stdout = t.stdout;
  outcome.stderr = t.stderr;
  // but for places, which a browser knows by its bundle
  outcome.trace = t.trace.map((event) => JSON.stringify({ ...event, site: undefined }).replaceAll(PLACE, "SOURCE"));

  await using recovery = new StreamingTest();
  const declared: Parameters<typeof recoverable>[1] = [];
  recoverable(recovery, declared);
  await recovery.runBatches(2);
  await recovery.crash(500);
  recoverable(recovery, declared);
  await recovery.runBatches(3);
  outcome.recovered = declared.map((collected) => collected.batches);
  return JSON.stringify(outcome);
}
