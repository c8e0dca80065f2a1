import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

/** So many lines are written at once. */
const CHUNK = 500;
/** So long an acknowledgement is on its way, in milliseconds. */
const LATENCY = 50;

/** A TCP server that gives lines to whoever is connected, as they become available; it outlives the drivers. */
export abstract class Peer {
  readonly #server = createServer((socket) => this.#accept(socket));
  readonly #sockets = new Set<Socket>();

  /** Gives the port. */
  async listen(): Promise<number> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return (this.#server.address() as AddressInfo).port;
  }

  /** The next lines, `most` of them at most, each with its end; empty when there are none now. */
  protected abstract next(most: number): string;
  /** Somebody has connected. */
  protected abstract begin(): void;
  /** The connection has ended. */
  protected abstract lost(): void;
  /** What comes back over a connection. */
  protected abstract heard(line: string): void;

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    this.begin();
    let rest = "";
    socket.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      for (const line of lines) this.heard(line);
    });
    // a driver that is killed resets its connection
    socket.on("error", () => {});
    const timer = setInterval(() => {
      while (!socket.writableNeedDrain) {
        const text = this.next(CHUNK);
        if (text === "") break;
        socket.write(text);
      }
    }, 5);
    socket.on("close", () => {
      clearInterval(timer);
      this.#sockets.delete(socket);
      this.lost();
    });
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}

/** Keeps its lines until they are acknowledged by their numbers, and sends all others again to whoever connects. The first line is number 1. */
export class KeepingPeer extends Peer {
  /** So many lines there are by now. */
  available = 0;
  acknowledged = 0;
  readonly #line: (number: number) => string;
  #sent = 0;
  #connections = 0;

  constructor(line: (number: number) => string) {
    super();
    this.#line = line;
  }

  protected begin(): void {
    this.#sent = this.acknowledged;
    this.#connections++;
  }

  protected next(most: number): string {
    let text = "";
    for (const end = Math.min(this.available, this.#sent + most); this.#sent < end; ) {
      this.#sent++;
      text += `${this.#sent} ${this.#line(this.#sent)}\n`;
    }
    return text;
  }

  /** An acknowledgement that is on its way when its driver dies is lost: what was stored is sent again. */
  protected heard(line: string): void {
    const connection = this.#connections;
    setTimeout(() => {
      if (connection === this.#connections) this.acknowledged = Math.max(this.acknowledged, Number(line));
    }, LATENCY);
  }

  protected lost(): void {
    this.#connections++;
  }
}

/** Sends each line once, as netcat does, and does not hear whether it arrived. */
export class ForgetfulPeer extends Peer {
  readonly #waiting: number[] = [];

  /** The numbers of the lines that were sent over each connection, in their order. */
  readonly sent: number[][] = [];

  add(lines: readonly number[]): void {
    for (const line of lines) this.#waiting.push(line);
  }

  get isIdle(): boolean {
    return this.#waiting.length === 0;
  }

  protected begin(): void {
    this.sent.push([]);
  }

  protected next(most: number): string {
    const lines = this.#waiting.splice(0, most);
    for (const line of lines) this.sent.at(-1)!.push(line);
    return lines.map((line) => `${line}\n`).join("");
  }

  protected lost(): void {}

  protected heard(): void {}
}
