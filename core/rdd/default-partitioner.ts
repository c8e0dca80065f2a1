import type { RDDBase } from "./base.ts";
import { HashPartitioner, type Partitioner } from "./partitioner.ts";

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
  return given ?? defaultPartitioner(...rdds);
}
