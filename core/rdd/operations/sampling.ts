import { require } from "../../conf/errors.ts";
import { doubleText } from "../../sinks/record-text.ts";
import { SampledRDD } from "../kinds/sampled.ts";
import { checkSampling, type Sampling } from "../random/samplers.ts";
import type { Seed } from "../random/seed.ts";
import type { RDD } from "../rdd.ts";
import { Transformations } from "./transformations.ts";

/** Random parts of an RDD. The same seed gives the same records as on Spark. */
export class SamplingOperations<T> extends Transformations<T> {
  /**
   * A random part of the records: each with the probability `fraction`; with replacement, each `fraction` times on average. The size of the
   * sample is not exactly that fraction.
   * @spark RDD.sample
   * @example sc.range(0, 1000).sample(false, 0.1, 42);
   */
  sample(withReplacement: boolean, fraction: number, seed: Seed = this.context.newSeed()): RDD<T> {
    require(fraction >= 0, () => `Fraction must be nonnegative, but got ${doubleText(fraction)}`, { code: "FRACTION" });
    const sampling: Sampling = { type: withReplacement ? "poisson" : "bernoulli", fraction };
    checkSampling(sampling);
    return this.derive(new SampledRDD("PartitionwiseSampledRDD", this, sampling, { rule: "drawn", from: seed }));
  }

  /**
   * As many RDDs as there are weights; every record goes to one of them, by chance and after the weights.
   * @spark RDD.randomSplit
   * @example const [training, test] = sc.range(0, 1000).randomSplit([0.8, 0.2], 42);
   */
  randomSplit(weights: readonly number[], seed: Seed = this.context.newSeed()): RDD<T>[] {
    const shown = () => `[${weights.map(doubleText).join(",")}]`;
    require(weights.every((weight) => weight >= 0), () => `Weights must be nonnegative, but got ${shown()}`, {
      code: "WEIGHTS",
    });
    const sum = weights.reduce((a, b) => a + b, 0);
    require(sum > 0, () => `Sum of weights must be positive, but got ${shown()}`, { code: "WEIGHTS" });
    let lower = 0;
    return weights.map((weight) => {
      const upper = lower + weight / sum;
      const cell: Sampling = { type: "cell", lower, upper };
      lower = upper;
      return this.derive(new SampledRDD("MapPartitionsRDD", this, cell, { rule: "counted", from: seed }));
    });
  }
}
