import { Outputs } from "./operations/outputs.ts";

/**
 * A discretized stream: one RDD for every interval. Operations on it are operations on each of those RDDs, declared before the context starts.
 * @spark org.apache.spark.streaming.dstream.DStream
 * @example const words: DStream<string> = lines.flatMap((line) => line.split(" "));
 */
export class DStream<T> extends Outputs<T> {}
