import type { Clock, Timer } from "../host/host.ts";

export interface VirtualWorld {
  readonly clock: Clock;
  /** A number in [0, 1) for the program's own `Math.random`. */
  readonly random: () => number;
}

/**
 * The host's time and randomness behind the names that a program knows: `Date`, `setTimeout`, `setInterval`, `performance.now`, `Math.random`. So a
 * program that asks for the time gets the time that its viewer sees, and a run can be repeated.
 */
export class VirtualGlobals {
  readonly #values: readonly (readonly [owner: object, name: string, value: unknown])[];
  #undo: (() => void)[] = [];

  constructor(world: VirtualWorld, target: object = globalThis) {
    const date = virtualDate(world.clock);
    const start = world.clock.now();
    const { performance } = target as { readonly performance: object };
    this.#values = [
      [Date.prototype, "constructor", date],
      [target, "Date", date],
      [Math, "random", world.random],
      [performance, "now", () => world.clock.now() - start],
      ...Object.entries(virtualTimers(world.clock)).map(([name, timer]) => [target, name, timer] as const),
    ];
  }

  /** Puts them in the place of the platform's own. */
  install(): void {
    if (this.#undo.length > 0) return;
    for (const [owner, name, value] of this.#values) {
      const before = Object.getOwnPropertyDescriptor(owner, name);
      const enumerable = before?.enumerable ?? true;
      Object.defineProperty(owner, name, { value, writable: true, configurable: true, enumerable });
      this.#undo.push(() => {
        if (before === undefined) Reflect.deleteProperty(owner, name);
        else Object.defineProperty(owner, name, before);
      });
    }
  }

  /** Puts the platform's own back; timers that run go on running on the host's clock. */
  uninstall(): void {
    for (const step of this.#undo.reverse()) step();
    this.#undo = [];
  }
}

function virtualDate(clock: Clock): DateConstructor {
  const RealDate = Date;
  const now = () => clock.now();
  return new Proxy(RealDate, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new RealDate(now()).toString(),
    get: (target, name, receiver) => (name === "now" ? now : Reflect.get(target, name, receiver)),
  });
}

type Callback = (...args: unknown[]) => void;

function virtualTimers(clock: Clock) {
  const timers = new Map<number, Timer>();
  let last = 0;

  const start = (name: string, callback: unknown, delay: unknown, again: boolean, args: unknown[]): number => {
    if (typeof callback !== "function")
      throw new TypeError(`${name}: the callback must be a function, not ${String(callback)}`);
    const milliseconds = Math.max(1, Math.trunc(Number(delay)) || 1);
    const id = ++last;
    const arm = (): void => {
      timers.set(id, clock.schedule(clock.now() + milliseconds, fire));
    };
    const fire = (): void => {
      timers.delete(id);
      if (again) arm();
      (callback as Callback)(...args);
    };
    arm();
    return id;
  };
  const clear = (id?: unknown): void => {
    timers.get(id as number)?.cancel();
    timers.delete(id as number);
  };

  return {
    setTimeout: (callback: unknown, delay?: unknown, ...args: unknown[]) =>
      start("setTimeout", callback, delay, false, args),
    setInterval: (callback: unknown, delay?: unknown, ...args: unknown[]) =>
      start("setInterval", callback, delay, true, args),
    clearTimeout: clear,
    clearInterval: clear,
  };
}
