/**
 * Count, mean, variance, largest and smallest of numbers, in one pass and numerically stable; counters of parts can be merged.
 * Spark: `org.apache.spark.util.StatCounter`.
 */
export class StatCounter {
  #count = 0;
  #mean = 0;
  /** The sum of the squared distances from the mean. */
  #squares = 0;
  #max = Number.NEGATIVE_INFINITY;
  #min = Number.POSITIVE_INFINITY;

  constructor(values: Iterable<number> = []) {
    for (const value of values) this.merge(value);
  }

  /** Adds a number, or all numbers of another counter; returns this one. */
  merge(other: number | StatCounter): this {
    if (typeof other === "number") this.#add(other);
    else this.#merge(other === this ? other.copy() : other);
    return this;
  }

  #add(value: number): void {
    const delta = value - this.#mean;
    this.#count++;
    this.#mean += delta / this.#count;
    this.#squares += delta * (value - this.#mean);
    this.#max = Math.max(this.#max, value);
    this.#min = Math.min(this.#min, value);
  }

  #merge(other: StatCounter): void {
    if (other.#count === 0) return;
    const [n, m] = [this.#count, other.#count];
    const delta = other.#mean - this.#mean;
    if (n === 0) this.#mean = other.#mean;
    else if (m * 10 < n) this.#mean += (delta * m) / (n + m);
    else if (n * 10 < m) this.#mean = other.#mean - (delta * n) / (n + m);
    else this.#mean = (this.#mean * n + other.#mean * m) / (n + m);
    this.#squares = n === 0 ? other.#squares : this.#squares + other.#squares + (delta * delta * n * m) / (n + m);
    this.#count += m;
    this.#max = Math.max(this.#max, other.#max);
    this.#min = Math.min(this.#min, other.#min);
  }

  copy(): StatCounter {
    const made = new StatCounter();
    made.#count = this.#count;
    made.#mean = this.#mean;
    made.#squares = this.#squares;
    made.#max = this.#max;
    made.#min = this.#min;
    return made;
  }

  get count(): number {
    return this.#count;
  }

  get mean(): number {
    return this.#mean;
  }

  get sum(): number {
    return this.#count * this.#mean;
  }

  get max(): number {
    return this.#max;
  }

  get min(): number {
    return this.#min;
  }

  /** Of the numbers as the whole population. NaN when there are none. */
  get variance(): number {
    return this.popVariance;
  }

  get popVariance(): number {
    return this.#count === 0 ? Number.NaN : this.#squares / this.#count;
  }

  /** Of the numbers as a sample: divided by one less than there are. NaN when there is at most one. */
  get sampleVariance(): number {
    return this.#count <= 1 ? Number.NaN : this.#squares / (this.#count - 1);
  }

  /** The square root of `variance`. */
  get stdev(): number {
    return this.popStdev;
  }

  get popStdev(): number {
    return Math.sqrt(this.popVariance);
  }

  get sampleStdev(): number {
    return Math.sqrt(this.sampleVariance);
  }

  /** As Spark writes it: `(count: 2, mean: 1.500000, stdev: 0.500000, max: 2.000000, min: 1.000000)`. */
  toString(): string {
    const [mean, stdev, max, min] = [this.#mean, this.stdev, this.#max, this.#min].map(sixDigits);
    return `(count: ${this.#count}, mean: ${mean}, stdev: ${stdev}, max: ${max}, min: ${min})`;
  }
}

/** Java's `%f`. */
function sixDigits(n: number): string {
  if (!Number.isFinite(n)) return String(n);
  return Math.abs(n) < 1e21 ? n.toFixed(6) : `${BigInt(n)}.000000`;
}
