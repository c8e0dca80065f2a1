import type { Workers, WorkerThread } from "../host/workers.ts";
import { ExecutorLostFailure } from "./executor-lost.ts";
import type { FromExecutor, TaskReport, ToExecutor } from "./protocol.ts";

export interface ExecutorThreadEvents {
  console(message: FromExecutor & { type: "console" }): void;
  /** It is gone; what it ran and kept is lost. */
  lost(reason: ExecutorLostFailure): void;
}

/** The driver's end of an executor: a thread, the task that it runs, and what it is known to have. */
export class ExecutorThread {
  readonly id: number;
  /** The texts of functions, plans, broadcast variables and blocks that it has. */
  readonly codes = new Set<string>();
  readonly plans = new Set<number>();
  /** Plans that it has and needs no longer. */
  ended: number[] = [];
  readonly broadcasts = new Set<number>();
  readonly blocks = new Set<string>();
  /** Blocks that it has and shall not keep any longer. */
  readonly outdated = new Set<string>();
  readonly #thread: WorkerThread;
  readonly #events: ExecutorThreadEvents;
  #ready = false;
  #running: { resolve(report: TaskReport): void; reject(reason: ExecutorLostFailure): void } | undefined;

  constructor(id: number, workers: Workers, events: ExecutorThreadEvents) {
    this.id = id;
    this.#events = events;
    this.#thread = workers.start({
      message: (message) => this.#message(message as FromExecutor),
      lost: (cause) => this.#lost(cause),
    });
  }

  /** Has it started up? */
  get ready(): boolean {
    return this.#ready;
  }

  post(message: ToExecutor, transfer?: readonly ArrayBuffer[]): void {
    this.#thread.post(message, transfer);
  }

  /** Runs one task; there is only one at a time. Rejects when the thread is lost. */
  run(message: ToExecutor & { type: "task" }, transfer: readonly ArrayBuffer[]): Promise<TaskReport> {
    this.post(message, transfer);
    this.#thread.keepAlive(true);
    return new Promise((resolve, reject) => {
      this.#running = { resolve, reject };
    });
  }

  /** Ends it, since the application ends; what it still runs is not waited for. */
  terminate(): void {
    this.#thread.terminate();
    this.#running?.reject(new ExecutorLostFailure(this.id, new Error("the application was stopped")));
    this.#running = undefined;
  }

  /** Ends it as if it had died. */
  kill(): void {
    this.#thread.terminate();
    this.#lost(new Error("it was killed"));
  }

  #message(message: FromExecutor): void {
    switch (message.type) {
      case "ready":
        this.#ready = true;
        break;
      case "console":
        this.#events.console(message);
        break;
      case "done": {
        const running = this.#running;
        this.#thread.keepAlive(false);
        this.#running = undefined;
        running?.resolve(message);
      }
    }
  }

  #lost(cause: Error): void {
    const reason = new ExecutorLostFailure(this.id, cause);
    this.#events.lost(reason);
    this.#running?.reject(reason);
    this.#running = undefined;
  }
}
