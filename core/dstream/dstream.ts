import { Outputs } from "./operations/outputs.ts";

/**
 * A discretized stream: one RDD for every interval. Operations on it are operations on each of those RDDs, declared before the context starts.
 * Spark: `org.apache.spark.streaming.dstream.DStream`.
 */
export class DStream<T> extends Outputs<T> {}
