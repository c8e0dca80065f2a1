import { registerRecordClass } from "../storage/codec.ts";

/**
 * A sequence that is one value, where a plain array would be a tuple: it prints as `List(1, 2)`, and hashes as Scala's List. It is an
 * array in every other way.
 * @spark scala.collection.immutable.List
 * @example sc.parallelize([["a", List.of(1, 2)]]).collect(); // prints as (a,List(1, 2))
 */
export class List<T> extends Array<T> {
  /**
   * What the type is called when it is printed.
   * @spark none
   */
  get typeName(): string {
    return "List";
  }

  /**
   * A list of `items`, also of a single number.
   * @spark none
   */
  static override of<T>(...items: T[]): List<T> {
    const list = new List<T>();
    for (const item of items) list.push(item);
    return list;
  }

  /** What `map`, `filter` and the like make of a list. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

/**
 * The values of a key that `RDD.groupByKey` and `cogroup` gathered.
 * @spark org.apache.spark.util.collection.CompactBuffer
 * @example const groups: RDD<[string, CompactBuffer<number>]> = sc.parallelize([["a", 1], ["a", 2]]).groupByKey();
 */
export class CompactBuffer<T> extends List<T> {
  /**
   * `CompactBuffer`.
   * @spark none
   */
  override get typeName(): string {
    return "CompactBuffer";
  }
}

/**
 * The values of a key that `DStream.groupByKey` gathered.
 * @spark scala.collection.mutable.ArrayBuffer
 * @example const groups: DStream<[string, SeqBuffer<number>]> = pairs.groupByKey();
 */
export class SeqBuffer<T> extends List<T> {
  /**
   * `ArrayBuffer`.
   * @spark none
   */
  override get typeName(): string {
    return "ArrayBuffer";
  }
}

registerRecordClass("List", List);
registerRecordClass("CompactBuffer", CompactBuffer);
registerRecordClass("ArrayBuffer", SeqBuffer);
