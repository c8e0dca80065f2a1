import { IllegalStateError } from "../conf/errors.ts";
import { linesEnd } from "../storage/text-lines.ts";
import { joined } from "./block-generator.ts";
import { RateLimiter } from "./rate-limiter.ts";
import type { RateLimits } from "./rate-limits.ts";

/** Takes what may go. */
export interface RateQueueSink {
  record(record: unknown): void;
  lines(pieces: readonly Uint8Array[], lines: number): void;
}

/** So many records may wait, at most. */
const MOST_WAITING = 1_000_000;

/** So many records that came one by one stand in one array. */
const SEGMENT = 1024;

/** Records as they came; those before `at` are gone. */
interface Records {
  readonly kind: "records";
  readonly records: unknown[];
  at: number;
}

/** Lines that are still bytes; what is before `at` is gone. */
interface Lines {
  readonly kind: "lines";
  readonly bytes: Uint8Array;
  at: number;
  lines: number;
}

/**
 * Where records wait that came faster than the rate allows. Each goes when its time has come; that is found out when a block is about to be cut, and when
 * more comes, which gives the same blocks as if it had happened on the spot.
 */
export class RateQueue {
  readonly #limits: RateLimits;
  readonly #blockInterval: number;
  readonly #sink: RateQueueSink;
  /** Begins to count when it is first needed, as on Spark: nothing is saved up before. */
  #limiter: RateLimiter | undefined;
  readonly #segments: (Records | Lines)[] = [];
  #waiting = 0;
  #room: PromiseWithResolvers<void> | undefined;

  constructor(limits: RateLimits, blockInterval: number, sink: RateQueueSink) {
    this.#limits = limits;
    this.#blockInterval = blockInterval;
    this.#sink = sink;
  }

  /** Records a second. */
  get rate(): number {
    return this.#limiter?.rate ?? this.#limits.initial;
  }

  /** How many records wait. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Of whoever does not wait for the promise that it gives, a million records can wait: then it throws. */
  add(record: unknown, now: number): Promise<void> | undefined {
    const limiter = this.#limiterAt(now);
    if (this.#mayAdd(limiter, now) && limiter.take(now + 1, 1) === 1) {
      this.#sink.record(record);
      return undefined;
    }
    if (this.#waiting >= MOST_WAITING) throw tooMany();
    const last = this.#segments.at(-1);
    if (last?.kind === "records" && last.records.length < SEGMENT) last.records.push(record);
    else this.#segments.push({ kind: "records", records: [record], at: 0 });
    this.#waiting++;
    return this.#untilRoom();
  }

  /** Lines, each with its end, in pieces cut anywhere. */
  addLines(pieces: readonly Uint8Array[], lines: number, now: number): Promise<void> | undefined {
    const limiter = this.#limiterAt(now);
    const go = this.#mayAdd(limiter, now) ? limiter.take(now + 1, lines) : 0;
    if (go === lines) {
      this.#sink.lines(pieces, lines);
      return undefined;
    }
    this.#segments.push({ kind: "lines", bytes: joined(pieces), at: 0, lines });
    this.#waiting += lines;
    this.#move(go);
    return this.#untilRoom();
  }

  /** Lets go what may go before `end`. */
  release(end: number): void {
    if (this.#waiting === 0 || this.#limiter === undefined) return;
    this.#move(this.#limiter.take(end, this.#waiting));
    this.#tellOfRoom();
  }

  /** Lets go whatever waits. */
  flush(): void {
    this.#move(this.#waiting);
    this.#tellOfRoom();
  }

  /** From `now` on the rate is `rate`, or the most that the limits allow. */
  setRate(rate: number, now: number): void {
    this.release(now);
    this.#limiterAt(now).setRate(Math.min(rate, this.#limits.max), now);
    this.#tellOfRoom();
  }

  #limiterAt(now: number): RateLimiter {
    this.#limiter ??= new RateLimiter(this.#limits.initial, now);
    return this.#limiter;
  }

  /** What waits comes first: is there nothing? */
  #mayAdd(limiter: RateLimiter, now: number): boolean {
    this.release(now + 1);
    if (this.#waiting > 0) return false;
    limiter.idleUntil(now);
    return true;
  }

  /** Is there as much as the next block can take? */
  get #isFull(): boolean {
    return this.#waiting > Math.ceil((this.rate * this.#blockInterval) / 1000);
  }

  #untilRoom(): Promise<void> | undefined {
    if (!this.#isFull) return undefined;
    this.#room ??= Promise.withResolvers();
    return this.#room.promise;
  }

  #tellOfRoom(): void {
    if (this.#room === undefined || this.#isFull) return;
    this.#room.resolve();
    this.#room = undefined;
  }

  #move(count: number): void {
    this.#waiting -= count;
    for (let left = count; left > 0; ) {
      const first = this.#segments[0]!;
      if (first.kind === "records") {
        const end = Math.min(first.records.length, first.at + left);
        left -= end - first.at;
        for (; first.at < end; first.at++) this.#sink.record(first.records[first.at]);
        if (end === first.records.length) this.#segments.shift();
      } else {
        const lines = Math.min(first.lines, left);
        const end = lines === first.lines ? first.bytes.length : linesEnd(first.bytes, first.at, lines);
        // a copy: a few lines are not to keep all of the bytes alive that they came with
        this.#sink.lines([first.bytes.slice(first.at, end)], lines);
        first.at = end;
        first.lines -= lines;
        left -= lines;
        if (first.lines === 0) this.#segments.shift();
      }
    }
  }
}

function tooMany(): IllegalStateError {
  return new IllegalStateError(`The receiver stores faster than its rate allows, and ${MOST_WAITING} records wait`, {
    code: "RECEIVER_TOO_FAST",
    advice: "Wait for what store gives before you store more: await this.store(record).",
  });
}
