import { type Clock, TIMER_ORDER } from "../host/host.ts";
import { RecurringTimer } from "../host/recurring-timer.ts";
import type { BlockContent } from "../storage/packed-records.ts";
import { TextLines } from "../storage/text-lines.ts";

/** Takes a finished block of so many records. */
export type PushBlock = (block: string, content: BlockContent, records: number, from: number, to: number) => void;

/**
 * Cuts what a receiver stores into blocks, one every `spark.streaming.blockInterval`; an interval in which nothing came makes no block.
 * Spark: `BlockGenerator`.
 */
export class BlockGenerator {
  readonly #clock: Clock;
  readonly #stream: number;
  readonly #interval: number;
  readonly #push: PushBlock;
  readonly #beforeCut: (time: number) => void;
  readonly #timer: RecurringTimer;
  #buffer: unknown[] = [];
  /** Lines that are still bytes; only while there are no other records. */
  #pieces: Uint8Array[] = [];
  #lines = 0;

  /** `beforeCut` is called when it is time for a block: what is added then still belongs to it. */
  constructor(
    clock: Clock,
    stream: number,
    interval: number,
    push: PushBlock,
    beforeCut: (time: number) => void = () => {},
  ) {
    this.#clock = clock;
    this.#stream = stream;
    this.#interval = interval;
    this.#push = push;
    this.#beforeCut = beforeCut;
    this.#timer = new RecurringTimer(clock, interval, (time) => this.#due(time), TIMER_ORDER.block);
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
    return this.#buffer.length + this.#lines;
  }

  add(record: unknown): void {
    if (this.#lines > 0) this.#buffer.push(...this.#takeLines().toArray());
    this.#buffer.push(record);
  }

  /** Lines as the bytes that they are, each with its end: they stay bytes, unless other records have come between. */
  addLines(pieces: readonly Uint8Array[], lines: number): void {
    for (const piece of pieces) this.#pieces.push(piece);
    this.#lines += lines;
    if (this.#buffer.length > 0) this.#buffer.push(...this.#takeLines().toArray());
  }

  #takeLines(): TextLines {
    const lines = new TextLines(joined(this.#pieces), this.#lines);
    this.#pieces = [];
    this.#lines = 0;
    return lines;
  }

  #due(time: number): void {
    this.#beforeCut(time);
    this.#cut(time);
  }

  #cut(time: number): void {
    const records = this.buffered;
    if (records === 0) return;
    const content = this.#lines > 0 ? this.#takeLines() : this.#buffer;
    this.#buffer = [];
    const from = time - this.#interval;
    this.#push(`input-${this.#stream}-${from}`, content, records, from, time);
  }
}

/** All pieces in one; a single one is itself. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0]!;
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
