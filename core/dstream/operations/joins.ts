import { engineFunction } from "../../rdd/engine-function.ts";
import type { CompactBuffer } from "../../rdd/list.ts";
import type { Partitioner } from "../../rdd/partitioner.ts";
import type { RDD } from "../../rdd/rdd.ts";
import type { DStream } from "../dstream.ts";
import { ValueOperations } from "./values.ts";

/** Operations on two streams of pairs: the RDDs of both in each batch, which have to slide together. */
export class Joins<T> extends ValueOperations<T> {
  /**
   * For each key in both streams in a batch, every value of one with every value of the other.
   * @spark PairDStreamFunctions.join
   * @example const both = clicks.join(views); // ["page", [1, 20]]
   */
  join<K, V, W>(
    this: DStream<readonly [K, V]>,
    other: DStream<readonly [K, W]>,
    partitioner?: Partitioner | number,
  ): DStream<[K, [V, W]]> {
    return this.joinedWith("join", other, partitioner);
  }

  /**
   * As `join`, and the keys that only this stream has, with `undefined` on the other side.
   * @spark PairDStreamFunctions.leftOuterJoin
   * @example const all = clicks.leftOuterJoin(views); // ["page", [1, undefined]]
   */
  leftOuterJoin<K, V, W>(
    this: DStream<readonly [K, V]>,
    other: DStream<readonly [K, W]>,
    partitioner?: Partitioner | number,
  ): DStream<[K, [V, W | undefined]]> {
    return this.joinedWith("leftOuterJoin", other, partitioner);
  }

  /**
   * As `join`, and the keys that only the other stream has, with `undefined` on this side.
   * @spark PairDStreamFunctions.rightOuterJoin
   * @example const all = clicks.rightOuterJoin(views); // ["page", [undefined, 20]]
   */
  rightOuterJoin<K, V, W>(
    this: DStream<readonly [K, V]>,
    other: DStream<readonly [K, W]>,
    partitioner?: Partitioner | number,
  ): DStream<[K, [V | undefined, W]]> {
    return this.joinedWith("rightOuterJoin", other, partitioner);
  }

  /**
   * As `join`, and the keys that only one of the streams has, with `undefined` on the other side.
   * @spark PairDStreamFunctions.fullOuterJoin
   * @example const all = clicks.fullOuterJoin(views);
   */
  fullOuterJoin<K, V, W>(
    this: DStream<readonly [K, V]>,
    other: DStream<readonly [K, W]>,
    partitioner?: Partitioner | number,
  ): DStream<[K, [V | undefined, W | undefined]]> {
    return this.joinedWith("fullOuterJoin", other, partitioner);
  }

  /**
   * For each key in either stream in a batch, all its values in one and all in the other.
   * @spark PairDStreamFunctions.cogroup
   * @example const sizes = clicks.cogroup(views).mapValues(([a, b]): [number, number] => [a.length, b.length]);
   */
  cogroup<K, V, W>(
    this: DStream<readonly [K, V]>,
    other: DStream<readonly [K, W]>,
    partitioner?: Partitioner | number,
  ): DStream<[K, [CompactBuffer<V>, CompactBuffer<W>]]> {
    return this.joinedWith("cogroup", other, partitioner);
  }

  protected joinedWith<W, R>(
    operation: JoinName,
    other: DStream<W>,
    partitioner: Partitioner | number | undefined,
  ): DStream<R> {
    const joined = joinedRDDs([], { operation, partitioner: this.partitionerOf(partitioner) });
    return this.operation(operation, () => this.transformWith(other, joined as never));
  }
}

type JoinName = "join" | "leftOuterJoin" | "rightOuterJoin" | "fullOuterJoin" | "cogroup";
type Pairs = RDD<readonly [unknown, unknown]>;

/** One of the RDD's joins, for every batch. */
const joinedRDDs = engineFunction(
  "DStream.join",
  (_: readonly [], { operation, partitioner }: { operation: JoinName; partitioner: Partitioner }) =>
    (rdd: Pairs, other: Pairs): RDD<unknown> =>
      rdd[operation as "join"](other, partitioner),
);
