import type { Time } from "../conf/time.ts";
import type { Trace } from "../trace/trace.ts";
import { recordText } from "./record-text.ts";

/** The little of an RDD that printing needs. */
interface Printable {
  readonly context: { readonly trace: Trace };
  take(num: number): PromiseLike<readonly unknown[]>;
}

const RULE = "-------------------------------------------";

/** Writes a batch as Spark's `print` does, one record more taken than shown, to know whether there are more. */
export async function printBatch(rdd: Printable, time: Time, num: number, output: number): Promise<void> {
  const first = await rdd.take(num + 1);
  const lines = first.slice(0, num).map((record) => recordText(record));
  if (first.length > num) lines.push("...");
  const text = `${[RULE, `Time: ${time}`, RULE, ...lines].join("\n")}\n\n`;
  rdd.context.trace.emit({
    kind: "console",
    stream: "stdout",
    text,
    origin: "driver",
    time: time.milliseconds,
    output,
  });
}
