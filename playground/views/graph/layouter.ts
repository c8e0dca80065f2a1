import type { Drawing, Layout } from "./layout.ts";

export type LaidOut = { readonly layout: Layout } | { readonly failure: string } | "too-long";

interface Request {
  readonly drawing: Drawing;
  readonly told: (laidOut: LaidOut) => void;
}

/** A drawing for which this is not enough, in milliseconds, is shown as a table only. */
const PATIENCE = 5_000;

/**
 * Lays drawings out beside the page, one after the other, and ends what takes too long: what a trace says a program is need not be one. There is one for the
 * whole page: it remembers what it has laid out.
 */
class Layouter {
  #worker: Worker | undefined;
  #current: (Request & { readonly timer: ReturnType<typeof setTimeout> }) | undefined;
  /** By who asked: only the latest of each counts. */
  readonly #waiting = new Map<object, Request>();

  /** Lays out what `owner` shows, in place of what it showed before; `told` hears of it unless it comes to something else first. */
  layOut(owner: object, drawing: Drawing, told: (laidOut: LaidOut) => void): void {
    this.#waiting.set(owner, { drawing, told });
    if (this.#current === undefined) this.#next();
  }

  /** Nothing is shown any more. */
  forget(owner: object): void {
    this.#waiting.delete(owner);
  }

  #next(): void {
    const [first] = this.#waiting;
    if (first === undefined) return;
    const [owner, request] = first;
    this.#waiting.delete(owner);
    this.#worker ??= this.#start();
    this.#worker.postMessage(request.drawing);
    this.#current = { ...request, timer: setTimeout(() => this.#giveUp("too-long"), PATIENCE) };
  }

  #start(): Worker {
    const worker = new Worker(new URL("./layout-worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<LaidOut>) => this.#end(data);
    worker.onerror = ({ message }) => this.#giveUp({ failure: message || "the worker did not start" });
    return worker;
  }

  #giveUp(reason: LaidOut): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#end(reason);
  }

  #end(laidOut: LaidOut): void {
    const { timer, told } = this.#current!;
    clearTimeout(timer);
    this.#current = undefined;
    told(laidOut);
    this.#next();
  }
}

export const layouter = new Layouter();
