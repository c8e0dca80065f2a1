/** What a program finds beside the language itself, in the playground as in Node. Times are the clock's that the viewer sees. */

interface Console {
  /** Writes the values to the console, as Node does. */
  log(...values: unknown[]): void;
  info(...values: unknown[]): void;
  debug(...values: unknown[]): void;
  /** Writes the values to the console's error stream. */
  warn(...values: unknown[]): void;
  error(...values: unknown[]): void;
  trace(...values: unknown[]): void;
  dir(value?: unknown): void;
  table(value?: unknown): void;
  assert(condition?: boolean, ...values: unknown[]): void;
  count(label?: string): void;
  countReset(label?: string): void;
  group(...values: unknown[]): void;
  groupCollapsed(...values: unknown[]): void;
  groupEnd(): void;
  time(label?: string): void;
  timeLog(label?: string, ...values: unknown[]): void;
  timeEnd(label?: string): void;
}
declare const console: Console;

/** Calls `callback` once, after so many milliseconds. */
declare function setTimeout(callback: (_?: undefined) => void, milliseconds?: number): number;
declare function setTimeout<A extends unknown[]>(
  callback: (...args: A) => void,
  milliseconds?: number,
  ...args: A
): number;
/** Calls `callback` every so many milliseconds. */
declare function setInterval(callback: (_?: undefined) => void, milliseconds?: number): number;
declare function setInterval<A extends unknown[]>(
  callback: (...args: A) => void,
  milliseconds?: number,
  ...args: A
): number;
declare function clearTimeout(id: number | undefined): void;
declare function clearInterval(id: number | undefined): void;
declare function queueMicrotask(callback: () => void): void;
declare function structuredClone<T>(value: T): T;

declare const performance: {
  /** Milliseconds since the program began. */
  now(): number;
};
