import { Seconds, SparkConf, type State, StateSpec, StreamingContext } from "sluice";

// A state for each key of the files in FOLDER/in: `recovered.ts OPERATION FOLDER`.

const [, , operation = "", folder = "."] = process.argv;

function added(key: string, value: number | undefined, state: State<number>): [string, number] {
  const sum = (state.getOption() ?? 0) + (value ?? 0);
  state.update(sum);
  return [key, sum];
}

function create(): StreamingContext {
  const ssc = new StreamingContext(new SparkConf().setMaster("local[2]").setAppName("recovered"), Seconds(1));
  ssc.checkpoint(`${folder}/checkpoint`);
  const ones = ssc.textFileStream(`${folder}/in`).map((key): [string, number] => [key, 1]);
  const states =
    operation === "updateStateByKey"
      ? ones.updateStateByKey((values, sum: number | undefined) => values.reduce((a, b) => a + b, sum ?? 0))
      : ones.mapWithState(StateSpec.function(added)).stateSnapshots();
  states.foreachRDD(async (rdd) => {
    console.log(`recovered ${await rdd.count()}`);
  });
  return ssc;
}

const ssc = StreamingContext.getOrCreate(`${folder}/checkpoint`, create);
ssc.start();
await ssc.awaitTermination();
