import type { DStream, SparkContext } from "sluice";

/** A stream whose function captures, from the first batch on, what cannot be written to a checkpoint. */
export function capturesLater(words: DStream<string>): DStream<string> {
  let captured: SparkContext | undefined;
  words.foreachRDD((rdd) => {
    captured = rdd.sparkContext as SparkContext;
  });
  return words.transform((rdd) => (captured === undefined ? rdd : rdd.distinct()));
}
