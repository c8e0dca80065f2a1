import { Seconds, SparkConf, StreamingContext } from "sluice";
import { type Collected, type StreamingTest, testInput } from "../../../core/testing/index.ts";

/** A program that goes on from its checkpoint, if there is one; every stream that it declares anew is put into `declared`. */
export function recoverable(t: StreamingTest, declared: Collected<[string, number]>[]): StreamingContext {
  const create = () => {
    const ssc = new StreamingContext(new SparkConf(), Seconds(1));
    const words = testInput(ssc, [["a"], ["b", "a"], ["c"], ["d", "d"], ["e"]]);
    const counts = words.map((word): [string, number] => [word, 1]).reduceByKey((a, b) => a + b, 1);
    declared.push(t.collect(counts));
    ssc.checkpoint("/checkpoint");
    return ssc;
  };
  const ssc = StreamingContext.getOrCreate("/checkpoint", create);
  ssc.start();
  return ssc;
}
