import type { PlatformTimers } from "../clocks.ts";

/** What a worker gives us of real time, kept before user code can see or change anything. */
export interface Platform extends PlatformTimers {
  /** Lets the event loop turn once. */
  turn(): Promise<void>;
}

/** The platform's own timers. Call it before `installVirtualGlobals` puts virtual ones in their place. */
export function capturePlatform(): Platform {
  const { setTimeout, clearTimeout, performance } = globalThis;
  const now = performance.now.bind(performance);
  return {
    now,
    setTimeout: (run, milliseconds) => setTimeout(run, milliseconds),
    clearTimeout: (handle) => clearTimeout(handle as number),
    turn: messageTurn(),
  };
}

/** A message to ourselves: a turn of the event loop without the 4 ms that browsers add to nested timeouts. */
function messageTurn(): () => Promise<void> {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.onmessage = () => waiting.shift()?.();
  const post = port2.postMessage.bind(port2);
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      post(null);
    });
}
