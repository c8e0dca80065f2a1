import { require } from "../../conf/errors.ts";
import { doubleText } from "../../sinks/record-text.ts";
import { Poisson } from "./poisson.ts";
import type { Seed } from "./seed.ts";
import { XORShiftRandom } from "./xor-shift-random.ts";

/** Decides record by record how often each is in the sample; one for every partition. */
export interface Sampler {
  sample(): number;
}

/** What is sampled, as data. */
export type Sampling =
  /** Each record with probability `fraction`. Spark: `BernoulliSampler`. */
  | { readonly type: "bernoulli"; readonly fraction: number }
  /** Each record whose random number is in `[lower, upper)`. Spark: `BernoulliCellSampler`. */
  | { readonly type: "cell"; readonly lower: number; readonly upper: number }
  /** Each record any number of times, `fraction` times on average. Spark: `PoissonSampler`. */
  | { readonly type: "poisson"; readonly fraction: number };

/** For fractions up to here Spark draws how many records to skip, instead of a number for each. */
const MAX_GAP_SAMPLING_FRACTION = 0.4;
const RNG_EPSILON = 5e-11;
const ROUNDING_EPSILON = 1e-6;

/** Throws Spark's error for a sampling that makes no sense. */
export function checkSampling(sampling: Sampling): void {
  if (sampling.type === "cell") return;
  const { fraction } = sampling;
  const details = {
    code: "FRACTION",
    advice: "A fraction says how large the sample is to be: 0.1 for a tenth of the records.",
  };
  if (sampling.type === "poisson") {
    require(fraction >= -ROUNDING_EPSILON, () => `Sampling fraction (${doubleText(fraction)}) must be >= 0`, details);
    return;
  }
  require(fraction >= -ROUNDING_EPSILON && fraction <= 1 + ROUNDING_EPSILON, () =>
    `Sampling fraction (${doubleText(fraction)}) must be on interval [0, 1]`, details);
}

export function makeSampler(sampling: Sampling, seed: Seed): Sampler {
  switch (sampling.type) {
    case "bernoulli":
      return bernoulli(sampling.fraction, seed);
    case "cell":
      return cell(sampling.lower, sampling.upper, seed);
    case "poisson":
      return poisson(sampling.fraction, seed);
  }
}

const NEVER: Sampler = { sample: () => 0 };
const ALWAYS: Sampler = { sample: () => 1 };

function bernoulli(fraction: number, seed: Seed): Sampler {
  if (fraction <= 0) return NEVER;
  if (fraction >= 1) return ALWAYS;
  const random = new XORShiftRandom(seed);
  if (fraction <= MAX_GAP_SAMPLING_FRACTION) return new GapSampler(random, Math.log1p(-fraction), () => 1);
  return { sample: () => (random.nextDouble() <= fraction ? 1 : 0) };
}

function cell(lower: number, upper: number, seed: Seed): Sampler {
  if (upper - lower <= 0) return NEVER;
  const random = new XORShiftRandom(seed);
  return {
    sample() {
      const x = random.nextDouble();
      return x >= lower && x < upper ? 1 : 0;
    },
  };
}

function poisson(fraction: number, seed: Seed): Sampler {
  if (fraction <= 0) return NEVER;
  if (fraction > MAX_GAP_SAMPLING_FRACTION) return new Poisson(fraction, seed);
  const random = new XORShiftRandom(seed);
  const none = Math.exp(-fraction);
  return new GapSampler(random, -fraction, () => poissonOfOneOrMore(random, none));
}

/** How often a record is drawn that is drawn at least once; `none` is the probability of never. */
function poissonOfOneOrMore(random: XORShiftRandom, none: number): number {
  let times = 1;
  let product = none + (1 - none) * random.nextDouble();
  product *= random.nextDouble();
  while (product > none) {
    times++;
    product *= random.nextDouble();
  }
  return times;
}

/** Draws how many records to leave out until the next one that is in. */
class GapSampler implements Sampler {
  readonly #random: XORShiftRandom;
  readonly #logOfOut: number;
  readonly #times: () => number;
  #gap = 0;

  constructor(random: XORShiftRandom, logOfOut: number, times: () => number) {
    this.#random = random;
    this.#logOfOut = logOfOut;
    this.#times = times;
    this.#advance();
  }

  sample(): number {
    if (this.#gap > 0) {
      this.#gap--;
      return 0;
    }
    const times = this.#times();
    this.#advance();
    return times;
  }

  #advance(): void {
    this.#gap = Math.trunc(Math.log(Math.max(this.#random.nextDouble(), RNG_EPSILON)) / this.#logOfOut);
  }
}
