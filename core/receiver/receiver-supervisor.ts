import { describeError, SparkError } from "../conf/errors.ts";
import type { StorageLevel } from "../conf/storage-level.ts";
import type { Host, Timer } from "../host/host.ts";
import { preview } from "../sinks/record-text.ts";
import type { BlockContent } from "../storage/packed-records.ts";
import { firstLines } from "../storage/text-lines.ts";
import type { Preview } from "../trace/events.ts";
import type { Trace } from "../trace/trace.ts";
import { BlockGenerator } from "./block-generator.ts";
import { NO_LIMIT, type RateLimits } from "./rate-limits.ts";
import { RateQueue } from "./rate-queue.ts";
import type { Receiver, ReceiverSupervisorApi } from "./receiver.ts";

export interface SupervisorOptions {
  readonly host: Host;
  readonly trace: Trace;
  readonly streamId: number;
  /** How many supervisors the stream's receiver has had before. */
  readonly attempt: number;
  readonly blockInterval: number;
  readonly restartDelay: number;
  /** Undefined when there is no limit, and none can come. */
  readonly rateLimits: RateLimits | undefined;
  /** Keeps a block and tells the driver of it; throws when that is not possible. */
  storeBlock(block: string, content: BlockContent, records: number, level: StorageLevel): void;
  /** It has been stopped for good, or could not be started: with what went wrong, if it was that. */
  ended(error: unknown): void;
}

/** Runs a receiver in its slot: starts it, cuts what it stores into blocks, starts it again when it fails. Spark: `ReceiverSupervisor`. */
export class ReceiverSupervisor implements ReceiverSupervisorApi {
  readonly host: Host;
  readonly streamId: number;
  readonly #receiver: Receiver<unknown>;
  readonly #options: SupervisorOptions;
  readonly #blocks: BlockGenerator;
  /** Where there can be a limit. */
  readonly #rate: RateQueue | undefined;
  #state: "initialized" | "started" | "stopped" = "initialized";
  #restart: Timer | undefined;
  #slot = 0;
  #shown = 0;
  #sample: Preview[] = [];
  #manyBlocks = 0;
  #isStopping = false;
  #isOver = false;
  #isLate = false;

  constructor(receiver: Receiver<unknown>, options: SupervisorOptions) {
    this.#receiver = receiver;
    this.#options = options;
    this.host = options.host;
    this.streamId = options.streamId;
    this.#blocks = new BlockGenerator(
      options.host.clock,
      options.streamId,
      options.blockInterval,
      (block, content, records, from, to) => this.#pushBlock(block, content, records, from, to),
      (time) => this.#rate?.release(time),
    );
    const { blockInterval, rateLimits } = options;
    if (rateLimits !== undefined) {
      this.#rate = new RateQueue(rateLimits, blockInterval, {
        record: (record) => this.#addRecord(record),
        lines: (pieces, lines) => this.#addLines(pieces, lines),
      });
    }
    receiver.attach(this);
  }

  start(slot: number): void {
    this.#slot = slot;
    const rate = this.#rate?.rate;
    if (rate !== undefined && rate < NO_LIMIT)
      this.#options.trace.emit({ kind: "rate-changed", stream: this.streamId, rate });
    this.#blocks.start();
    this.#startReceiver();
  }

  /** Stops for good: the receiver first, then the cutting, so that what was received is kept. The tracker may have another supervisor go on. */
  stop(message: string, error?: unknown): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    this.#restart?.cancel();
    this.#restart = undefined;
    this.#stopReceiver(message, error);
    this.#rate?.flush();
    this.#blocks.stop();
    this.#isOver = true;
    this.#options.ended(error);
  }

  isStarted(): boolean {
    return this.#state === "started";
  }

  isStopped(): boolean {
    return this.#state === "stopped";
  }

  /** Sets the rate, in whole records a second. Gives the one that holds then, if it is another than before. */
  updateRate(rate: number): number | undefined {
    if (this.#rate === undefined) return undefined;
    const before = this.#rate.rate;
    this.#rate.setRate(rate, this.host.clock.now());
    return this.#rate.rate === before ? undefined : this.#rate.rate;
  }

  pushSingle(record: unknown): Promise<void> | undefined {
    if (this.#isOver) return this.#tooLate();
    if (this.#rate !== undefined) return this.#rate.add(record, this.host.clock.now());
    this.#addRecord(record);
    return undefined;
  }

  #addRecord(record: unknown): void {
    if (this.#shown < this.#options.trace.previews) this.#show(record);
    this.#blocks.add(record);
  }

  pushLines(pieces: readonly Uint8Array[], lines: number): Promise<void> | undefined {
    if (this.#isOver) return this.#tooLate();
    if (this.#rate !== undefined) return this.#rate.addLines(pieces, lines, this.host.clock.now());
    this.#addLines(pieces, lines);
    return undefined;
  }

  #addLines(pieces: readonly Uint8Array[], lines: number): void {
    if (this.#shown < this.#options.trace.previews) {
      for (const line of firstLines(pieces, this.#options.trace.previews - this.#shown)) this.#show(line);
    }
    this.#blocks.addLines(pieces, lines);
  }

  #show(record: unknown): void {
    this.#shown++;
    const shown = preview(record);
    this.#sample.push(shown);
    this.#options.trace.emit({ kind: "record-arrived", stream: this.streamId, record: shown });
  }

  /**
   * What comes after the end is lost, as there is no block any more that it could be in. Whoever waits for room, which there never is any more, waits for
   * ever: else a loop around `await store(…)` would go on without end.
   */
  #tooLate(): Promise<void> | undefined {
    if (!this.#isLate) {
      this.#isLate = true;
      this.#options.trace.warn(
        `Receiver ${this.streamId} stores records after it was stopped: they are lost. Let onStop end whatever onStart began.`,
        "RECEIVER_STORES_LATE",
      );
    }
    return this.#rate === undefined ? undefined : new Promise(() => {});
  }

  pushMany(records: Iterable<unknown>): void {
    if (this.#isOver) {
      throw new SparkError(`Cannot add data as receiver ${this.streamId} has been stopped`, {
        code: "RECEIVER_STORES_LATE",
        advice: "Let onStop end whatever onStart began. These records are not stored: they must not be acknowledged.",
      });
    }
    const now = this.host.clock.now();
    const all = [...records];
    this.#sample = all.slice(0, this.#options.trace.previews).map(preview);
    this.#store(`input-${this.streamId}-${now}-${this.#manyBlocks++}${this.#suffix}`, all, all.length, now, now);
  }

  restart(message: string, error?: unknown, delay = this.#options.restartDelay): void {
    if (this.#state !== "started") return;
    const { trace, host } = this.#options;
    const text = error === undefined ? message : `${message} - ${describeError(error)}`;
    trace.warn(`Restarting receiver with delay ${delay} ms: ${text}`, "RECEIVER_RESTART");
    this.#tellError(message, error, true);
    this.#stopReceiver(`Restarting receiver with delay ${delay}ms: ${message}`, error);
    trace.emit({ kind: "receiver-restarting", stream: this.streamId, message: text, delay });
    this.#restart = host.clock.schedule(host.clock.now() + delay, () => {
      this.#restart = undefined;
      this.#startReceiver();
    });
  }

  /** The receiver's own thread has died: it is started again. */
  killed(): void {
    this.restart(
      "Error receiving data",
      new SparkError("The receiver's thread was killed", { code: "RECEIVER_KILLED" }),
    );
  }

  reportError(message: string, error: unknown): void {
    this.#options.trace.warn(`Reported error ${message} - ${describeError(error)}`, "RECEIVER_ERROR");
    this.#tellError(message, error);
  }

  #tellError(message: string, error: unknown, restart?: boolean): void {
    const text = error === undefined ? "" : describeError(error);
    this.#options.trace.emit({ kind: "receiver-error", stream: this.streamId, message, error: text, restart });
  }

  #startReceiver(): void {
    this.#state = "started";
    const name = this.#receiver.constructor.name;
    this.#options.trace.emit({ kind: "receiver-started", stream: this.streamId, name, slot: this.#slot });
    try {
      this.#receiver.onStart();
    } catch (error) {
      this.stop(`Error starting receiver ${this.streamId}`, error);
    }
  }

  #stopReceiver(message: string, error: unknown): void {
    if (this.#state !== "started") return;
    this.#state = "stopped";
    try {
      this.#receiver.onStop();
    } catch (stopError) {
      this.#options.trace.error(`Error stopping receiver ${this.streamId}`, stopError, "RECEIVER_STOP");
    }
    const text = error === undefined ? undefined : describeError(error);
    this.#options.trace.emit({ kind: "receiver-stopped", stream: this.streamId, message, error: text });
  }

  /** Blocks of different supervisors never have the same name. */
  get #suffix(): string {
    const { attempt } = this.#options;
    return attempt === 0 ? "" : `-r${attempt}`;
  }

  /** What the receiver did not wait for cannot be told to it: when it cannot be stored, it is lost, and that is reported. */
  #pushBlock(block: string, content: BlockContent, records: number, from: number, to: number): void {
    try {
      this.#store(`${block}${this.#suffix}`, content, records, from, to);
    } catch (error) {
      this.reportError(`Error in block pushing thread: the ${records} records of ${block} are lost`, error);
    }
  }

  #store(block: string, content: BlockContent, records: number, from: number, to: number): void {
    this.#options.storeBlock(block, content, records, this.#receiver.storageLevel);
    this.#options.trace.emit({
      kind: "block-stored",
      stream: this.streamId,
      block,
      from,
      to,
      records,
      sample: this.#sample,
    });
    this.#sample = [];
    this.#shown = 0;
  }
}
