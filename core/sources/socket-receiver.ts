import type { StorageLevel } from "../conf/storage-level.ts";
import type { Connection } from "../host/host.ts";
import { Receiver } from "../receiver/receiver.ts";
import { LineDecoder } from "./line-decoder.ts";

/**
 * Lines of text from a TCP server: connects, stores every line, and starts again after a while when it cannot connect or loses its peer.
 * Spark: `SocketReceiver`.
 */
export class SocketReceiver extends Receiver<string> {
  readonly #hostname: string;
  readonly #port: number;
  #connection: Connection | undefined;

  constructor(hostname: string, port: number, storageLevel?: StorageLevel) {
    super(storageLevel);
    this.#hostname = hostname;
    this.#port = port;
  }

  onStart(): void {
    const lines = new LineDecoder((line) => this.store(line));
    const connection = this.host.network.connect(this.#hostname, this.#port, {
      opened: () => {},
      data: (bytes) => lines.push(bytes),
      closed: () => {
        this.#connection = undefined;
        lines.end();
        if (this.isStarted()) this.restart("Socket data stream had no more data");
      },
      failed: (error) => {
        const opened = this.#connection !== undefined && lines.started;
        this.#connection = undefined;
        lines.end();
        if (this.isStarted())
          this.restart(opened ? "Error receiving data" : `Error connecting to ${this.#hostname}:${this.#port}`, error);
      },
    });
    this.#connection ??= connection;
  }

  onStop(): void {
    this.#connection?.close();
    this.#connection = undefined;
  }
}
