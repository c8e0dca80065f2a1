import { IllegalArgumentError } from "../conf/errors.ts";
import { recordText } from "../sinks/record-text.ts";
import type { RDDBase } from "./base.ts";
import { HashPartitioner, Partitioner } from "./partitioner.ts";

/**
 * Spark's default partitioner: the one of the parent with most partitions that has one, if it is large enough; else a hash partitioner with
 * `spark.default.parallelism` partitions, or as many as the largest parent has.
 */
export function defaultPartitioner(...rdds: readonly RDDBase<unknown>[]): Partitioner {
  const context = rdds[0]!.context;
  const set = context.conf.getOption("spark.default.parallelism");
  const most = () => Math.max(...rdds.map((rdd) => rdd.getNumPartitions()));
  const parallelism = set === undefined ? most() : context.defaultParallelism;
  const partitioned = rdds.filter((rdd) => (rdd.partitioner?.numPartitions ?? 0) > 0);
  let largest: RDDBase<unknown> | undefined;
  for (const rdd of partitioned)
    if (largest === undefined || rdd.getNumPartitions() > largest.getNumPartitions()) largest = rdd;
  const partitioner = largest?.partitioner;
  if (partitioner !== undefined) {
    const eligible = Math.log10(most()) - Math.log10(largest!.getNumPartitions()) < 1;
    if (eligible || parallelism <= partitioner.numPartitions) return partitioner;
  }
  return new HashPartitioner(parallelism);
}

/** The partitioner that an operation was given, or told the size of, or Spark's default for its rdds. */
export function partitionerOf(
  given: Partitioner | number | undefined,
  ...rdds: readonly RDDBase<unknown>[]
): Partitioner {
  if (typeof given === "number") return new HashPartitioner(given);
  return given === undefined ? defaultPartitioner(...rdds) : checkedPartitioner(given);
}

/** Types are gone at run time: whatever was given for a partitioner. */
export function checkedPartitioner(given: Partitioner): Partitioner {
  if (given instanceof Partitioner) return given;
  throw new IllegalArgumentError(`A Partitioner is needed here, and this is none: ${recordText(given)}`, {
    code: "NOT_A_PARTITIONER",
    advice: "For so many partitions give new HashPartitioner(n), or extend Partitioner.",
  });
}
