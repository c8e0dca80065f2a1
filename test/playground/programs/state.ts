import { Seconds, SparkConf, type State, StateSpec, StreamingContext } from "sluice";

const ssc = new StreamingContext(new SparkConf().setMaster("local[3]").setAppName("State"), Seconds(1));
ssc.checkpoint("/checkpoint");

const lines = ssc.socketTextStream("localhost", 9999);
const pairs = lines.flatMap((line) => line.split(" ")).map((word): [string, number] => [word, 1]);

const spec = StateSpec.function((word: string, one: number | undefined, state: State<number>): [string, number] => {
  const sum = (state.getOption() ?? 0) + (one ?? 0);
  if (!state.isTimingOut()) state.update(sum);
  return [word, sum];
})
  .timeout(Seconds(3))
  .numPartitions(3);
const totals = pairs.mapWithState(spec);
const all = pairs.updateStateByKey<string, number, number>((values, state) => {
  const sum = (state ?? 0) + [...values].reduce((a, b) => a + b, 0);
  return sum > 8 ? undefined : sum;
}, 3);
totals.print();
all.print();

ssc.start();
await ssc.awaitTermination();
