import { engineNamed } from "../../../core/rdd/engine-function.ts";
import type { SimHost } from "../../../core/sim/sim-host.ts";

/** A record that a source gave away. */
interface Given {
  /** The number of the driver that got it, the first being 0. */
  readonly driver: number;
  readonly time: number;
}

/** A source outside of all drivers, with numbered records that come evenly: it gives away what was not acknowledged, over and over. */
export class Source {
  readonly acknowledged = new Map<number, Given>();
  /** What came out of the program. */
  readonly written = new Set<number>();
  /** How often something came out again. */
  repeated = 0;
  /** When the drivers died, by their numbers; the last one at the end. */
  readonly deaths: number[] = [];
  readonly #until: number;
  #next = 0;
  #host: SimHost | undefined;
  #driver = -1;

  /** Has records until the time `until`: one every ten milliseconds. */
  constructor(until: number) {
    this.#until = until;
  }

  begin(host: SimHost): void {
    const die = host.die.bind(host);
    host.die = () => {
      if (!host.isDead) this.deaths.push(host.clock.now());
      die();
    };
    this.#host = host;
    this.#driver++;
  }

  /** What there is and was not acknowledged, so many at most. */
  take(most: number): number[] {
    const there = Math.floor(Math.min(this.#host!.clock.now(), this.#until) / 10);
    return Array.from({ length: Math.max(0, Math.min(most, there - this.#next)) }, (_, i) => this.#next + i);
  }

  /** A driver that is dead acknowledges nothing. */
  acknowledge(records: readonly number[]): void {
    if (this.#host!.isDead) return;
    for (const record of records) {
      this.acknowledged.set(record, { driver: this.#driver, time: this.#host!.clock.now() });
      this.#next = record + 1;
    }
  }

  write(records: readonly number[]): void {
    if (this.#host!.isDead) return;
    for (const record of records) {
      if (this.written.has(record)) this.repeated++;
      this.written.add(record);
    }
  }

  /** What has to be acknowledged yet, and to come out if all of it has to; undefined when nothing is left. */
  missing(everything: boolean): string | undefined {
    const all = Math.floor(this.#until / 10);
    if (this.acknowledged.size < all) return `record ${this.#next} was not acknowledged`;
    const [lost] = everything ? this.lost : [];
    return lost === undefined ? undefined : `record ${lost} was acknowledged and did not come out`;
  }

  /** When the last record was given away that was acknowledged. */
  get lastGiven(): number {
    return Math.max(0, ...[...this.acknowledged.values()].map(({ time }) => time));
  }

  /** What was lost although later ones came out that the same driver had been given. */
  get lostAndFollowed(): number[] {
    const last = new Map<number, number>();
    for (const record of this.written) {
      const { driver } = this.acknowledged.get(record) ?? { driver: -1 };
      last.set(driver, Math.max(last.get(driver) ?? -1, record));
    }
    return this.lost.filter((record) => record < (last.get(this.acknowledged.get(record)!.driver) ?? -1));
  }

  /** What was acknowledged and never came out. */
  get lost(): number[] {
    return [...this.acknowledged.keys()].filter((record) => !this.written.has(record));
  }
}

let current: Source | undefined;

/** From now on receivers take from there, and programs write there. */
export function takeFrom(source: Source | undefined): void {
  current = source;
}

export const takeRecords = engineNamed("simulation.take", (most: number): number[] => current?.take(most) ?? []);
export const acknowledgeRecords = engineNamed("simulation.acknowledge", (records: readonly number[]): void =>
  current?.acknowledge(records),
);
export const writeRecords = engineNamed("simulation.write", (records: readonly number[]): void =>
  current?.write(records),
);
