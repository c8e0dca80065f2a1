import {
  decode,
  encode,
  encodeColumn,
  NotSerializableError,
  RecordNotSerializableError,
  registerRecordForm,
} from "../../storage/codec.ts";
import { type Column, columnOf, valuesOf } from "../../storage/column.ts";
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

/** Keys, states and times are columns where that is possible, and lists of records otherwise. What is written out is made short again. */
registerRecordForm("MapWithStateRDDRecord", MapWithStateRDDRecord, {
  write({ stateMap, mappedData }) {
    const { keys, states, times } = stateMap.lists();
    stateMap.compact();
    return [
      stateMap.deltaChainThreshold,
      inColumn(keys) ?? encode(keys),
      inColumn(states) ?? encodeStates(states, keys),
      encodeColumn(times),
      inColumn(mappedData) ?? encode(mappedData),
    ];
  },
  read([threshold, ...lists], environment) {
    const [keys, states, times, mappedData] = lists.map((list) =>
      list instanceof Uint8Array ? decode(list, environment) : valuesOf(list as Column),
    );
    return new MapWithStateRDDRecord(StateMap.of(threshold as number, keys!, states!, times as number[]), mappedData!);
  },
});

function inColumn(values: readonly unknown[]): object | undefined {
  const column = columnOf(values);
  return column === undefined ? undefined : encodeColumn(column);
}

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
