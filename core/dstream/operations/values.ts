import { engineNamed } from "../../rdd/engine-function.ts";
import { counted, oneUnderNull, sum, underNull, valueOfPair } from "../../rdd/engine-functions.ts";
import type { AnyRecord, RDD } from "../../rdd/rdd.ts";
import type { DStream } from "../dstream.ts";
import { PairOperations } from "./pairs.ts";

/** Operations that make one value, or one a record, of each batch. */
export class ValueOperations<T> extends PairOperations<T> {
  /**
   * How many records each batch has: one number a batch, also for an empty one.
   * @spark DStream.count
   * @example lines.count().print();
   */
  count(): DStream<number> {
    return this.operation("count", () =>
      this.map(oneUnderNull)
        .transform(withZeroUnderNull)
        .reduceByKey(sum)
        .map(valueOfPair<number>),
    );
  }

  /**
   * How often each record occurs in each batch.
   * @spark DStream.countByValue
   * @example words.countByValue().print();
   */
  countByValue(numPartitions?: number): DStream<[T, number]> {
    return this.operation("countByValue", () => this.map(counted<T>).reduceByKey(sum, numPartitions));
  }

  /**
   * All records of each batch reduced by `f`: one record a batch, none for an empty one.
   * @spark DStream.reduce
   * @example numbers.reduce((a, b) => a + b).print();
   */
  reduce(f: (a: T, b: T) => T): DStream<T> {
    this.clean(f);
    return this.operation("reduce", () =>
      this.map(underNull<T>)
        .reduceByKey(f, 1)
        .map(valueOfPair<T> as (pair: [null, T]) => T & AnyRecord),
    );
  }
}

/** So that an empty batch counts as well. */
const withZeroUnderNull = engineNamed("DStream.count", (rdd: RDD<[null, number]>) =>
  rdd.union(rdd.context.parallelize<[null, number]>([[null, 0]], 1)),
);
