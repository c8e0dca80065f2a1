import { describeError } from "../conf/errors.ts";
import type { StorageLevel } from "../conf/storage-level.ts";
import type { Host, Timer } from "../host/host.ts";
import { preview } from "../sinks/record-text.ts";
import type { Preview } from "../trace/events.ts";
import type { Trace } from "../trace/trace.ts";
import { BlockGenerator } from "./block-generator.ts";
import type { Receiver, ReceiverSupervisorApi } from "./receiver.ts";

export interface SupervisorOptions {
  readonly host: Host;
  readonly trace: Trace;
  readonly streamId: number;
  readonly blockInterval: number;
  readonly restartDelay: number;
  /** Keeps a block and tells the driver of it. */
  storeBlock(block: string, records: readonly unknown[], level: StorageLevel): void;
}

/** Runs a receiver in its slot: starts it, cuts what it stores into blocks, starts it again when it fails. Spark: `ReceiverSupervisor`. */
export class ReceiverSupervisor implements ReceiverSupervisorApi {
  readonly host: Host;
  readonly streamId: number;
  readonly #receiver: Receiver<unknown>;
  readonly #options: SupervisorOptions;
  readonly #blocks: BlockGenerator;
  #state: "initialized" | "started" | "stopped" = "initialized";
  #restart: Timer | undefined;
  #slot = 0;
  #shown = 0;
  #sample: Preview[] = [];
  #manyBlocks = 0;

  constructor(receiver: Receiver<unknown>, options: SupervisorOptions) {
    this.#receiver = receiver;
    this.#options = options;
    this.host = options.host;
    this.streamId = options.streamId;
    this.#blocks = new BlockGenerator(
      options.host.clock,
      options.streamId,
      options.blockInterval,
      (block, records, from, to) => this.#store(block, records, from, to),
    );
    receiver.attach(this);
  }

  start(slot: number): void {
    this.#slot = slot;
    this.#blocks.start();
    this.#startReceiver();
  }

  /** Stops for good: the receiver first, then the cutting, so that what was received is kept. */
  stop(message: string, error?: unknown): void {
    this.#restart?.cancel();
    this.#restart = undefined;
    this.#stopReceiver(message, error);
    this.#blocks.stop();
  }

  isStarted(): boolean {
    return this.#state === "started";
  }

  pushSingle(record: unknown): void {
    const { trace } = this.#options;
    if (this.#shown < trace.previews) {
      this.#shown++;
      const shown = preview(record);
      this.#sample.push(shown);
      trace.emit({ kind: "record-arrived", stream: this.streamId, record: shown });
    }
    this.#blocks.add(record);
  }

  pushMany(records: Iterable<unknown>): void {
    const now = this.host.clock.now();
    const all = [...records];
    this.#sample = all.slice(0, this.#options.trace.previews).map(preview);
    this.#store(`input-${this.streamId}-${now}-${this.#manyBlocks++}`, all, now, now);
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
      this.restart("Error starting receiver", error);
    }
  }

  #stopReceiver(message: string, error: unknown): void {
    if (this.#state === "stopped") return;
    const wasStarted = this.#state === "started";
    this.#state = "stopped";
    if (wasStarted) {
      try {
        this.#receiver.onStop();
      } catch (stopError) {
        this.#options.trace.error(`Error stopping receiver ${this.streamId}`, stopError, "RECEIVER_STOP");
      }
    }
    const text = error === undefined ? undefined : describeError(error);
    this.#options.trace.emit({ kind: "receiver-stopped", stream: this.streamId, message, error: text });
  }

  #store(block: string, records: readonly unknown[], from: number, to: number): void {
    this.#options.storeBlock(block, records, this.#receiver.storageLevel);
    this.#options.trace.emit({
      kind: "block-stored",
      stream: this.streamId,
      block,
      from,
      to,
      records: records.length,
      sample: this.#sample,
    });
    this.#sample = [];
    this.#shown = 0;
  }
}
