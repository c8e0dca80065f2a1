import type { Duration, Time } from "../../conf/time.ts";
import { UnionRDD } from "../../rdd/kinds/union.ts";
import { RDD } from "../../rdd/rdd.ts";
import type { StreamingEnvironment } from "../environment.ts";
import type { InputKind } from "../kind.ts";

/** RDDs out of a queue that the driver fills: one a batch, or all that are there. Spark: `QueueInputDStream`. */
export class QueueInputDStream<T> implements InputKind<T> {
  readonly name = "QueueInputDStream";
  readonly parents = [];
  private readonly context: StreamingEnvironment;
  private readonly queue: RDD<T>[];
  private readonly oneAtATime: boolean;
  private readonly defaultRDD: RDD<T> | null;

  constructor(context: StreamingEnvironment, queue: RDD<T>[], oneAtATime: boolean, defaultRDD: RDD<T> | null) {
    this.context = context;
    this.queue = queue;
    this.oneAtATime = oneAtATime;
    this.defaultRDD = defaultRDD;
  }

  get slideDuration(): Duration {
    return this.context.batchDuration;
  }

  start(): void {}

  stop(): void {}

  compute(_time: Time): RDD<T> | undefined {
    const taken = this.queue.splice(0, this.oneAtATime ? 1 : this.queue.length);
    if (taken.length === 0) return this.defaultRDD ?? this.context.sparkContext.parallelize<never>([], 0);
    return this.oneAtATime ? taken[0] : new RDD(this.context.sparkContext, new UnionRDD(taken));
  }
}
