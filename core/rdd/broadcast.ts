import { NAMED, SERIALIZE } from "../closure/index.ts";
import { callSite, siteText } from "../conf/call-site.ts";
import { SparkError } from "../conf/errors.ts";

/** What a broadcast variable asks of its SparkContext. */
interface BroadcastOwner {
  /** Frees the copies on the executors. */
  unpersistBroadcast(id: number): void;
  destroyBroadcast(id: number): void;
}

/**
 * A value that is sent to every executor once, and not with every task. Not to be changed after it was made.
 * @spark org.apache.spark.broadcast.Broadcast
 * @example
 * const stopWords: Broadcast<Set<string>> = sc.broadcast(new Set(["a", "the"]));
 * const told = words.filter((word) => !stopWords.value.has(word));
 */
export class Broadcast<T> {
  /**
   * Unique within the application.
   * @spark Broadcast.id
   */
  readonly id: number;
  readonly #owner: BroadcastOwner;
  #content: { readonly value: T } | undefined;
  #wasRecovered = false;
  #destroyedAt = "";

  constructor(id: number, value: T, owner: BroadcastOwner) {
    this.id = id;
    this.#content = { value };
    this.#owner = owner;
  }

  /** For the engine: one that a function captured whose driver is no more. */
  static notRecovered(id: number): Broadcast<unknown> {
    const broadcast = new Broadcast<unknown>(id, undefined, { unpersistBroadcast() {}, destroyBroadcast() {} });
    broadcast.#content = undefined;
    broadcast.#wasRecovered = true;
    return broadcast;
  }

  /** Travels as its id. */
  [SERIALIZE](): { kind: "broadcast"; id: number } {
    this.#checkValid();
    return { kind: "broadcast", id: this.id };
  }

  [NAMED](): void {}

  /**
   * The value. Throws when the variable was destroyed.
   * @spark Broadcast.value
   */
  get value(): T {
    return this.#checkValid().value;
  }

  /**
   * Frees the copies on the executors; they are sent again when they are needed again.
   * @spark Broadcast.unpersist
   * @example sc.broadcast([1, 2, 3]).unpersist();
   */
  unpersist(): void {
    this.#checkValid();
    this.#owner.unpersistBroadcast(this.id);
  }

  /**
   * Frees all of it; it cannot be used any more.
   * @spark Broadcast.destroy
   * @example sc.broadcast([1, 2, 3]).destroy();
   */
  destroy(): void {
    this.#checkValid();
    this.#destroyedAt = siteText(callSite());
    this.#content = undefined;
    this.#owner.destroyBroadcast(this.id);
  }

  /**
   * `Broadcast(0)`.
   * @spark Broadcast.toString
   */
  toString(): string {
    return `Broadcast(${this.id})`;
  }

  #checkValid(): { readonly value: T } {
    if (this.#content !== undefined) return this.#content;
    if (this.#wasRecovered) {
      throw new SparkError(
        `Attempted to use ${this}, which a function captured before the driver was recovered from a checkpoint: broadcast variables are not recovered`,
        {
          code: "RECOVERED_BROADCAST",
          advice:
            "Make it lazily: keep it in a variable of the module (let shared) that the driver's function fills when it is empty, from rdd.sparkContext.",
        },
      );
    }
    // the blank at the end is Spark's
    throw new SparkError(`Attempted to use ${this} after it was destroyed (destroy at ${this.#destroyedAt}) `, {
      code: "DESTROYED_BROADCAST",
      advice: "Broadcast the value anew, or call unpersist() where it will be needed again.",
    });
  }
}
