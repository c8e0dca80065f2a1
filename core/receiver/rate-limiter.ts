/**
 * Says how many records may go, at a rate: the next one goes one interval after the last, and what was not used is saved up, for a second at most. Time
 * is told to it, in milliseconds. Spark: `RateLimiter`, which is Guava's.
 */
export class RateLimiter {
  #rate: number;
  /** Records that may go at once: so many could have gone while none were there. */
  #stored = 0;
  /** From here the intervals count, and so many are used: whole numbers, so that no error adds up. */
  #from: number;
  #used = 0;

  /** `rate` in records a second, above 0. */
  constructor(rate: number, now: number) {
    this.#rate = rate;
    this.#from = now;
  }

  get rate(): number {
    return this.#rate;
  }

  /** When the next record may go that is not stored. */
  get #next(): number {
    return this.#from + (this.#used * 1000) / this.#rate;
  }

  /** No record has been waiting until `now`: what could have gone is saved up. */
  idleUntil(now: number): void {
    const next = this.#next;
    if (now <= next) return;
    this.#stored = Math.min(this.#rate, this.#stored + ((now - next) * this.#rate) / 1000);
    this.#from = now;
    this.#used = 0;
  }

  /** Of `wanted` records that have been waiting, how many go before the time `end`. */
  take(end: number, wanted: number): number {
    let taken = Math.min(wanted, Math.floor(this.#stored));
    this.#stored -= taken;
    if (taken === wanted || this.#next >= end) return taken;
    if (this.#stored > 0) {
      // the rest of a record counts for the next one
      this.#used += 1 - this.#stored;
      this.#stored = 0;
      taken++;
    }
    const due = Math.ceil(((end - this.#from) * this.#rate) / 1000 - this.#used);
    const fresh = Math.max(0, Math.min(wanted - taken, due));
    this.#used += fresh;
    return taken + fresh;
  }

  /** From `now` on there is another rate. What is saved up stays worth the same time. */
  setRate(rate: number, now: number): void {
    this.idleUntil(now);
    this.#from = this.#next;
    this.#used = 0;
    this.#stored *= rate / this.#rate;
    this.#rate = rate;
  }
}
