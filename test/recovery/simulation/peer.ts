import type { ConnectionEvents } from "../../../core/host/host.ts";
import { engineNamed } from "../../../core/rdd/engine-function.ts";
import { seededRandom } from "../../../core/sim/random.ts";
import type { SimHost } from "../../../core/sim/sim-host.ts";

/** What a line is made of, besides its number: some of it is longer than a byte, and one of it than a packet. */
const PARTS = ["", "word", "größer", "日本", "😀😀", "\u2028", "x".repeat(70_000)];
const LINE_ENDS = ["\n", "\n", "\n", "\r\n"];

/** What came through one connection, and how it ended. */
interface Connection {
  readonly bytes: Uint8Array[];
  failed: boolean;
}

/** A driver's connections, and what came out of its batches. */
interface Life {
  readonly connections: Connection[];
  readonly written: string[];
}

/** A netcat that types lines, some in several pieces, and writes down what of them came to the program, and what came out of it. */
export class Peer {
  readonly #seed: number;
  readonly #until: number;
  readonly #lives: Life[] = [];
  #host: SimHost | undefined;

  /** Types until the time `until`. */
  constructor(seed: number, until: number) {
    this.#seed = seed;
    this.#until = until;
  }

  /** A driver begins to live. */
  begin(host: SimHost): void {
    this.#lives.push({ connections: [], written: [] });
    this.#host = host;
    const { network } = host;
    const connect = network.connect.bind(network);
    network.connect = (name, port, events) => connect(name, port, this.#listening(events));
    this.#type(host);
  }

  get #life(): Life {
    return this.#lives.at(-1)!;
  }

  /** The lines that came to a driver, the first being 0, as Spark's receiver reads them: a line that a broken connection cuts off is lost, one that a peer ends is not. */
  came(driver: number): string[] {
    return this.#lives[driver]!.connections.flatMap(({ bytes, failed }) => {
      const lines = new TextDecoder().decode(joined(bytes)).split(/\r\n|\r|\n/);
      const last = lines.pop()!;
      return failed || last === "" ? lines : [...lines, last];
    });
  }

  /** What came out of a driver's batches. */
  written(driver: number): readonly string[] {
    return this.#lives[driver]!.written;
  }

  /** What has to come out of the last driver yet; undefined when all has. */
  get missing(): string | undefined {
    const { written } = this.#life;
    const came = this.came(this.#lives.length - 1);
    return written.length >= came.length ? undefined : `line ${came[written.length]!.slice(0, 30)}`;
  }

  write(lines: readonly string[]): void {
    if (!this.#host!.isDead) this.#life.written.push(...lines);
  }

  #listening(events: ConnectionEvents): ConnectionEvents {
    const connection: Connection = { bytes: [], failed: false };
    this.#life.connections.push(connection);
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

  /** Types, on the clock of a driver, what there is still to type: the clock of the one before stands still. */
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
