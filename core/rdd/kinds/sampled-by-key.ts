import { IllegalArgumentError } from "../../conf/errors.ts";
import { recordText } from "../../sinks/record-text.ts";
import type { RDDBase } from "../base.ts";
import { oneToOne } from "../dependency.ts";
import { KeyTable } from "../key-table.ts";
import type { RDDKind } from "../kind.ts";
import { notPair } from "../pairs.ts";
import { Poisson } from "../random/poisson.ts";
import { XORShiftRandom } from "../random/xor-shift-random.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** A random sample with a fraction of its own for every key. Spark: `StratifiedSamplingUtils`. */
export class SampledByKeyRDD<K, V> implements RDDKind<[K, V]> {
  readonly name = "MapPartitionsRDD";
  readonly dependencies;
  readonly partitioner;
  readonly functions = [];
  private readonly parent: RDDBase<readonly [K, V]>;
  private readonly withReplacement: boolean;
  private readonly fractions: readonly (readonly [K, number])[];
  private readonly seed: bigint;

  constructor(
    parent: RDDBase<readonly [K, V]>,
    withReplacement: boolean,
    fractions: readonly (readonly [K, number])[],
    seed: bigint,
  ) {
    this.parent = parent;
    this.withReplacement = withReplacement;
    this.fractions = fractions;
    this.seed = seed;
    this.dependencies = [oneToOne(parent)];
    this.partitioner = parent.partitioner;
  }

  get numPartitions(): number {
    return this.parent.getNumPartitions();
  }

  each(partition: number, task: TaskContext, sink: Sink<[K, V]>): void {
    const seed = this.seed + BigInt(partition);
    const draw = this.withReplacement ? poissonDraw(seed) : bernoulliDraw(seed);
    const fractions = new KeyTable<K, number>();
    for (const [key, fraction] of this.fractions) fractions.set(key, fraction);
    this.parent.each(partition, task, (pair) => {
      if (pair?.length !== 2) notPair(pair);
      const fraction = fractions.get(pair[0]) ?? noFraction(pair[0]);
      for (let left = draw(fraction); left > 0; left--) sink(pair as [K, V]);
    });
  }
}

function bernoulliDraw(seed: bigint): (fraction: number) => number {
  const random = new XORShiftRandom(seed);
  return (fraction) => (random.nextDouble() < fraction ? 1 : 0);
}

function poissonDraw(seed: bigint): (fraction: number) => number {
  const distributions = new Map<number, Poisson>();
  return (fraction) => {
    if (fraction === 0) return 0;
    const poisson = distributions.get(fraction) ?? new Poisson(fraction, seed);
    distributions.set(fraction, poisson);
    return poisson.sample();
  };
}

function noFraction(key: unknown): never {
  throw new IllegalArgumentError(`key not found: ${recordText(key)}`, {
    code: "FRACTION_MISSING",
    advice: "sampleByKey needs a fraction for every key; give 0 for the keys that are not wanted.",
  });
}
