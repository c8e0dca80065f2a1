/**
 * Count, mean, variance, largest and smallest of numbers, in one pass and numerically stable; counters of parts can be merged.
 * @spark org.apache.spark.util.StatCounter
 * @example const { count, mean, max } = new StatCounter([1, 2, 3]);
 */
export class StatCounter {
  private _count = 0;
  private _mean = 0;
  /** The sum of the squared distances from the mean. */
  private _squares = 0;
  private _max = Number.NEGATIVE_INFINITY;
  private _min = Number.POSITIVE_INFINITY;

  constructor(values: Iterable<number> = []) {
    for (const value of values) this.merge(value);
  }

  /**
   * Adds a number, or all numbers of another counter; returns this one.
   * @spark StatCounter.merge
   * @example new StatCounter([1, 2]).merge(3).mean; // 2
   */
  merge(other: number | StatCounter): this {
    if (typeof other === "number") this.add(other);
    else this.mergeCounter(other === this ? other.copy() : other);
    return this;
  }

  private add(value: number): void {
    const delta = value - this._mean;
    this._count++;
    this._mean += delta / this._count;
    this._squares += delta * (value - this._mean);
    this._max = Math.max(this._max, value);
    this._min = Math.min(this._min, value);
  }

  private mergeCounter(other: StatCounter): void {
    if (other._count === 0) return;
    const [n, m] = [this._count, other._count];
    const delta = other._mean - this._mean;
    if (n === 0) this._mean = other._mean;
    else if (m * 10 < n) this._mean += (delta * m) / (n + m);
    else if (n * 10 < m) this._mean = other._mean - (delta * n) / (n + m);
    else this._mean = (this._mean * n + other._mean * m) / (n + m);
    this._squares = n === 0 ? other._squares : this._squares + other._squares + (delta * delta * n * m) / (n + m);
    this._count += m;
    this._max = Math.max(this._max, other._max);
    this._min = Math.min(this._min, other._min);
  }

  /**
   * Another counter of the same numbers.
   * @spark StatCounter.copy
   * @example const before = new StatCounter([1, 2]).copy();
   */
  copy(): StatCounter {
    const made = new StatCounter();
    made._count = this._count;
    made._mean = this._mean;
    made._squares = this._squares;
    made._max = this._max;
    made._min = this._min;
    return made;
  }

  /**
   * How many numbers there are.
   * @spark StatCounter.count
   */
  get count(): number {
    return this._count;
  }

  /**
   * Their mean; 0 when there are none.
   * @spark StatCounter.mean
   */
  get mean(): number {
    return this._mean;
  }

  /**
   * Their sum.
   * @spark StatCounter.sum
   */
  get sum(): number {
    return this._count * this._mean;
  }

  /**
   * The largest; -Infinity when there are none.
   * @spark StatCounter.max
   */
  get max(): number {
    return this._max;
  }

  /**
   * The smallest; Infinity when there are none.
   * @spark StatCounter.min
   */
  get min(): number {
    return this._min;
  }

  /**
   * Of the numbers as the whole population. NaN when there are none.
   * @spark StatCounter.variance
   */
  get variance(): number {
    return this.popVariance;
  }

  /**
   * `variance`, by its full name.
   * @spark StatCounter.popVariance
   */
  get popVariance(): number {
    return this._count === 0 ? Number.NaN : this._squares / this._count;
  }

  /**
   * Of the numbers as a sample: divided by one less than there are. NaN when there is at most one.
   * @spark StatCounter.sampleVariance
   */
  get sampleVariance(): number {
    return this._count <= 1 ? Number.NaN : this._squares / (this._count - 1);
  }

  /**
   * The square root of `variance`.
   * @spark StatCounter.stdev
   */
  get stdev(): number {
    return this.popStdev;
  }

  /**
   * `stdev`, by its full name.
   * @spark StatCounter.popStdev
   */
  get popStdev(): number {
    return Math.sqrt(this.popVariance);
  }

  /**
   * The square root of `sampleVariance`.
   * @spark StatCounter.sampleStdev
   */
  get sampleStdev(): number {
    return Math.sqrt(this.sampleVariance);
  }

  /**
   * As Spark writes it: `(count: 2, mean: 1.500000, stdev: 0.500000, max: 2.000000, min: 1.000000)`.
   * @spark StatCounter.toString
   */
  toString(): string {
    const [mean, stdev, max, min] = [this._mean, this.stdev, this._max, this._min].map(sixDigits);
    return `(count: ${this._count}, mean: ${mean}, stdev: ${stdev}, max: ${max}, min: ${min})`;
  }
}

/** Java's `%f`: the digits that a number prints with, rounded half up. */
function sixDigits(n: number): string {
  if (!Number.isFinite(n)) return String(n);
  const [mantissa, exponent] = Math.abs(n).toExponential().split("e") as [string, string];
  const digits = mantissa.replace(".", "");
  const beyond = digits.length - 1 - Number(exponent) - 6;
  const tenths = 10n ** BigInt(Math.abs(beyond));
  const millionths = beyond > 0 ? (BigInt(digits) * 2n + tenths) / (tenths * 2n) : BigInt(digits) * tenths;
  const text = String(millionths).padStart(7, "0");
  return `${n < 0 ? "-" : ""}${text.slice(0, -6)}.${text.slice(-6)}`;
}
