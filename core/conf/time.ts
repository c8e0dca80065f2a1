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

/** A length of time in whole milliseconds. Spark: `org.apache.spark.streaming.Duration`. */
export class Duration {
  readonly milliseconds: number;

  constructor(milliseconds: number) {
    this.milliseconds = wholeMilliseconds(milliseconds, "A duration");
  }

  plus(that: Duration): Duration {
    return new Duration(this.milliseconds + that.milliseconds);
  }

  minus(that: Duration): Duration {
    return new Duration(this.milliseconds - that.milliseconds);
  }

  /** This duration `factor` times. Spark: `*`. */
  times(factor: number): Duration {
    return new Duration(this.milliseconds * factor);
  }

  /** How many times `that` goes into this, as a fraction. Spark: `/`. */
  div(that: Duration): number {
    return this.milliseconds / that.milliseconds;
  }

  less(that: Duration): boolean {
    return this.milliseconds < that.milliseconds;
  }

  lessEq(that: Duration): boolean {
    return this.milliseconds <= that.milliseconds;
  }

  greater(that: Duration): boolean {
    return this.milliseconds > that.milliseconds;
  }

  greaterEq(that: Duration): boolean {
    return this.milliseconds >= that.milliseconds;
  }

  equals(that: Duration): boolean {
    return this.milliseconds === that.milliseconds;
  }

  isMultipleOf(that: Duration): boolean {
    return this.milliseconds % that.milliseconds === 0;
  }

  min(that: Duration): Duration {
    return this.less(that) ? this : that;
  }

  max(that: Duration): Duration {
    return this.greater(that) ? this : that;
  }

  isZero(): boolean {
    return this.milliseconds === 0;
  }

  toFormattedString(): string {
    return String(this.milliseconds);
  }

  /** For people: `500 ms`, `1.5 s`, `2.0 m`, `1.00 h`, as Spark's user interface writes it. */
  prettyPrint(): string {
    const ms = this.milliseconds;
    if (ms < 1000) return `${ms} ms`;
    // Java divides floats, which decides what lies between two digits
    const inUnits = (unit: number) => Math.fround(Math.fround(ms) / unit);
    if (ms < 60_000) return `${inUnits(1000).toFixed(1)} s`;
    if (ms < 3_600_000) return `${inUnits(60_000).toFixed(1)} m`;
    return `${inUnits(3_600_000).toFixed(2)} h`;
  }

  toString(): string {
    return `${this.milliseconds} ms`;
  }
}

/** A duration of `n` milliseconds. Spark: `Milliseconds`. */
export function Milliseconds(n: number): Duration {
  return new Duration(n);
}

/** A duration of `n` seconds; a fraction must come to whole milliseconds. Spark: `Seconds`. */
export function Seconds(n: number): Duration {
  return new Duration(Math.round(n * 1e6) / 1e3);
}

/** A duration of `n` minutes. Spark: `Minutes`. */
export function Minutes(n: number): Duration {
  return new Duration(Math.round(n * 6e7) / 1e3);
}

/** A point in time, in milliseconds since 1970-01-01 UTC. Spark: `org.apache.spark.streaming.Time`. */
export class Time {
  readonly milliseconds: number;

  constructor(milliseconds: number) {
    this.milliseconds = wholeMilliseconds(milliseconds, "A time");
  }

  plus(that: Duration): Time {
    return new Time(this.milliseconds + that.milliseconds);
  }

  /** A `Duration` before this is a time; from another `Time` it is the duration between. Spark: `-`. */
  minus(that: Time): Duration;
  minus(that: Duration): Time;
  minus(that: Time | Duration): Time | Duration {
    const milliseconds = this.milliseconds - that.milliseconds;
    return that instanceof Time ? new Duration(milliseconds) : new Time(milliseconds);
  }

  less(that: Time): boolean {
    return this.milliseconds < that.milliseconds;
  }

  lessEq(that: Time): boolean {
    return this.milliseconds <= that.milliseconds;
  }

  greater(that: Time): boolean {
    return this.milliseconds > that.milliseconds;
  }

  greaterEq(that: Time): boolean {
    return this.milliseconds >= that.milliseconds;
  }

  equals(that: Time): boolean {
    return this.milliseconds === that.milliseconds;
  }

  /** The last multiple of `that`, counted from `zeroTime`, at or before this time. */
  floor(that: Duration, zeroTime: Time = ZERO): Time {
    const t = that.milliseconds;
    return new Time(Math.floor((this.milliseconds - zeroTime.milliseconds) / t) * t + zeroTime.milliseconds);
  }

  isMultipleOf(that: Duration): boolean {
    return this.milliseconds % that.milliseconds === 0;
  }

  min(that: Time): Time {
    return this.less(that) ? this : that;
  }

  max(that: Time): Time {
    return this.greater(that) ? this : that;
  }

  /** Times from this one up to but without `that`, every `interval`. */
  until(that: Time, interval: Duration): Time[] {
    const times: Time[] = [];
    for (let ms = this.milliseconds; ms < that.milliseconds; ms += interval.milliseconds) times.push(new Time(ms));
    return times;
  }

  /** Times from this one up to and with `that`, every `interval`. */
  to(that: Time, interval: Duration): Time[] {
    const times: Time[] = [];
    for (let ms = this.milliseconds; ms <= that.milliseconds; ms += interval.milliseconds) times.push(new Time(ms));
    return times;
  }

  toString(): string {
    return `${this.milliseconds} ms`;
  }
}

const ZERO = new Time(0);

/** From `beginTime` to `endTime`. Spark: `org.apache.spark.streaming.Interval`. */
export class Interval {
  readonly beginTime: Time;
  readonly endTime: Time;

  constructor(beginTime: Time, endTime: Time) {
    this.beginTime = beginTime;
    this.endTime = endTime;
  }

  duration(): Duration {
    return this.endTime.minus(this.beginTime);
  }

  plus(duration: Duration): Interval {
    return new Interval(this.beginTime.plus(duration), this.endTime.plus(duration));
  }

  minus(duration: Duration): Interval {
    return new Interval(this.beginTime.minus(duration), this.endTime.minus(duration));
  }

  toString(): string {
    return `[${this.beginTime}, ${this.endTime}]`;
  }
}
