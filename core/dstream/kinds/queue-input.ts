import type { Duration, Time } from "../../conf/time.ts";
import { UnionRDD } from "../../rdd/kinds/union.ts";
import { RDD } from "../../rdd/rdd.ts";
import type { DStream } from "../dstream.ts";
import type { InputKind } from "../kind.ts";

/** RDDs out of a queue that the driver fills: one a batch, or all that are there. Spark: `QueueInputDStream`. */
export class QueueInputDStream<T> implements InputKind<T> {
  readonly name = "QueueInputDStream";
  readonly parents = [];
  readonly notRecovered =
    "queueStream doesn't support checkpointing. Please don't use queueStream when checkpointing is enabled.";
  readonly slideDuration: Duration;
  private readonly queue: RDD<T>[];
  private readonly oneAtATime: boolean;
  private readonly defaultRDD: RDD<T> | null;

  constructor(batchDuration: Duration, queue: RDD<T>[], oneAtATime: boolean, defaultRDD: RDD<T> | null) {
    this.slideDuration = batchDuration;
    this.queue = queue;
    this.oneAtATime = oneAtATime;
    this.defaultRDD = defaultRDD;
  }

  start(): void {}

  stop(): void {}

  compute(_time: Time, { context: { sparkContext } }: DStream<T>): RDD<T> | undefined {
    const taken = this.queue.splice(0, this.oneAtATime ? 1 : this.queue.length);
    if (taken.length === 0) return this.defaultRDD ?? sparkContext.emptyRDD<T>();
    return this.oneAtATime ? taken[0] : new RDD(sparkContext, new UnionRDD(taken));
  }
}
