import type { ConnectionEvents } from "../../../core/host/host.ts";
import { engineNamed } from "../../../core/rdd/engine-function.ts";
import { seededRandom } from "../../../core/sim/random.ts";
import type { SimHost } from "../../../core/sim/sim-host.ts";

/** What a line is made of, besides its number: some of it is longer than a byte, and one of it than a packet. */
const PARTS = ["", "word", "größer", "日本", "😀😀", "\u2028", "x".repeat(70_000)];
const LINE_ENDS = ["\n", "\n", "\n", "\r\n"];

/** What came through one connection, and how it ended. */
interface Connection {
  readonly driver: number;
  readonly bytes: Uint8Array[];
  failed: boolean;
}

/** A netcat that types lines, some in several pieces, and writes down what of them came to the program, and what came out of it. */
export class Peer {
  readonly written: string[] = [];
  readonly #seed: number;
  readonly #until: number;
  readonly #connections: Connection[] = [];
  #host: SimHost | undefined;
  #driver = -1;

  /** Types until the time `until`. */
  constructor(seed: number, until: number) {
    this.#seed = seed;
    this.#until = until;
  }

  /** A driver begins to live; the first one finds all that will be typed. */
  begin(host: SimHost): void {
    this.#driver++;
    this.#host = host;
    const { network } = host;
    const connect = network.connect.bind(network);
    network.connect = (name, port, events) => connect(name, port, this.#listening(events));
    this.#type(host);
  }

  /** The lines that came, by driver, as Spark's receiver reads them: a line that a broken connection cuts off is lost, one that a peer ends is not. */
  get came(): string[] {
    return this.#connections.flatMap(({ bytes, failed }) => {
      const text = new TextDecoder().decode(joined(bytes));
      const lines = text.split(/\r\n|\n/);
      const last = lines.pop()!;
      return failed || last === "" ? lines : [...lines, last];
    });
  }

  /** What has to come out yet; undefined when all has. */
  get missing(): string | undefined {
    const { came } = this;
    return this.written.length >= came.length ? undefined : `line ${came[this.written.length]?.slice(0, 30)}`;
  }

  write(lines: readonly string[]): void {
    if (!this.#host!.isDead) this.written.push(...lines);
  }

  #listening(events: ConnectionEvents): ConnectionEvents {
    const connection: Connection = { driver: this.#driver, bytes: [], failed: false };
    this.#connections.push(connection);
    return {
      ...events,
      data: (bytes) => {
        connection.bytes.push(bytes);
        events.data(bytes);
      },
      failed: (error) => {
        connection.failed = true;
        events.failed(error);
      },
    };
  }

  /** What is left to type; a driver that has died can schedule nothing any more. */
  #type({ clock, network }: SimHost): void {
    const random = seededRandom(this.#seed, PEER_STREAM);
    const now = clock.now();
    for (let at = 50, n = 0; at < this.#until; n++) {
      const bytes = new TextEncoder().encode(`${n} ${pick(PARTS, random())}${pick(LINE_ENDS, random())}`);
      const cut = random() < 0.3 ? Math.floor(random() * bytes.length) : bytes.length;
      for (const piece of [bytes.subarray(0, cut), bytes.subarray(cut)]) {
        if (piece.length > 0 && at >= now) clock.schedule(at, () => network.sendBytes("localhost", 9999, piece));
        if (piece.length > 0) at += Math.floor(random() * 200);
      }
    }
  }
}

const PEER_STREAM = 6;

function pick<T>(of: readonly T[], random: number): T {
  return of[Math.floor(random * of.length)]!;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

let current: Peer | undefined;

/** From now on programs write there. */
export function writeTo(peer: Peer | undefined): void {
  current = peer;
}

export const writeLines = engineNamed("simulation.lines", (lines: readonly string[]): void => current?.write(lines));
