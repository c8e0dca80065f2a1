import type { Files } from "../host/files.ts";
import type { Clock } from "../host/host.ts";
import type { WorkerEvents, Workers, WorkerThread } from "../host/workers.ts";
import { ExecutorMain } from "../scheduler/executor-main.ts";
import type { FromExecutor, ToExecutor } from "../scheduler/protocol.ts";
import type { Fault, FaultPlan } from "./faults.ts";

export interface SimWorkersOptions {
  readonly clock: Clock;
  /** Those of the machine, which executors see, too. */
  readonly files: Files;
  /** A copy of a message as a thread gets it: structured cloning, on platforms that have it. */
  readonly clone: (message: unknown, transfer: readonly ArrayBuffer[]) => unknown;
  /** The namespace of a package that the file `importer` imports. */
  readonly importPackage: (specifier: string, importer: string) => unknown;
  /** How many milliseconds a message is on its way. */
  readonly delay: () => number;
  /** An executor that does not answer counts as lost after so many milliseconds. Spark: `spark.network.timeout`. */
  readonly timeout: number;
  /** What goes wrong with tasks, and for how long; nothing if left out. */
  readonly faults?: { readonly plan: FaultPlan; random(): number };
}

/**
 * Executors of a simulated world: each has a memory of its own, and what it is told comes to it by messages that take their time on the world's clock. They
 * die, hang and are slow by a plan.
 */
export class SimWorkers implements Workers {
  readonly onClock = true;
  readonly #options: SimWorkersOptions;

  constructor(options: SimWorkersOptions) {
    this.#options = options;
  }

  start(events: WorkerEvents): WorkerThread {
    return new SimThread(this.#options, events);
  }
}

class SimThread implements WorkerThread {
  readonly #options: SimWorkersOptions;
  readonly #events: WorkerEvents;
  readonly #main: ExecutorMain;
  /** It does nothing any more. */
  #isDead = false;
  /** Nobody wants to hear of it any more. */
  #isOver = false;
  /** When the last message arrives that is on its way there, and here. */
  #lastThere = 0;
  #lastHere = 0;
  /** How much longer its next answer takes. */
  #slow = 0;
  #diesAfterwards = false;

  constructor(options: SimWorkersOptions, events: WorkerEvents) {
    this.#options = options;
    this.#events = events;
    this.#main = new ExecutorMain({
      post: (message, transfer) => this.#answer(message, transfer),
      importPackage: options.importPackage,
      host: () => ({ files: options.files }),
    });
  }

  post(message: unknown, transfer: readonly ArrayBuffer[] = []): void {
    const { clock, clone, delay } = this.#options;
    const copy = clone(message, transfer) as ToExecutor;
    this.#lastThere = Math.max(this.#lastThere, clock.now() + delay());
    clock.schedule(this.#lastThere, () => {
      if (!this.#isDead) this.#receive(copy);
    });
  }

  keepAlive(): void {}

  terminate(): void {
    this.#isDead = true;
    this.#isOver = true;
  }

  #receive(message: ToExecutor): void {
    const { faults } = this.#options;
    const fault = message.type === "task" ? faults?.plan.at({ kind: "task" }) : undefined;
    if (fault !== undefined) this.#wrong(fault, faults!.random());
    if (!this.#isDead) this.#main.receive(message);
  }

  #wrong(fault: Fault, extent: number): void {
    switch (fault) {
      case "executor-crash-before":
        this.#die("the thread ended with exit code 137", this.#options.delay());
        break;
      case "executor-crash-after":
        this.#diesAfterwards = true;
        break;
      case "hang":
        this.#die(`Executor heartbeat timed out after ${this.#options.timeout} ms`, this.#options.timeout);
        break;
      case "slow-task":
        this.#slow = Math.floor(extent * 5000);
    }
  }

  /** From now on it does nothing; the driver hears of it after so many milliseconds. */
  #die(reason: string, after: number): void {
    this.#isDead = true;
    const { clock } = this.#options;
    clock.schedule(clock.now() + after, () => {
      if (this.#isOver) return;
      this.#isOver = true;
      this.#events.lost(new Error(reason));
    });
  }

  #answer(message: FromExecutor, transfer: readonly ArrayBuffer[]): void {
    if (this.#isDead) return;
    const { clock, clone, delay } = this.#options;
    if (message.type === "done" && this.#diesAfterwards) {
      this.#die("the thread ended with exit code 1", delay());
      return;
    }
    const copy = clone(message, transfer);
    this.#lastHere = Math.max(this.#lastHere, clock.now() + delay() + this.#slow);
    this.#slow = 0;
    clock.schedule(this.#lastHere, () => {
      if (!this.#isOver) this.#events.message(copy);
    });
  }
}
