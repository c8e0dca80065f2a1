import type { WorkerEvents, Workers, WorkerThread } from "../../core/host/workers.ts";

interface Pooled {
  readonly thread: WorkerThread;
  /** Who uses it; nobody while it is idle. */
  events: WorkerEvents | undefined;
  /** How often it still has to say that it has started: until then it speaks of lives before. */
  starting: number;
}

/** Threads of a platform that are used again when they have been ended: each test would spend most of its time on starting some. */
export class PooledWorkers implements Workers {
  readonly #workers: Workers;
  readonly #idle: Pooled[] = [];

  constructor(workers: Workers) {
    this.#workers = workers;
  }

  start(events: WorkerEvents): WorkerThread {
    const pooled = this.#idle.pop() ?? this.#startThread();
    pooled.events = events;
    pooled.starting++;
    const { thread } = pooled;
    return {
      post: (message, transfer) => thread.post(message, transfer),
      keepAlive: (on) => thread.keepAlive(on),
      terminate: () => {
        if (pooled.events !== events) return;
        pooled.events = undefined;
        this.#idle.push(pooled);
      },
    };
  }

  /** Ends all threads. */
  close(): void {
    for (const { thread } of this.#idle) thread.terminate();
  }

  #startThread(): Pooled {
    const pooled: Pooled = {
      events: undefined,
      starting: 0,
      thread: this.#workers.start({
        message: (message) => {
          if ((message as { type: string }).type === "ready") pooled.starting--;
          if (pooled.starting === 0) pooled.events?.message(message);
        },
        lost: (reason) => pooled.events?.lost(reason),
      }),
    };
    return pooled;
  }
}
