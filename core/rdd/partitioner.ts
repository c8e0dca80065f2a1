import { require, SparkError } from "../conf/errors.ts";
import { recordText } from "../sinks/record-text.ts";
import { registerRecordClass } from "../storage/codec.ts";
import { hashCode, stringHash } from "./hash.ts";
import type { TaskContext } from "./task-context.ts";

/**
 * Says in which partition the records of a key are. Extend it for one of your own.
 * @spark org.apache.spark.Partitioner
 * @example
 * class ByFirstLetter extends Partitioner {
 *   numPartitions = 26;
 *   getPartition(key: unknown): number {
 *     return String(key).toLowerCase().charCodeAt(0) % 26;
 *   }
 * }
 */
export abstract class Partitioner {
  /**
   * How many partitions there are.
   * @spark Partitioner.numPartitions
   */
  abstract readonly numPartitions: number;

  /**
   * The partition of `key`: a whole number from 0 up to, without, `numPartitions`.
   * @spark Partitioner.getPartition
   */
  abstract getPartition(key: unknown): number;

  /** The functions of the user's that it calls. For the engine. */
  get functions(): readonly unknown[] {
    return [];
  }

  /** The same partitioner around a task's own copies of those functions. For the engine. */
  forTask(_task: Pick<TaskContext, "own">): Partitioner {
    return this;
  }

  /**
   * Do both put every key into the same partition? Two RDDs whose partitioners are equal are joined without a shuffle.
   * @spark Partitioner.equals
   */
  equals(other: unknown): boolean {
    return this === other;
  }
}

/**
 * Partitions by the Java hash of the key, modulo `partitions`.
 * @spark org.apache.spark.HashPartitioner
 * @example pairs.reduceByKey((a, b) => a + b, new HashPartitioner(4));
 */
export class HashPartitioner extends Partitioner {
  /**
   * How many partitions there are.
   * @spark HashPartitioner.numPartitions
   */
  readonly numPartitions: number;

  constructor(partitions: number) {
    super();
    const isWhole = Number.isInteger(partitions);
    require(isWhole && partitions >= 0, () =>
      isWhole
        ? `Number of partitions (${partitions}) cannot be negative.`
        : `Number of partitions (${recordText(partitions)}) must be a whole number.`, {
      code: "NUM_PARTITIONS",
    });
    this.numPartitions = partitions;
  }

  /**
   * The Java hash of `key`, modulo `numPartitions`; 0 for null.
   * @spark HashPartitioner.getPartition
   */
  getPartition(key: unknown): number {
    if (typeof key === "string") return nonNegativeMod(stringHash(key), this.numPartitions);
    if (key === null) return 0;
    if (ArrayBuffer.isView(key)) {
      throw new SparkError("HashPartitioner cannot partition array keys.", {
        code: "ARRAY_KEY",
        advice: "Typed arrays compare by identity, so they cannot be keys; use a text or a tuple.",
      });
    }
    return nonNegativeMod(hashCode(key), this.numPartitions);
  }

  /**
   * Has it as many partitions, by hash?
   * @spark HashPartitioner.equals
   */
  override equals(other: unknown): boolean {
    return other instanceof HashPartitioner && other.numPartitions === this.numPartitions;
  }
}

registerRecordClass("HashPartitioner", HashPartitioner);

/** Spark's `Utils.nonNegativeMod`. */
function nonNegativeMod(hash: number, by: number): number {
  // -2 % 2 is -0: without the cut to a whole number that would be the partition, and division one of floats
  const mod = (hash % by) | 0;
  return mod < 0 ? mod + by : mod;
}

/** Checks what a partitioner of the user's gave, once a record, at no cost that could be seen. */
export function checkedPartition(partitioner: Partitioner, key: unknown): number {
  const partition = partitioner.getPartition(key);
  if (partition >>> 0 === partition && partition < partitioner.numPartitions) return partition;
  throw new SparkError(
    `${partitioner.constructor.name}.getPartition gave ${partition} for the key ${String(key)}; it has ${partitioner.numPartitions} partitions`,
    { code: "PARTITION_OUT_OF_RANGE", advice: "getPartition has to give a whole number from 0 to numPartitions - 1." },
  );
}
