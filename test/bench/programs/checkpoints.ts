/** Compiled by the source transform, as a user's program is, so that its functions can be written to checkpoints. */
import { mkdirSync } from "node:fs";
import { Seconds, type State, StateSpec, type StreamingContext } from "../../../core/index.ts";

/** A word count of the files that appear in a directory. */
export function wordCount(ssc: StreamingContext, directory: string): void {
  mkdirSync(directory, { recursive: true });
  ssc
    .textFileStream(directory)
    .flatMap((line) => line.split(" "))
    .map((word): [string, number] => [word, 1])
    .reduceByKey((a, b) => a + b)
    .foreachRDD(async (rdd) => void (await rdd.collect()));
}

function runningSum(key: string, value: number | undefined, state: State<number>): [string, number] {
  const sum = (state.getOption() ?? 0) + (value ?? 0);
  state.update(sum);
  return [key, sum];
}

/** The same with windows, joins and states, until there are so many streams. */
export function manyStreams(ssc: StreamingContext, directory: string, streams: number): void {
  mkdirSync(directory, { recursive: true });
  const pairs = ssc
    .textFileStream(directory)
    .flatMap((line) => line.split(" "))
    .map((word): [string, number] => [word, 1]);
  for (let i = 0, made = 3; made < streams; i++, made += 9) {
    const sums = pairs
      .filter(([word]) => word.length > i)
      .reduceByKeyAndWindow(
        (a, b) => a + b,
        (a, b) => a - b,
        Seconds(10),
        Seconds(1),
      );
    sums
      .join(pairs.window(Seconds(3)))
      .mapValues(([sum, one]) => sum + one + i)
      .mapWithState(StateSpec.function(runningSum))
      .foreachRDD(async (rdd) => void (await rdd.count()));
  }
}
