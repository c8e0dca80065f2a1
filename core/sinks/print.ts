import type { Time } from "../conf/time.ts";
import type { Trace } from "../trace/trace.ts";
import { pythonText, pythonTime } from "./python-text.ts";
import { recordText } from "./record-text.ts";

/** The little of an RDD that printing needs. */
interface Printable {
  readonly context: { readonly trace: Trace };
  take(num: number): PromiseLike<readonly unknown[]>;
}

const RULE = "-------------------------------------------";

/** Writes a batch as Spark's `print` does. */
export function printBatch(rdd: Printable, time: Time, num: number, output: number): Promise<void> {
  return write(rdd, time, num, output, String(time), recordText);
}

/** Writes a batch as PySpark's `pprint` does. */
export function pprintBatch(rdd: Printable, time: Time, num: number, output: number): Promise<void> {
  const shown = pythonTime(time.milliseconds, rdd.context.trace.isSimulated);
  return write(rdd, time, num, output, shown, pythonText);
}

/** One record more is taken than shown, to know whether there are more. */
async function write(
  rdd: Printable,
  time: Time,
  num: number,
  output: number,
  shownTime: string,
  textOf: (record: unknown) => string,
): Promise<void> {
  const first = await rdd.take(num + 1);
  const lines = first.slice(0, num).map((record) => textOf(record));
  if (first.length > num) lines.push("...");
  const text = `${[RULE, `Time: ${shownTime}`, RULE, ...lines].join("\n")}\n\n`;
  rdd.context.trace.emit({
    kind: "console",
    stream: "stdout",
    text,
    origin: "driver",
    time: time.milliseconds,
    output,
  });
}
