import type { StorageLevel } from "../conf/storage-level.ts";
import type { Connection } from "../host/host.ts";
import { engineNamed } from "../rdd/engine-function.ts";
import { Receiver } from "../receiver/receiver.ts";

/** What one connection may do with what it receives. After its end nothing of it is stored any more. */
export interface Receiving<T> {
  /** Gives a promise when records come too fast: it resolves when there is room for more. */
  store(record: T): Promise<void> | undefined;
  storeMany(records: Iterable<T>): void;
  /** Lines of text as the bytes that they are, each with its end. When they come too fast the peer is held back. */
  storeLines(pieces: readonly Uint8Array[], lines: number): void;
  /** Nothing more is wanted, or an error makes it impossible: the connection is closed, and the receiver starts again after a while. */
  finish(error?: unknown): void;
  /** Holds the peer back until `resume`. */
  pause(): void;
  resume(): void;
}

/** Makes records of the bytes of one connection. */
export interface BytesReader {
  push(bytes: Uint8Array): void;
  /** The peer has ended, or broken off. Calls `finish` when all has been stored that there is. */
  end(error?: Error): void;
}

/**
 * Receives from a TCP server: connects, and starts again after a while when it cannot connect or loses its peer. What the bytes mean is the
 * `reader`'s affair.
 */
export abstract class TcpReceiver<T> extends Receiver<T> {
  private readonly hostname: string;
  private readonly port: number;
  private finish: (() => void) | undefined;

  constructor(hostname: string, port: number, storageLevel?: StorageLevel) {
    super(storageLevel);
    this.hostname = hostname;
    this.port = port;
  }

  /** A new one for every connection. */
  protected abstract reader(receiving: Receiving<T>): BytesReader;

  onStart(): void {
    let connection: Connection | undefined;
    let opened = false;
    let over = false;
    const close = (): void => {
      over = true;
      connection?.close();
    };
    const reader = this.reader({
      store: (record) => (over ? undefined : this.store(record)),
      storeMany: (records) => {
        if (!over) this.storeMany(records);
      },
      storeLines: (pieces, lines) => {
        if (over) return;
        const room = this.storeLines(pieces, lines);
        if (room === undefined) return;
        connection?.pause();
        void room.then(() => connection?.resume());
      },
      finish: (error) => {
        if (over) return;
        close();
        if (!this.isStarted()) return;
        if (error === undefined) this.restart("Socket data stream had no more data");
        else this.restart(opened ? "Error receiving data" : `Error connecting to ${this.hostname}:${this.port}`, error);
      },
      pause: () => connection?.pause(),
      resume: () => connection?.resume(),
    });
    this.finish = close;
    connection = this.host.network.connect(this.hostname, this.port, {
      opened: () => {
        opened = true;
      },
      data: (bytes) => reader.push(bytes),
      closed: () => reader.end(),
      failed: (error) => reader.end(error),
    });
  }

  onStop(): void {
    this.finish?.();
    this.finish = undefined;
  }
}

engineNamed("TcpReceiver", TcpReceiver);
