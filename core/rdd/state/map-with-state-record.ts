import {
  decode,
  encode,
  NotSerializableError,
  RecordNotSerializableError,
  registerRecordForm,
} from "../../storage/codec.ts";
import { StateMap } from "./state-map.ts";

/** All that a partition of a `MapWithStateRDD` has, as its only record: the states after the batch, and what the user's function gave in it. */
export class MapWithStateRDDRecord<K, S, E> {
  readonly stateMap: StateMap<K, S>;
  readonly mappedData: readonly E[];

  constructor(stateMap: StateMap<K, S>, mappedData: readonly E[]) {
    this.stateMap = stateMap;
    this.mappedData = mappedData;
  }
}

/** Keys, states and times apart, since lists of texts or numbers take the least room and time. What is written out is made short again. */
registerRecordForm("MapWithStateRDDRecord", MapWithStateRDDRecord, {
  write({ stateMap, mappedData }) {
    const keys: unknown[] = [];
    const states: unknown[] = [];
    const times: number[] = [];
    stateMap.each((key, state, time) => {
      keys.push(key);
      states.push(state);
      times.push(time);
    });
    stateMap.compact();
    return [stateMap.deltaChainThreshold, encode(keys), encodeStates(states, keys), encode(times), encode(mappedData)];
  },
  read([threshold, ...lists], environment) {
    const [keys, states, times, mappedData] = lists.map((list) => decode(list as Uint8Array, environment));
    const map = new StateMap<unknown, unknown>(threshold as number);
    for (let i = 0; i < keys!.length; i++) map.put(keys![i], states![i], times![i] as number);
    return new MapWithStateRDDRecord(map, mappedData!);
  },
});

/** Says of which key the state is that cannot be written. */
function encodeStates(states: readonly unknown[], keys: readonly unknown[]): Uint8Array {
  try {
    return encode(states);
  } catch (error) {
    const [path, number, inside] =
      error instanceof RecordNotSerializableError ? (/^records\[(\d+)\](.*)$/.exec(error.path) ?? []) : [];
    if (path === undefined) throw error;
    const { message, code, advice } = error as RecordNotSerializableError;
    const state = `The state of the key ${String(keys[Number(number)])}`;
    throw new NotSerializableError(message.replace(path, inside === "" ? state : `${state} (${inside})`), {
      code,
      advice,
      cause: error,
    });
  }
}
