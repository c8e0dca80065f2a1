import type { Time } from "../../conf/time.ts";
import { engineFunction } from "../../rdd/engine-function.ts";
import type { RDD } from "../../rdd/rdd.ts";
import { printBatch } from "../../sinks/print.ts";
import { Windows } from "./windows.ts";

/** Where a stream ends and something is done with it: without one of these nothing runs. */
export class Outputs<T> extends Windows<T> {
  /** Calls `f` in the driver with each batch's RDD and time; it may be async, and the batch is done when it is. */
  foreachRDD(f: (rdd: RDD<T>, time: Time) => unknown): void {
    this.context.addOutput(this as never, "foreachRDD", foreach([f as never], undefined));
  }

  /** Prints the first `num` records of each batch, as Spark does. */
  print(num = 10): void {
    this.context.addOutput(this as never, "print", print([], num));
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
