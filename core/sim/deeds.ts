import { TIMER_ORDER } from "../host/host.ts";
import type { SimHost } from "./sim-host.ts";

/** Something that is done to a simulated world from outside of the program. Plain data: it can be kept, sent, and done again in another run. */
export type Deed =
  /** A line is typed into the netcat that listens on `host:port`. */
  | { readonly kind: "line"; readonly host: string; readonly port: number; readonly line: string }
  /** The peer's side of every connection to `host:port` is ended, as by Ctrl-C in netcat. */
  | { readonly kind: "hang-up"; readonly host: string; readonly port: number };

/** What is done, and the virtual time in milliseconds at which it is. */
export type Happening = Deed & { readonly at: number };

/** Does it now. */
export function perform({ network }: SimHost, deed: Deed): void {
  switch (deed.kind) {
    case "line":
      network.send(deed.host, deed.port, deed.line);
      break;
    case "hang-up":
      network.hangUp(deed.host, deed.port);
      break;
  }
}

/** Has all of it done at its time, or now if that has passed. */
export function schedule(host: SimHost, happenings: readonly Happening[]): void {
  const { clock } = host;
  for (const happening of happenings)
    clock.schedule(Math.max(happening.at, clock.now()), () => perform(host, happening), TIMER_ORDER.arrival);
}
