/** What the kit needs of the real world, kept before a program's own view of it is put in its place. */
interface Platform {
  readonly setImmediate?: (run: () => void) => unknown;
  readonly setTimeout: (run: () => void, milliseconds: number) => unknown;
  readonly MessageChannel: new () => {
    readonly port1: { onmessage: (() => void) | null };
    readonly port2: { postMessage(message: unknown): void };
  };
}

const { setImmediate, setTimeout, MessageChannel } = globalThis as unknown as Platform;

/** Lets the platform's event loop turn once. */
export const turn: () => Promise<void> =
  setImmediate === undefined
    ? messageTurn()
    : () =>
        new Promise((resolve) => {
          setImmediate(resolve);
        });

/** A message to ourselves: a turn of the event loop without the 4 ms that browsers add to nested timeouts. */
function messageTurn(): () => Promise<void> {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.onmessage = () => waiting.shift()?.();
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      port2.postMessage(null);
    });
}

/** Waits in real time. */
export function realSleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
