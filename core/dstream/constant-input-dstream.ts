import type { RDD } from "../rdd/rdd.ts";
import { DStream } from "./dstream.ts";
import type { StreamingEnvironment } from "./environment.ts";
import { ConstantInput } from "./kinds/constant-input.ts";

/**
 * A stream that has the same RDD in every batch: for tests, and to try things out.
 * @spark org.apache.spark.streaming.dstream.ConstantInputDStream
 * @example new ConstantInputDStream(ssc, sc.parallelize([1, 2, 3])).print()
 */
export class ConstantInputDStream<T> extends DStream<T> {
  constructor(ssc: StreamingEnvironment, rdd: RDD<T>) {
    super(ssc, new ConstantInput<T>(ssc.batchDuration, rdd));
    ssc.operation("ConstantInputDStream", () => {
      ssc.graph.addInput(this);
      return this;
    });
  }
}
