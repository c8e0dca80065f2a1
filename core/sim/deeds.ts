import { type Clock, TIMER_ORDER } from "../host/host.ts";
import type { FaultDeed } from "./fault-deeds.ts";
import type { SimHost } from "./sim-host.ts";

/** What stands in a file: text, as UTF-8, or any bytes, as base64. */
export type FileContent = { readonly text: string } | { readonly base64: string };

/** What is done to what surrounds the program. */
export type WorldDeed =
  /** A line is typed into the netcat that listens on `host:port`. */
  | { readonly kind: "line"; readonly host: string; readonly port: number; readonly line: string }
  /** The peer's side of every connection to `host:port` is ended, as by Ctrl-C in netcat. */
  | { readonly kind: "hang-up"; readonly host: string; readonly port: number }
  /** The netcat on `host:port` ends, and its connections with it: nobody listens there any more. */
  | { readonly kind: "refuse"; readonly host: string; readonly port: number }
  /** A netcat listens on `host:port` again. */
  | { readonly kind: "listen"; readonly host: string; readonly port: number }
  /** A file is there all at once, with the directories above it, as if it had been written elsewhere a moment ago and moved here; what was there is replaced. */
  | { readonly kind: "drop-file"; readonly path: string; readonly content: FileContent }
  /** Text, or bytes, are written to the end of a file, which is made if there is none. */
  | { readonly kind: "append-file"; readonly path: string; readonly content: FileContent }
  /** A file or directory gets another place, and stays what it is: it was changed when it was written, not now. */
  | { readonly kind: "move-file"; readonly from: string; readonly to: string }
  /** A file, or a directory with all that is in it, is gone. */
  | { readonly kind: "remove-file"; readonly path: string };

/** Something that is done to a simulated world from outside of the program. Plain data: it can be kept, sent, and done again in another run. */
export type Deed = WorldDeed | FaultDeed;

/** What is done, and the virtual time in milliseconds at which it is. */
export type Happening<D extends Deed = Deed> = D & { readonly at: number };

/** How much of something deeds from elsewhere (the reader, a link, a lesson) may bring. */
export const DEED_LIMITS = {
  /** Characters of a line, a host or a path. */
  line: 10_000,
  host: 1_000,
  path: 1_000,
  /** Bytes of what is written to a file at once; as base64 a third more characters. */
  content: 500_000,
  /** Milliseconds for which something lasts, or by which it is slower: a day. */
  duration: 86_400_000,
  /** So many things may happen in a run. */
  happenings: 10_000,
} as const;

/** Does it now. What the disk refuses is not done, and stands in the trace. */
export function perform(host: SimHost, deed: WorldDeed): void {
  const { network } = host;
  switch (deed.kind) {
    case "line":
      network.send(deed.host, deed.port, deed.line);
      break;
    case "hang-up":
      network.hangUp(deed.host, deed.port);
      break;
    case "refuse":
      network.refuse(deed.host, deed.port);
      network.hangUp(deed.host, deed.port);
      break;
    case "listen":
      network.listen(deed.host, deed.port);
      break;
    default:
      changeFiles(host, deed);
  }
}

type FileDeed = Extract<WorldDeed, { readonly kind: `${string}-file` }>;

function changeFiles(host: SimHost, deed: FileDeed): void {
  const { files } = host;
  try {
    files.asOutsider(() => {
      switch (deed.kind) {
        case "drop-file":
          files.put(deed.path, bytesOf(deed.content));
          break;
        case "append-file":
          if (files.stat(deed.path) === undefined) files.put(deed.path, bytesOf(deed.content));
          else files.append(deed.path, bytesOf(deed.content));
          break;
        case "move-file":
          files.makeDirectory(`${files.absolute(deed.to)}/..`);
          files.rename(deed.from, deed.to);
          break;
        case "remove-file":
          files.remove(deed.path);
          break;
      }
    });
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    host.tell({ kind: "log", level: "warn", code: "DEED_FAILED", message: `Nobody could do that: ${error.message}` });
  }
}

/** What a file holds with this content. */
export function bytesOf(content: FileContent): Uint8Array {
  if ("text" in content) return new TextEncoder().encode(content.text);
  return Uint8Array.from(atob(content.base64), (letter) => letter.charCodeAt(0));
}

/** Has all of it done by `perform` at its time, or now if that has passed. */
export function schedule<D extends Deed>(
  clock: Clock,
  happenings: readonly Happening<D>[],
  perform: (deed: D) => void,
): void {
  for (const happening of happenings)
    clock.schedule(Math.max(happening.at, clock.now()), () => perform(happening), TIMER_ORDER.arrival);
}
