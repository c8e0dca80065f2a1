import type { Time } from "../../conf/time.ts";
import { engineFunction } from "../../rdd/engine-function.ts";
import type { RDD } from "../../rdd/rdd.ts";
import { batchFileName } from "../../sinks/file-name.ts";
import { pprintBatch, printBatch } from "../../sinks/print.ts";
import { StateOperations } from "./state.ts";

/** Where a stream ends and something is done with it: without one of these nothing runs. */
export class Outputs<T> extends StateOperations<T> {
  /**
   * Calls `f` in the driver with each batch's RDD and time; it may be async, and the batch is done when it is.
   * @spark DStream.foreachRDD
   * @example words.foreachRDD(async (rdd, time) => console.log(time.milliseconds, await rdd.count()));
   */
  foreachRDD(f: (rdd: RDD<T>, time: Time) => unknown): void {
    this.context.addOutput(this as never, "foreachRDD", foreach([f as never], undefined));
  }

  /**
   * Prints the first `num` records of each batch, as Spark does.
   * @spark DStream.print
   * @example counts.print();
   */
  print(num = 10): void {
    this.context.addOutput(this as never, "print", print([], num));
  }

  /**
   * Prints the first `num` records of each batch as PySpark does: the time as `2024-01-31 23:59:59`, records as Python writes them, `('a', 1)`. For who
   * comes from there; Scala's output is `print`.
   * @spark none; in PySpark DStream.pprint
   * @example counts.pprint();
   */
  pprint(num = 10): void {
    this.context.addOutput(this as never, "pprint", pprint([], num));
  }

  /**
   * Writes each batch as text, a record a line as `print` shows it, to files in the directory `PREFIX-TIME_IN_MS.SUFFIX`; without a suffix there is no
   * point either. As `rdd.saveAsTextFile`, but what stands there already is written over: a batch may be computed a second time.
   * @spark DStream.saveAsTextFiles
   * @example counts.saveAsTextFiles("out/counts", "txt"); // out/counts-1000.txt/part-00000, …
   */
  saveAsTextFiles(prefix: string, suffix = ""): void {
    this.context.addOutput(this as never, "saveAsTextFiles", saveAsTextFiles([], { prefix, suffix }));
  }

  /**
   * Writes the records of each batch as they are, for `sc.objectFile`; otherwise as `saveAsTextFiles`.
   * @spark DStream.saveAsObjectFiles
   * @example counts.saveAsObjectFiles("out/counts");
   */
  saveAsObjectFiles(prefix: string, suffix = ""): void {
    this.context.addOutput(this as never, "saveAsObjectFiles", saveAsObjectFiles([], { prefix, suffix }));
  }
}

const foreach = engineFunction(
  "DStream.foreachRDD",
  ([f]: readonly [(rdd: RDD<unknown>, time: Time) => unknown]) =>
    (rdd: RDD<unknown>, time: Time) =>
      f(rdd, time),
);

const print = engineFunction(
  "DStream.print",
  (_: readonly [], num: number) => (rdd: RDD<unknown>, time: Time, output: number) =>
    printBatch(rdd, time, num, output),
);

const pprint = engineFunction(
  "DStream.pprint",
  (_: readonly [], num: number) => (rdd: RDD<unknown>, time: Time, output: number) =>
    pprintBatch(rdd, time, num, output),
);

interface BatchFiles {
  readonly prefix: string;
  readonly suffix: string;
}

const saveAsTextFiles = engineFunction(
  "DStream.saveAsTextFiles",
  (_: readonly [], { prefix, suffix }: BatchFiles) =>
    (rdd: RDD<unknown>, time: Time) =>
      rdd.saveAsTextFile(batchFileName(prefix, suffix, time)),
);

const saveAsObjectFiles = engineFunction(
  "DStream.saveAsObjectFiles",
  (_: readonly [], { prefix, suffix }: BatchFiles) =>
    (rdd: RDD<unknown>, time: Time) =>
      rdd.saveAsObjectFile(batchFileName(prefix, suffix, time)),
);
