import {
  type DStream,
  HashPartitioner,
  Partitioner,
  type RDD,
  Seconds,
  type State,
  StateSpec,
  type StreamingContext,
  type Time,
} from "sluice";

export type Key = string | number | [string, number];
export type Batch = readonly (readonly [Key, number])[] | null;

/** Where keys go in a test: by Java's hash, or all odd ones out. */
export class ByLength extends Partitioner {
  readonly numPartitions: number;

  constructor(numPartitions: number) {
    super();
    this.numPartitions = numPartitions;
  }

  getPartition(key: unknown): number {
    return String(key).length % this.numPartitions;
  }

  override equals(other: unknown): boolean {
    return other instanceof ByLength && other.numPartitions === this.numPartitions;
  }
}

export const partitionerOf = (kind: "hash" | "length", partitions: number) =>
  kind === "hash" ? new HashPartitioner(partitions) : new ByLength(partitions);

/** All records of each batch, in the order of the batches; null where there is no RDD. */
export function collected<T>(stream: DStream<T>): T[][] {
  const batches: T[][] = [];
  stream.foreachRDD(async (rdd: RDD<T>) => {
    batches.push(await rdd.collect());
  });
  return batches;
}

/** A negative value takes the state away, a 0 leaves it as it is, others add up. */
export function sums(
  input: DStream<readonly [Key, number]>,
  partitioner: Partitioner,
  initial: RDD<readonly [Key, number]> | undefined,
): DStream<[Key, number]> {
  return input.updateStateByKey(
    (values: readonly number[], state: number | undefined) => {
      let sum = state;
      for (const value of values) {
        if (value < 0) sum = undefined;
        else if (value > 0) sum = (sum ?? 0) + value;
      }
      return sum;
    },
    partitioner,
    initial,
  );
}

/** The same with a state that is an object, and is changed in place. */
export function lists(
  input: DStream<readonly [Key, number]>,
  partitioner: Partitioner,
): DStream<[Key, { all: number[] }]> {
  return input.updateStateByKey((values: readonly number[], state: { all: number[] } | undefined) => {
    let list = state;
    for (const value of values) {
      if (value < 0) list = undefined;
      else if (value > 0) {
        list ??= { all: [] };
        list.all.push(value);
      }
    }
    return list;
  }, partitioner);
}

/** The same by the form with an iterator, which may move keys about: a key that sums to 7 becomes the key "seven". */
export function moved(
  input: DStream<readonly [Key, number]>,
  partitioner: Partitioner,
  remember: boolean,
): DStream<[Key, number]> {
  return input.updateStateByKey(
    (records: IteratorObject<[Key, number[], number | undefined]>) =>
      records.map(([key, values, state]): [Key, number] => {
        const sum = values.reduce((a, b) => a + b, state ?? 0);
        return [sum === 7 && !remember ? "seven" : key, sum];
      }),
    partitioner,
    remember,
  );
}

export interface Mapped {
  readonly partitioner: Partitioner;
  readonly initial?: RDD<readonly [Key, number]>;
  readonly timeout?: number;
  /** In seconds. */
  readonly checkpoint?: number;
}

/** For each record what it did: a negative value removes the state, a 0 looks at it, others add up. */
export function mapped(input: DStream<readonly [Key, number]>, options: Mapped) {
  const spec = StateSpec.function(
    (time: Time, key: Key, value: number | undefined, state: State<number>): [string, Key, number] | undefined => {
      if (state.isTimingOut()) return [`timed out ${time.milliseconds}`, key, state.get()];
      if (value === 0) return state.exists() ? ["seen", key, state.get()] : undefined;
      if (value! < 0) {
        state.remove();
        return ["removed", key, value!];
      }
      state.update((state.getOption() ?? 0) + value!);
      return ["added", key, state.get()];
    },
  ).partitioner(options.partitioner);
  if (options.initial !== undefined) spec.initialState(options.initial);
  if (options.timeout !== undefined) spec.timeout(Seconds(options.timeout));
  const stream = input.mapWithState(spec);
  if (options.checkpoint !== undefined) stream.checkpoint(Seconds(options.checkpoint));
  return stream;
}

/** The function of a state that throws on one record, in the line that is told. */
export function throwing(input: DStream<readonly [string, number]>) {
  return input.updateStateByKey((values: readonly number[], state: number | undefined) => {
    for (const value of values) if (value === 13) throw new RangeError("an unlucky value");
    return (state ?? 0) + values.length;
  });
}

export function throwingMapped(input: DStream<readonly [string, number]>) {
  return input.mapWithState(
    StateSpec.function((key: string, value: number | undefined, state: State<number>): [string, number] => {
      if (value === 13) throw new RangeError("an unlucky value");
      state.update((state.getOption() ?? 0) + 1);
      return [key, state.get()];
    }),
  );
}

/** A context with a checkpoint directory. */
export function checkpointed(ssc: StreamingContext): StreamingContext {
  ssc.checkpoint("/checkpoints");
  return ssc;
}
