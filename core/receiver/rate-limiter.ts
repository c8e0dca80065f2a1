/** What one record takes. A millisecond gives as much as the rate is, so that a second gives as many records; all of it is counted in whole numbers. */
const RECORD = 1000;

/**
 * Says how many records may go, at a rate: the next one goes one interval after the last, and what was not used is saved up, for a second at most. Time
 * is told to it, in milliseconds. Spark: `RateLimiter`, which is Guava's.
 */
export class RateLimiter {
  #rate: number;
  /** What was saved up while no records were there. */
  #stored = 0;
  /** From this millisecond on so much is used: when it has been given again, the next record goes. */
  #from: number;
  #used = 0;

  /** `rate` in whole records a second, above 0. */
  constructor(rate: number, now: number) {
    this.#rate = rate;
    this.#from = now;
  }

  get rate(): number {
    return this.#rate;
  }

  /** What the time until `time` gives and is not used; below 0 when more is. */
  #left(time: number): number {
    return (time - this.#from) * this.#rate - this.#used;
  }

  /** No record has been waiting until `now`: what could have gone is saved up. */
  idleUntil(now: number): void {
    const left = this.#left(now);
    if (left <= 0) return;
    this.#stored = Math.min(this.#rate * RECORD, this.#stored + left);
    this.#from = now;
    this.#used = 0;
  }

  /** Of `wanted` records that have been waiting, how many go before the time `end`. */
  take(end: number, wanted: number): number {
    let taken = Math.min(wanted, Math.floor(this.#stored / RECORD));
    this.#stored -= taken * RECORD;
    if (taken === wanted || this.#left(end) <= 0) return taken;
    if (this.#stored > 0) {
      // less than a record is left: it counts for the next one
      this.#used += RECORD - this.#stored;
      this.#stored = 0;
      taken++;
    }
    const fresh = Math.max(0, Math.min(wanted - taken, Math.ceil(this.#left(end) / RECORD)));
    this.#use(fresh * RECORD);
    return taken + fresh;
  }

  #use(used: number): void {
    this.#used += used;
    const milliseconds = Math.floor(this.#used / this.#rate);
    this.#from += milliseconds;
    this.#used -= milliseconds * this.#rate;
  }

  /** From `now` on there is another rate. When the next record goes does not change by it, and what is saved up stays worth the same time. */
  setRate(rate: number, now: number): void {
    this.idleUntil(now);
    const change = rate / this.#rate;
    this.#stored = Math.floor(this.#stored * change);
    this.#used = Math.ceil(this.#used * change);
    this.#rate = rate;
  }
}
