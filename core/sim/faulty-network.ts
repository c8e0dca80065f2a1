import { type Clock, type Connection, type ConnectionEvents, TIMER_ORDER } from "../host/host.ts";
import type { FaultyWorld } from "./faults.ts";
import { SimNetwork } from "./network.ts";

/** A network whose peers break off, fall silent and refuse connections, by a plan. */
export class FaultyNetwork extends SimNetwork {
  readonly #clock: Clock;
  readonly #world: FaultyWorld;

  constructor(
    clock: Clock,
    world: FaultyWorld,
    ...rest: ConstructorParameters<typeof SimNetwork> extends [unknown, ...infer R] ? R : never
  ) {
    super(clock, ...rest);
    this.#clock = clock;
    this.#world = world;
  }

  override connect(host: string, port: number, peer: ConnectionEvents): Connection {
    const { plan, random } = this.#world;
    if (plan.at({ kind: "connect" }) === "refuse") {
      this.refuse(host, port);
      const again = this.#clock.now() + Math.floor(random() * 5000);
      this.#clock.schedule(again, () => this.listen(host, port), TIMER_ORDER.arrival);
    }
    return new FaultyConnection(this.#clock, this.#world, peer, (events) => super.connect(host, port, events));
  }
}

/** Stands between the program and its peer. */
class FaultyConnection implements Connection {
  readonly #clock: Clock;
  readonly #world: FaultyWorld;
  readonly #peer: ConnectionEvents;
  readonly #connection: Connection;
  #isSilent = false;
  #isPaused = false;
  #isOver = false;

  constructor(
    clock: Clock,
    world: FaultyWorld,
    peer: ConnectionEvents,
    connect: (events: ConnectionEvents) => Connection,
  ) {
    this.#clock = clock;
    this.#world = world;
    this.#peer = peer;
    this.#connection = connect({ ...peer, data: (bytes) => this.#arrived(bytes) });
  }

  pause(): void {
    this.#isPaused = true;
    this.#connection.pause();
  }

  resume(): void {
    this.#isPaused = false;
    if (!this.#isSilent) this.#connection.resume();
  }

  close(): void {
    this.#isOver = true;
    this.#connection.close();
  }

  #arrived(bytes: Uint8Array): void {
    const { plan, random, die } = this.#world;
    const peer = this.#peer;
    const cut = Math.floor(random() * bytes.length);
    switch (plan.at({ kind: "arrival" })) {
      case undefined:
        peer.data(bytes);
        return;
      case "crash-before":
        die();
        return;
      case "crash-after":
        peer.data(bytes);
        die();
        return;
      case "hang-up":
        peer.data(bytes);
        if (this.#isOver) return;
        this.close();
        peer.closed();
        return;
      case "reset":
        peer.data(bytes.subarray(0, cut));
        if (this.#isOver) return;
        this.close();
        peer.failed(new Error("read ECONNRESET"));
        return;
      case "cut":
        peer.data(bytes.subarray(0, cut));
        if (!this.#isOver) peer.data(bytes.subarray(cut));
        return;
      case "silence":
        this.#fallSilent(bytes, Math.floor(random() * 10_000));
        return;
      default:
        peer.data(bytes);
    }
  }

  /** The bytes come after so many milliseconds, and whatever follows them. */
  #fallSilent(bytes: Uint8Array, milliseconds: number): void {
    this.#isSilent = true;
    this.#connection.pause();
    const end = (): void => {
      this.#isSilent = false;
      if (this.#isOver) return;
      if (!this.#isPaused) this.#connection.resume();
      this.#peer.data(bytes);
    };
    this.#clock.schedule(this.#clock.now() + milliseconds, end, TIMER_ORDER.arrival);
  }
}
