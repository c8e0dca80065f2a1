/** Threads in which executors run. Each runs this very engine, serving as an executor (`scheduler/executor-main.ts`). */
export interface Workers {
  /** Do they live by the host's clock, so that it has to move on for them to answer? Else it waits for them. */
  readonly onClock?: boolean;
  /** Starts a thread. Throws nothing: what goes wrong, also later, ends in `lost`. */
  start(events: WorkerEvents): WorkerThread;
}

export interface WorkerEvents {
  message(message: unknown): void;
  /** The thread ended without having been asked to; nothing comes of it any more. Called once. */
  lost(reason: Error): void;
}

export interface WorkerThread {
  /** Messages arrive in the order in which they were posted. The buffers in `transfer` are moved and no longer here. */
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  /** Does the program have to stay alive for the thread's sake? Not at first, and not while it is idle. */
  keepAlive(on: boolean): void;
  /** Ends it at once, whatever it does; `lost` is not called. */
  terminate(): void;
}
