import type { Clock } from "../host/host.ts";

/** Lets others wait until a context stops or fails. Spark: `ContextWaiter`. */
export class ContextWaiter {
  #stopped = false;
  #error: { readonly reason: unknown } | undefined;
  readonly #waiting = new Set<() => void>();

  notifyError(reason: unknown): void {
    this.#error = { reason };
    this.#wake();
  }

  notifyStop(): void {
    this.#stopped = true;
    this.#wake();
  }

  /** True when stopped, false when `timeout` milliseconds have passed first; rejects with the error of a failed job. */
  wait(clock: Clock, timeout?: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const settle = (): boolean => {
        if (this.#error !== undefined) reject(this.#error.reason);
        else if (this.#stopped) resolve(true);
        else return false;
        return true;
      };
      if (settle()) return;
      const timer =
        timeout === undefined
          ? undefined
          : clock.schedule(clock.now() + timeout, () => {
              this.#waiting.delete(wake);
              resolve(false);
            });
      const wake = () => {
        if (!settle()) return;
        timer?.cancel();
        this.#waiting.delete(wake);
      };
      this.#waiting.add(wake);
    });
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}
