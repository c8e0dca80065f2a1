import { IllegalStateError } from "../conf/errors.ts";
import { StorageLevel } from "../conf/storage-level.ts";
import type { Host } from "../host/host.ts";
import { engineNamed } from "../rdd/engine-function.ts";
import { decode } from "../storage/codec.ts";

/** What a receiver needs of whoever runs it. */
export interface ReceiverSupervisorApi {
  readonly host: Host;
  readonly streamId: number;
  /** When they come faster than the rate allows: a promise that resolves when there is room for more. */
  pushSingle(record: unknown): Promise<void> | undefined;
  pushMany(records: Iterable<unknown>): void;
  pushLines(pieces: readonly Uint8Array[], lines: number): Promise<void> | undefined;
  restart(message: string, error?: unknown, delay?: number): void;
  stop(message: string, error?: unknown): void;
  reportError(message: string, error: unknown): void;
  isStarted(): boolean;
  isStopped(): boolean;
}

/** Who runs each receiver: no part of the receiver, which travels without it. */
const supervisors = new WeakMap<object, ReceiverSupervisorApi>();

/**
 * Brings records in from outside and stores them. Extend it: `onStart` begins to receive and returns at once, `onStop` ends it.
 * What runs is a copy of what was given to `receiverStream`, and another one after a recovery: connections are opened in `onStart`.
 * @spark org.apache.spark.streaming.receiver.Receiver
 * @example
 * class Ticker extends Receiver<number> {
 *   timer: ReturnType<typeof setInterval> | undefined;
 *   onStart(): void {
 *     this.timer = setInterval(() => this.store(1), 100);
 *   }
 *   onStop(): void {
 *     clearInterval(this.timer);
 *   }
 * }
 * const ticks = ssc.receiverStream(new Ticker());
 */
export abstract class Receiver<T> {
  /**
   * How what it stores is kept.
   * @spark Receiver.storageLevel
   */
  readonly storageLevel: StorageLevel;

  constructor(storageLevel: StorageLevel = StorageLevel.MEMORY_AND_DISK_SER_2) {
    this.storageLevel = storageLevel;
  }

  /**
   * Begins to receive. Must not block; a failure is reported with `restart` or `stop`.
   * @spark Receiver.onStart
   */
  abstract onStart(): void;

  /**
   * Ends what `onStart` began.
   * @spark Receiver.onStop
   */
  abstract onStop(): void;

  /**
   * Where it would like to run; on one machine that is noted and has no effect.
   * @spark Receiver.preferredLocation
   */
  preferredLocation(): string | undefined {
    return undefined;
  }

  /** For the engine: from now on this receiver belongs to `supervisor`. */
  attach(supervisor: ReceiverSupervisorApi): void {
    supervisors.set(this, supervisor);
  }

  protected get host(): Host {
    return this.attached().host;
  }

  /**
   * Which of the receiver streams it is for, counted from 0.
   * @spark Receiver.streamId
   */
  get streamId(): number {
    return this.attached().streamId;
  }

  /**
   * Stores one record: it goes into the block that is being filled. Where there is a rate (`spark.streaming.receiver.maxRate`, backpressure), records
   * beyond it wait for later blocks, in their order; then it gives a promise that resolves when there is room for more: `await this.store(record)`.
   * On Spark it blocks. @throws IllegalStateError when a million records wait
   * @spark Receiver.store
   */
  store(record: T): Promise<void> | undefined {
    return this.attached().pushSingle(record);
  }

  /**
   * Stores records as a block of their own, at once: no rate limits that, as on Spark. When it returns they are stored, and with
   * `spark.streaming.receiver.writeAheadLog.enable` written to the log: only then a receiver that loses nothing acknowledges them to where they come from.
   * @throws SparkError, or what the log could not be written for, when they are not: they must not be acknowledged
   * @spark Receiver.store
   */
  storeMany(records: Iterable<T>): void {
    this.attached().pushMany(records);
  }

  /**
   * The same with the records of a block that `rawBlock` made. @throws also CorruptBlockError, UnknownFormatError when it is none
   * @spark Receiver.store
   */
  storeBytes(block: Uint8Array): void {
    this.attached().pushMany(decode(block.subarray(4)));
  }

  /** For the engine's own receivers of text: stores lines as the bytes (UTF-8) that they are, each with its end, in pieces cut anywhere. */
  protected storeLines(pieces: readonly Uint8Array[], lines: number): Promise<void> | undefined {
    return this.attached().pushLines(pieces, lines);
  }

  /**
   * Stops the receiver and starts it again after `delay` milliseconds (`spark.streaming.receiverRestartDelay`, 2000).
   * @spark Receiver.restart
   */
  restart(message: string, error?: unknown, delay?: number): void {
    this.attached().restart(message, error, delay);
  }

  /**
   * Stops the receiver. The tracker starts it again, another copy of it, until the context stops; of an `error` it is told.
   * @spark Receiver.stop
   */
  stop(message: string, error?: unknown): void {
    this.attached().stop(message, error);
  }

  /**
   * Tells the driver of an error; the receiver goes on.
   * @spark Receiver.reportError
   */
  reportError(message: string, error: unknown): void {
    this.attached().reportError(message, error);
  }

  /**
   * Has it been started, and not stopped since?
   * @spark Receiver.isStarted
   */
  isStarted(): boolean {
    return supervisors.get(this)?.isStarted() ?? false;
  }

  /**
   * Has it been stopped? Not before it was started.
   * @spark Receiver.isStopped
   */
  isStopped(): boolean {
    return supervisors.get(this)?.isStopped() ?? false;
  }

  private attached(): ReceiverSupervisorApi {
    const supervisor = supervisors.get(this);
    if (supervisor === undefined) {
      throw new IllegalStateError("A ReceiverSupervisor has not been attached to the receiver yet.", {
        code: "RECEIVER_NOT_STARTED",
        advice: "Give the receiver to ssc.receiverStream(…) and start the context.",
      });
    }
    return supervisor;
  }
}

engineNamed("Receiver", Receiver);
