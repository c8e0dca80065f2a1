import { SparkError } from "../conf/errors.ts";
import type { Trace } from "./trace.ts";

/** Is a listener being called right now? */
let inListener = false;

/**
 * Tells listeners of what has happened, in order and after it has happened: a listener runs between the engine's own steps, never inside of one. One
 * that throws, or whose promise rejects, is logged, and all goes on. Spark: `LiveListenerBus`.
 */
export class ListenerBus<L extends object, E> {
  readonly #trace: Trace;
  readonly #deliver: (listener: L, event: E) => unknown;
  readonly #listeners: L[] = [];
  #queue: E[] = [];

  constructor(trace: Trace, deliver: (listener: L, event: E) => unknown) {
    this.#trace = trace;
    this.#deliver = deliver;
  }

  add(listener: L): void {
    this.#listeners.push(listener);
  }

  remove(listener: L): void {
    const at = this.#listeners.indexOf(listener);
    if (at >= 0) this.#listeners.splice(at, 1);
  }

  /** Without any listener, what happens need not be put together. */
  get isHeard(): boolean {
    return this.#listeners.length > 0;
  }

  post(event: E): void {
    if (this.#listeners.length === 0) return;
    if (this.#queue.push(event) === 1) void Promise.resolve().then(() => this.#drain());
  }

  #drain(): void {
    const events = this.#queue;
    this.#queue = [];
    for (const event of events) for (const listener of [...this.#listeners]) this.#call(listener, event);
  }

  #call(listener: L, event: E): void {
    const failed = (error: unknown): void =>
      this.#trace.error(`Listener ${nameOf(listener)} threw an exception`, error, "LISTENER_FAILED");
    inListener = true;
    try {
      const result = this.#deliver(listener, event);
      if (typeof (result as PromiseLike<unknown> | undefined)?.then === "function")
        (result as PromiseLike<unknown>).then(undefined, failed);
    } catch (error) {
      failed(error);
    } finally {
      inListener = false;
    }
  }
}

/** Throws when `what` is to be stopped by a listener that is being called: on Spark that would wait for itself. */
export function checkOutsideListeners(what: string): void {
  if (!inListener) return;
  throw new SparkError(`Cannot stop ${what} within listener bus thread.`, {
    code: "STOP_IN_LISTENER",
    advice: "Note in the listener that it shall end, and call stop where the program waits.",
  });
}

function nameOf(listener: object): string {
  const { name } = listener.constructor;
  return name === "" || name === "Object" ? "(a plain object)" : name;
}
