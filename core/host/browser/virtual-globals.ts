import type { Clock, Timer } from "../host.ts";

export interface VirtualWorld {
  readonly clock: Clock;
  /** A number in [0, 1) for the program's own `Math.random`. */
  readonly random: () => number;
}

/**
 * Puts the host's time and randomness behind the names that a program knows: `Date`, `setTimeout`, `setInterval`, `performance.now`,
 * `Math.random`. So a program that asks for the time gets the time that its viewer sees, and a run can be repeated. Returns the way
 * to put the platform's own back.
 */
export function installVirtualGlobals(world: VirtualWorld, target: typeof globalThis = globalThis): () => void {
  const undo: (() => void)[] = [];
  const replace = (object: object, name: string, value: unknown): void => {
    const before = Object.getOwnPropertyDescriptor(object, name);
    Object.defineProperty(object, name, {
      value,
      writable: true,
      configurable: true,
      enumerable: before?.enumerable ?? true,
    });
    undo.push(() => {
      if (before === undefined) Reflect.deleteProperty(object, name);
      else Object.defineProperty(object, name, before);
    });
  };

  const date = virtualDate(world.clock);
  replace(Date.prototype, "constructor", date);
  replace(target, "Date", date);
  replace(Math, "random", world.random);
  const start = world.clock.now();
  replace(target.performance, "now", () => world.clock.now() - start);
  for (const [name, timer] of Object.entries(virtualTimers(world.clock))) replace(target, name, timer);
  return () => {
    for (const step of undo.reverse()) step();
  };
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
