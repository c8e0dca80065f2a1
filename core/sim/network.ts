import { type Clock, type Connection, type ConnectionEvents, type Network, TIMER_ORDER } from "../host/host.ts";

/** Hears what happens to the simulated netcats: who connects to which, and who leaves. */
export interface SimNetworkListener {
  /** How many connections to `host:port` there are now; 0 also for an attempt that was refused. */
  connections(host: string, port: number, count: number): void;
}

/** A netcat, and who is connected to it. */
export interface SimPeer {
  readonly host: string;
  readonly port: number;
  readonly listening: boolean;
  readonly connections: number;
  /** Lines that wait for somebody to connect. */
  readonly waiting: number;
}

/**
 * A network of simulated netcats: one listens on every `host:port`, as `sluice nc -lk PORT` would, until that port is refused.
 * Lines go to every client; those sent while nobody is connected wait for the next one. Everything that arrives does so through
 * the clock, after the batch of the same millisecond, and in the order in which it was sent.
 */
export class SimNetwork implements Network {
  readonly #clock: Clock;
  readonly #listener: SimNetworkListener | undefined;
  readonly #netcats: Map<string, Netcat>;
  readonly #open = new Set<Client>();

  constructor(clock: Clock, listener?: SimNetworkListener, sharedWith?: SimNetwork) {
    this.#clock = clock;
    this.#listener = listener;
    this.#netcats = sharedWith === undefined ? new Map<string, Netcat>() : sharedWith.#netcats;
  }

  /** The netcats that are not as they were when this was asked last. */
  takeChanges(): SimPeer[] {
    return [...this.#netcats.values()].flatMap((netcat) => netcat.takeChange() ?? []);
  }

  /** Whoever made connections here has died: the peers see them closed. */
  halt(): void {
    for (const client of this.#open) client.close();
  }

  connect(host: string, port: number, peer: ConnectionEvents): Connection {
    const netcat = this.#netcat(host, port);
    const client = new Client(this.#clock, peer, () => {
      this.#open.delete(client);
      netcat.leave(client);
    });
    this.#open.add(client);
    netcat.join(client);
    return client;
  }

  /** Types a line into the netcat on `host:port`; it travels as UTF-8 with a line feed. */
  send(host: string, port: number, line: string): void {
    this.#netcat(host, port).send(new TextEncoder().encode(`${line}\n`));
  }

  /** Sends bytes as they are: for lines without an end, cut characters and the like. */
  sendBytes(host: string, port: number, bytes: Uint8Array): void {
    this.#netcat(host, port).send(bytes);
  }

  /** Types `line` at the time `at`, or now if that has passed. */
  sendAt(at: number, host: string, port: number, line: string): void {
    this.#clock.schedule(Math.max(at, this.#clock.now()), () => this.send(host, port, line), TIMER_ORDER.arrival);
  }

  /** Ends every connection to `host:port` from the peer's side, after what was sent before. The netcat goes on listening. */
  hangUp(host: string, port: number): void {
    this.#netcat(host, port).hangUp();
  }

  /** From now on nobody listens on `host:port`: connections are refused. Those that are open stay. */
  refuse(host: string, port: number): void {
    this.#netcat(host, port).listening = false;
  }

  /** Ends `refuse`. */
  listen(host: string, port: number): void {
    this.#netcat(host, port).listening = true;
  }

  #netcat(host: string, port: number): Netcat {
    const name = `${host}:${port}`;
    let netcat = this.#netcats.get(name);
    if (netcat === undefined) {
      netcat = new Netcat(host, port, (count) => this.#listener?.connections(host, port, count));
      this.#netcats.set(name, netcat);
    }
    return netcat;
  }
}

/** One `sluice nc -lk`. */
class Netcat {
  listening = true;
  readonly #host: string;
  readonly #port: number;
  readonly #changed: (clients: number) => void;
  #clients: Client[] = [];
  #waiting: Uint8Array[] = [];
  #told: SimPeer | undefined;

  constructor(host: string, port: number, changed: (clients: number) => void) {
    this.#host = host;
    this.#port = port;
    this.#changed = changed;
  }

  /** How it is, unless it was the same when this was asked last. */
  takeChange(): SimPeer | undefined {
    const { listening } = this;
    const [connections, waiting] = [this.#clients.length, this.#waiting.length];
    const told = this.#told;
    if (told?.listening === listening && told.connections === connections && told.waiting === waiting) return undefined;
    this.#told = { host: this.#host, port: this.#port, listening, connections, waiting };
    return this.#told;
  }

  join(client: Client): void {
    if (!this.listening) {
      client.refuse(new Error(`connect ECONNREFUSED ${this.#host}:${this.#port}: nobody listens there`));
    } else {
      this.#clients.push(client);
      client.open();
      this.#serve();
    }
    this.#changed(this.#clients.length);
  }

  leave(client: Client): void {
    const before = this.#clients.length;
    this.#clients = this.#clients.filter((other) => other !== client);
    if (this.#clients.length !== before) this.#changed(this.#clients.length);
  }

  send(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.#serve();
  }

  hangUp(): void {
    const clients = this.#clients;
    this.#clients = [];
    for (const client of clients) client.end();
    if (clients.length > 0) this.#changed(0);
  }

  #serve(): void {
    if (this.#clients.length === 0) return;
    for (const bytes of this.#waiting.splice(0)) for (const client of this.#clients) client.deliver(bytes);
  }
}

type Arrival = (peer: ConnectionEvents) => void;

/** The program's end of a connection. What arrives waits for its turn on the clock, and for `resume` while paused. */
class Client implements Connection {
  readonly #clock: Clock;
  readonly #peer: ConnectionEvents;
  readonly #left: () => void;
  readonly #arrivals: Arrival[] = [];
  #paused = false;
  #over = false;
  #scheduled = false;

  constructor(clock: Clock, peer: ConnectionEvents, left: () => void) {
    this.#clock = clock;
    this.#peer = peer;
    this.#left = left;
  }

  open(): void {
    this.#arrive((peer) => peer.opened());
  }

  deliver(bytes: Uint8Array): void {
    this.#arrive((peer) => peer.data(bytes));
  }

  end(): void {
    this.#arrive((peer) => {
      this.#over = true;
      peer.closed();
    });
  }

  refuse(error: Error): void {
    this.#arrive((peer) => {
      this.#over = true;
      peer.failed(error);
    });
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#schedule();
  }

  close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#arrivals.length = 0;
    this.#left();
  }

  #arrive(arrival: Arrival): void {
    this.#arrivals.push(arrival);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || this.#paused || this.#over || this.#arrivals.length === 0) return;
    this.#scheduled = true;
    this.#clock.schedule(this.#clock.now(), () => this.#run(), TIMER_ORDER.arrival);
  }

  /** Each arrival on its own timer, so that what one sets off comes to rest before the next. */
  #run(): void {
    this.#scheduled = false;
    if (this.#paused || this.#over) return;
    const arrival = this.#arrivals.shift();
    this.#schedule();
    arrival?.(this.#peer);
  }
}
