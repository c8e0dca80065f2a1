import type { DStream } from "sluice";

export type Pair<V> = readonly [key: unknown, value: V];
export type JoinName = "join" | "leftOuterJoin" | "rightOuterJoin" | "fullOuterJoin" | "cogroup";

/** A join of two streams, and with more than these a join of the joined. Joined values are flattened into `[key, [value, …]]`. */
export function joined(
  [first, ...others]: readonly DStream<Pair<number>>[],
  names: readonly JoinName[],
  numPartitions: number | undefined,
): DStream<[unknown, unknown]> {
  const start = first!.mapValues((n): unknown => n) as DStream<Pair<unknown>>;
  return others.reduce<DStream<Pair<unknown>>>((left, right, i) => {
    const name = names[i]!;
    const both = left[name as "join"](right as DStream<Pair<unknown>>, numPartitions);
    return name === "cogroup"
      ? both.mapValues(([left, right]) => [[...(left as Iterable<unknown>)], [...(right as Iterable<unknown>)]])
      : both;
  }, start) as DStream<[unknown, unknown]>;
}
