import { registerRecordClass } from "../storage/codec.ts";

/**
 * A sequence that is one value, where a plain array would be a tuple: it prints as `List(1, 2)`, and hashes as Scala's List. It is an
 * array in every other way. Spark: Scala's `List`.
 */
export class List<T> extends Array<T> {
  /** What the type is called when it is printed. */
  get typeName(): string {
    return "List";
  }

  /** A list of `items`, also of a single number. */
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

/** The values of a key that `RDD.groupByKey` and `cogroup` gathered. Spark: `CompactBuffer`. */
export class CompactBuffer<T> extends List<T> {
  override get typeName(): string {
    return "CompactBuffer";
  }
}

/** The values of a key that `DStream.groupByKey` gathered. Spark: Scala's `ArrayBuffer`. */
export class SeqBuffer<T> extends List<T> {
  override get typeName(): string {
    return "ArrayBuffer";
  }
}

registerRecordClass("List", List);
registerRecordClass("CompactBuffer", CompactBuffer);
registerRecordClass("ArrayBuffer", SeqBuffer);
