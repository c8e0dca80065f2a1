import { NOT_SERIALIZABLE } from "../closure/index.ts";
import type { SimNetwork } from "../sim/network.ts";

/**
 * A simulated `nc -lk PORT`, which a program connects to with `socketTextStream`. What is sent while nobody is connected waits for the next
 * who connects. What is sent arrives when the clock is moved the next time, after the batch of the same millisecond.
 * @spark none
 * @example
 * const nc: Netcat = t.netcat(9999);
 * nc.send("hello world", "hello");
 */
export class Netcat {
  readonly [NOT_SERIALIZABLE] = "a simulated netcat, which lives on the driver only";
  readonly #network: () => SimNetwork;
  readonly #host: string;
  readonly #port: number;

  /** For `StreamingTest.netcat`. */
  constructor(network: () => SimNetwork, host: string, port: number) {
    this.#network = network;
    this.#host = host;
    this.#port = port;
  }

  /**
   * Types lines.
   * @spark none
   * @example t.netcat(9999).send("hello world");
   */
  send(...lines: readonly string[]): void {
    for (const line of lines) this.#network().send(this.#host, this.#port, line);
  }

  /**
   * Types a line when the clock shows `time`, in milliseconds.
   * @spark none
   * @example t.netcat(9999).sendAt(1500, "hello world");
   */
  sendAt(time: number, line: string): void {
    this.#network().sendAt(time, this.#host, this.#port, line);
  }

  /**
   * Sends bytes as they are, without a line feed: for lines without an end, cut characters and the like.
   * @spark none
   * @example t.netcat(9999).sendBytes(new TextEncoder().encode("no line feed"));
   */
  sendBytes(bytes: Uint8Array): void {
    this.#network().sendBytes(this.#host, this.#port, bytes);
  }

  /**
   * Ends all connections, after what was sent before; it goes on listening, as with `-k`.
   * @spark none
   * @example t.netcat(9999).hangUp();
   */
  hangUp(): void {
    this.#network().hangUp(this.#host, this.#port);
  }

  /**
   * From now on new connections are refused; those that are open stay.
   * @spark none
   * @example t.netcat(9999).refuse();
   */
  refuse(): void {
    this.#network().refuse(this.#host, this.#port);
  }

  /**
   * Ends `refuse`.
   * @spark none
   * @example t.netcat(9999).listen();
   */
  listen(): void {
    this.#network().listen(this.#host, this.#port);
  }
}
