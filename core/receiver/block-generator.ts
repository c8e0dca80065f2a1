import { type Clock, TIMER_ORDER } from "../host/host.ts";
import { RecurringTimer } from "../host/recurring-timer.ts";

/** Takes a finished block. */
export type PushBlock = (block: string, records: readonly unknown[], from: number, to: number) => void;

/**
 * Cuts what a receiver stores into blocks, one every `spark.streaming.blockInterval`; an interval in which nothing came makes no block.
 * Spark: `BlockGenerator`.
 */
export class BlockGenerator {
  readonly #clock: Clock;
  readonly #stream: number;
  readonly #interval: number;
  readonly #push: PushBlock;
  readonly #timer: RecurringTimer;
  #buffer: unknown[] = [];

  constructor(clock: Clock, stream: number, interval: number, push: PushBlock) {
    this.#clock = clock;
    this.#stream = stream;
    this.#interval = interval;
    this.#push = push;
    this.#timer = new RecurringTimer(clock, interval, (time) => this.#cut(time), TIMER_ORDER.block);
  }

  start(): void {
    this.#timer.start();
  }

  /** Ends the cutting; what is in the buffer becomes a last block. */
  stop(): void {
    this.#timer.stop();
    const now = this.#clock.now();
    this.#cut(Math.ceil((now + 1) / this.#interval) * this.#interval);
  }

  /** How many records wait for the next cut. */
  get buffered(): number {
    return this.#buffer.length;
  }

  add(record: unknown): void {
    this.#buffer.push(record);
  }

  #cut(time: number): void {
    if (this.#buffer.length === 0) return;
    const records = this.#buffer;
    this.#buffer = [];
    const from = time - this.#interval;
    this.#push(`input-${this.#stream}-${from}`, records, from, time);
  }
}
