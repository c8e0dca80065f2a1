import type { DStream, RDD } from "sluice";

/** A step of a generated pipeline of numbers. */
export type Step =
  | { readonly op: "map"; readonly times: number; readonly plus: number }
  | { readonly op: "filter"; readonly divisor: number; readonly rest: number }
  | { readonly op: "flatMap"; readonly copies: number }
  | { readonly op: "mapPartitions"; readonly plus: number }
  | { readonly op: "glom" }
  | { readonly op: "cache" }
  | { readonly op: "reduceByKey"; readonly keys: number; readonly numPartitions: number; readonly keep: "sum" | "max" }
  | { readonly op: "groupByKey"; readonly keys: number; readonly numPartitions: number }
  | { readonly op: "combineByKey"; readonly keys: number; readonly numPartitions: number }
  | { readonly op: "repartition"; readonly numPartitions: number }
  | { readonly op: "transform"; readonly by: "distinct" | "sortBy" | "doubled" | "coalesce" }
  | { readonly op: "count" }
  | { readonly op: "countByValue"; readonly numPartitions: number }
  | { readonly op: "reduce" }
  | { readonly op: "union"; readonly other: Pipeline }
  | { readonly op: "transformWith"; readonly other: Pipeline; readonly by: "subtract" | "intersection" | "zipCounts" };

/** Steps from one of the inputs on. */
export interface Pipeline {
  readonly input: number;
  readonly steps: readonly Step[];
}

/** Numbers stay small, so that sums are exact and records meet again. */
export const SMALL = 1009;

export function build(pipeline: Pipeline, inputs: readonly DStream<number>[]): DStream<number> {
  return pipeline.steps.reduce((stream, step) => after(step, stream, inputs), inputs[pipeline.input]!);
}

function after(step: Step, stream: DStream<number>, inputs: readonly DStream<number>[]): DStream<number> {
  switch (step.op) {
    case "map": {
      const { times, plus } = step;
      return stream.map((n) => (n * times + plus) % SMALL);
    }
    case "filter": {
      const { divisor, rest } = step;
      return stream.filter((n) => n % divisor !== rest);
    }
    case "flatMap": {
      const { copies } = step;
      return stream.flatMap((n) => Array.from({ length: n % (copies + 1) }, (_, i) => (n + i) % SMALL));
    }
    case "mapPartitions": {
      const { plus } = step;
      return stream.mapPartitions((numbers) => numbers.map((n) => (n + plus) % SMALL));
    }
    case "glom":
      return stream.glom().flatMap((part) => [...part]);
    case "cache":
      return stream.map((n) => n).cache();
    case "reduceByKey": {
      const { numPartitions, keep } = step;
      return numbered(
        keep === "sum"
          ? keyed(stream, step.keys).reduceByKey((a, b) => a + b, numPartitions)
          : keyed(stream, step.keys).reduceByKey((a, b) => Math.max(a, b), numPartitions),
      );
    }
    case "groupByKey":
      return numbered(
        keyed(stream, step.keys)
          .groupByKey(step.numPartitions)
          .mapValues((numbers) => [...numbers].reduce((a, b) => a + b, 0)),
      );
    case "combineByKey":
      return numbered(
        keyed(stream, step.keys)
          .combineByKey(
            (n) => [n],
            (list, n) => [...list, n],
            (a, b) => [...a, ...b],
            step.numPartitions,
          )
          .mapValues((list) => list.length),
      );
    case "repartition":
      return stream.repartition(step.numPartitions);
    case "transform":
      return stream.transform(TRANSFORMS[step.by]);
    case "count":
      return stream.count();
    case "countByValue":
      return numbered(stream.countByValue(step.numPartitions));
    case "reduce":
      return stream.reduce((a, b) => (a + b) % SMALL);
    case "union":
      return stream.union(build(step.other, inputs));
    case "transformWith":
      return stream.transformWith(build(step.other, inputs), COMBINED[step.by]);
  }
}

const keyed = (stream: DStream<number>, keys: number) => stream.map((n): [number, number] => [n % keys, n]);
const numbered = (pairs: DStream<[number, number]>) => pairs.map(([key, n]) => (key * 31 + n) % SMALL);

const TRANSFORMS = {
  distinct: (rdd: RDD<number>) => rdd.distinct(),
  sortBy: (rdd: RDD<number>) => rdd.sortBy((n) => -n),
  doubled: (rdd: RDD<number>) => rdd.union(rdd),
  coalesce: (rdd: RDD<number>) => rdd.coalesce(1),
};

const COMBINED = {
  subtract: (rdd: RDD<number>, other: RDD<number>) => rdd.subtract(other),
  intersection: (rdd: RDD<number>, other: RDD<number>) => rdd.intersection(other),
  zipCounts: (rdd: RDD<number>, other: RDD<number>) =>
    rdd
      .map((): [string, number] => ["left", 1])
      .union(other.map((): [string, number] => ["right", 1]))
      .reduceByKey((a, b) => a + b)
      .values(),
};
