import type { Site } from "../conf/errors.ts";
import type { Time } from "../conf/time.ts";
import type { RDD } from "../rdd/rdd.ts";
import type { DStream } from "./dstream.ts";

/** What an output operation does with the RDD of a batch, in the driver. */
export type OutputFunction = (rdd: RDD<unknown>, time: Time, output: number) => unknown;

/** The work of one output operation in one batch. Spark: streaming's `Job`. */
export interface BatchJob {
  readonly time: Time;
  readonly output: OutputOperation;
  run(): unknown;
}

/** Where a stream of RDDs ends and something is done with it. Spark: `ForEachDStream`. */
export class OutputOperation {
  readonly id: number;
  readonly parent: DStream<unknown>;
  /** `print`, `foreachRDD`, … */
  readonly operation: string;
  readonly site: Site | undefined;
  private readonly f: OutputFunction;

  constructor(id: number, parent: DStream<unknown>, operation: string, f: OutputFunction, site: Site | undefined) {
    this.id = id;
    this.parent = parent;
    this.operation = operation;
    this.f = f;
    this.site = site;
  }

  /** The job for the batch at `time`; none where the parent has no RDD. */
  generateJob(time: Time): BatchJob | undefined {
    const rdd = this.parent.getOrCompute(time);
    return rdd === undefined ? undefined : { time, output: this, run: () => this.f(rdd, time, this.id) };
  }
}
