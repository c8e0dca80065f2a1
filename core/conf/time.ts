import { IllegalArgumentError } from "./errors.ts";

/** Spark requires whole numbers of milliseconds; a fraction would silently move every batch time. */
function wholeMilliseconds(milliseconds: number, what: string): number {
  if (!Number.isSafeInteger(milliseconds)) {
    throw new IllegalArgumentError(`${what} must be a whole number of milliseconds, not ${milliseconds}`, {
      code: "FRACTIONAL_TIME",
      advice: "Use Milliseconds(n) with a whole n, for instance Milliseconds(500) for half a second.",
    });
  }
  return milliseconds;
}

/**
 * A length of time in whole milliseconds.
 * @spark org.apache.spark.streaming.Duration
 * @example const window: Duration = Seconds(30);
 */
export class Duration {
  /**
   * Its length in milliseconds.
   * @spark Duration.milliseconds
   */
  readonly milliseconds: number;

  constructor(milliseconds: number) {
    this.milliseconds = wholeMilliseconds(milliseconds, "A duration");
  }

  /**
   * Both together.
   * @spark Duration.plus
   */
  plus(that: Duration): Duration {
    return new Duration(this.milliseconds + that.milliseconds);
  }

  /**
   * This without `that`.
   * @spark Duration.minus
   */
  minus(that: Duration): Duration {
    return new Duration(this.milliseconds - that.milliseconds);
  }

  /**
   * This duration `factor` times.
   * @spark Duration.times
   */
  times(factor: number): Duration {
    return new Duration(this.milliseconds * factor);
  }

  /**
   * How many times `that` goes into this, as a fraction.
   * @spark Duration.div
   */
  div(that: Duration): number {
    return this.milliseconds / that.milliseconds;
  }

  /**
   * Is it shorter?
   * @spark Duration.less
   */
  less(that: Duration): boolean {
    return this.milliseconds < that.milliseconds;
  }

  /**
   * Is it shorter, or as long?
   * @spark Duration.lessEq
   */
  lessEq(that: Duration): boolean {
    return this.milliseconds <= that.milliseconds;
  }

  /**
   * Is it longer?
   * @spark Duration.greater
   */
  greater(that: Duration): boolean {
    return this.milliseconds > that.milliseconds;
  }

  /**
   * Is it longer, or as long?
   * @spark Duration.greaterEq
   */
  greaterEq(that: Duration): boolean {
    return this.milliseconds >= that.milliseconds;
  }

  /**
   * Are both as long?
   * @spark Duration.equals
   */
  equals(that: Duration): boolean {
    return this.milliseconds === that.milliseconds;
  }

  /**
   * Does `that` go into it a whole number of times?
   * @spark Duration.isMultipleOf
   */
  isMultipleOf(that: Duration): boolean {
    return this.milliseconds % that.milliseconds === 0;
  }

  /**
   * The shorter of both.
   * @spark Duration.min
   */
  min(that: Duration): Duration {
    return this.less(that) ? this : that;
  }

  /**
   * The longer of both.
   * @spark Duration.max
   */
  max(that: Duration): Duration {
    return this.greater(that) ? this : that;
  }

  /**
   * Has it no length?
   * @spark Duration.isZero
   */
  isZero(): boolean {
    return this.milliseconds === 0;
  }

  /**
   * Its milliseconds as text.
   * @spark Duration.toFormattedString
   */
  toFormattedString(): string {
    return String(this.milliseconds);
  }

  /**
   * For people: `500 ms`, `1.5 s`, `2.0 m`, `1.00 h`, as Spark's user interface writes it.
   * @spark Duration.prettyPrint
   */
  prettyPrint(): string {
    const ms = this.milliseconds;
    if (ms < 1000) return `${ms} ms`;
    // Java divides floats, which decides what lies between two digits
    const inUnits = (unit: number) => Math.fround(Math.fround(ms) / unit);
    if (ms < 60_000) return `${inUnits(1000).toFixed(1)} s`;
    if (ms < 3_600_000) return `${inUnits(60_000).toFixed(1)} m`;
    return `${inUnits(3_600_000).toFixed(2)} h`;
  }

  /**
   * `1000 ms`.
   * @spark Duration.toString
   */
  toString(): string {
    return `${this.milliseconds} ms`;
  }
}

/**
 * A duration of `n` milliseconds.
 * @spark org.apache.spark.streaming.Milliseconds
 * @example const ssc = new StreamingContext(conf, Milliseconds(500));
 */
export function Milliseconds(n: number): Duration {
  return new Duration(n);
}

/**
 * A duration of `n` seconds; a fraction must come to whole milliseconds.
 * @spark org.apache.spark.streaming.Seconds
 * @example const ssc = new StreamingContext(conf, Seconds(1));
 */
export function Seconds(n: number): Duration {
  return new Duration(Math.round(n * 1e6) / 1e3);
}

/**
 * A duration of `n` minutes.
 * @spark org.apache.spark.streaming.Minutes
 * @example lines.window(Minutes(5), Seconds(30)).count().print();
 */
export function Minutes(n: number): Duration {
  return new Duration(Math.round(n * 6e7) / 1e3);
}

/**
 * A point in time, in milliseconds since 1970-01-01 UTC.
 * @spark org.apache.spark.streaming.Time
 * @example words.foreachRDD((rdd, time: Time) => rdd.saveAsTextFile(`out/${time.milliseconds}`));
 */
export class Time {
  /**
   * The milliseconds since 1970-01-01 UTC.
   * @spark Time.milliseconds
   */
  readonly milliseconds: number;

  constructor(milliseconds: number) {
    this.milliseconds = wholeMilliseconds(milliseconds, "A time");
  }

  /**
   * The time `that` later.
   * @spark Time.plus
   */
  plus(that: Duration): Time {
    return new Time(this.milliseconds + that.milliseconds);
  }

  /**
   * The duration since `that`.
   * @spark Time.minus
   */
  minus(that: Time): Duration;
  /**
   * The time `that` earlier.
   * @spark Time.minus
   */
  minus(that: Duration): Time;
  minus(that: Time | Duration): Time | Duration {
    const milliseconds = this.milliseconds - that.milliseconds;
    return that instanceof Time ? new Duration(milliseconds) : new Time(milliseconds);
  }

  /**
   * Is it earlier?
   * @spark Time.less
   */
  less(that: Time): boolean {
    return this.milliseconds < that.milliseconds;
  }

  /**
   * Is it earlier, or the same?
   * @spark Time.lessEq
   */
  lessEq(that: Time): boolean {
    return this.milliseconds <= that.milliseconds;
  }

  /**
   * Is it later?
   * @spark Time.greater
   */
  greater(that: Time): boolean {
    return this.milliseconds > that.milliseconds;
  }

  /**
   * Is it later, or the same?
   * @spark Time.greaterEq
   */
  greaterEq(that: Time): boolean {
    return this.milliseconds >= that.milliseconds;
  }

  /**
   * Are both the same time?
   * @spark Time.equals
   */
  equals(that: Time): boolean {
    return this.milliseconds === that.milliseconds;
  }

  /**
   * The last multiple of `that`, counted from `zeroTime`, at or before this time.
   * @spark Time.floor
   */
  floor(that: Duration, zeroTime: Time = ZERO): Time {
    const t = that.milliseconds;
    return new Time(Math.floor((this.milliseconds - zeroTime.milliseconds) / t) * t + zeroTime.milliseconds);
  }

  /**
   * Is it a multiple of `that` since 1970?
   * @spark Time.isMultipleOf
   */
  isMultipleOf(that: Duration): boolean {
    return this.milliseconds % that.milliseconds === 0;
  }

  /**
   * The earlier of both.
   * @spark Time.min
   */
  min(that: Time): Time {
    return this.less(that) ? this : that;
  }

  /**
   * The later of both.
   * @spark Time.max
   */
  max(that: Time): Time {
    return this.greater(that) ? this : that;
  }

  /**
   * Times from this one up to but without `that`, every `interval`.
   * @spark Time.until
   */
  until(that: Time, interval: Duration): Time[] {
    const times: Time[] = [];
    for (let ms = this.milliseconds; ms < that.milliseconds; ms += interval.milliseconds) times.push(new Time(ms));
    return times;
  }

  /**
   * Times from this one up to and with `that`, every `interval`.
   * @spark Time.to
   */
  to(that: Time, interval: Duration): Time[] {
    const times: Time[] = [];
    for (let ms = this.milliseconds; ms <= that.milliseconds; ms += interval.milliseconds) times.push(new Time(ms));
    return times;
  }

  /**
   * `1000 ms`.
   * @spark Time.toString
   */
  toString(): string {
    return `${this.milliseconds} ms`;
  }
}

const ZERO = new Time(0);

/**
 * From `beginTime` to `endTime`.
 * @spark org.apache.spark.streaming.Interval
 * @example const lastMinute = (time: Time) => new Interval(time.minus(Minutes(1)), time);
 */
export class Interval {
  /**
   * Where it begins.
   * @spark Interval.beginTime
   */
  readonly beginTime: Time;
  /**
   * Where it ends.
   * @spark Interval.endTime
   */
  readonly endTime: Time;

  constructor(beginTime: Time, endTime: Time) {
    this.beginTime = beginTime;
    this.endTime = endTime;
  }

  /**
   * How long it is.
   * @spark Interval.duration
   */
  duration(): Duration {
    return this.endTime.minus(this.beginTime);
  }

  /**
   * The same interval, `duration` later.
   * @spark Interval.+
   */
  plus(duration: Duration): Interval {
    return new Interval(this.beginTime.plus(duration), this.endTime.plus(duration));
  }

  /**
   * The same interval, `duration` earlier.
   * @spark Interval.-
   */
  minus(duration: Duration): Interval {
    return new Interval(this.beginTime.minus(duration), this.endTime.minus(duration));
  }

  /**
   * `[1000 ms, 2000 ms]`.
   * @spark Interval.toString
   */
  toString(): string {
    return `[${this.beginTime}, ${this.endTime}]`;
  }
}
