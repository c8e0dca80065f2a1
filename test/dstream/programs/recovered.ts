import { Seconds, SparkConf, type State, StateSpec, StreamingContext } from "sluice";

/** How often each line came, kept in both ways. */
export function counting(): StreamingContext {
  const ssc = new StreamingContext(new SparkConf().setMaster("local[2]").setAppName("counting"), Seconds(1));
  ssc.checkpoint("/checkpoint");
  const lines = ssc.textFileStream("/in").map((line): [string, number] => [line, 1]);
  const updated = lines.updateStateByKey((values: readonly number[], sum: number | undefined) =>
    values.reduce((a, b) => a + b, sum ?? 0),
  );
  const mapped = lines.mapWithState(
    StateSpec.function((_line: string, one: number | undefined, state: State<number>): void => {
      state.update((state.getOption() ?? 0) + one!);
    }),
  );
  updated.foreachRDD((rdd) => rdd.count());
  mapped.stateSnapshots().foreachRDD((rdd) => rdd.count());
  return ssc;
}
