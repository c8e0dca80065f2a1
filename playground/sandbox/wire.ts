import type { DriverApi, DriverMessage } from "./protocol.ts";

/** Calls from the page to the worker: the driver's, and two that keep the connection in order. */
export interface WireApi extends DriverApi {
  /** Answers, and thereby shows that the worker is not in an endless loop. */
  ping(): void;
  /** The page has taken in one more message of the trace: the worker may send another. */
  taken(): void;
}

export type WireCall = {
  [K in keyof WireApi]: { readonly id: number; readonly call: K; readonly args: Parameters<WireApi[K]> };
}[keyof WireApi];

/** The answer to a call: what went wrong, or nothing. */
export interface WireReply {
  readonly type: "reply";
  readonly id: number;
  readonly error?: string;
}

export type WireMessage = DriverMessage | WireReply;

/** What one message and one run may hold. The worker keeps to it by itself; whoever exceeds it is not the engine. */
export const LIMITS = {
  /** Messages of the trace that may be under way to the page. */
  credits: 4,
  eventsPerMessage: 1_000,
  /** Characters and entries of lists of a message, together. */
  weightPerMessage: 8_000_000,
  messagesPerSecond: 5_000,
  eventsPerRun: 2_000_000,
  weightPerRun: 500_000_000,
  peers: 64,
  /** Of what is kept of a program's files: bytes, files, and groups of changes that may be on their way. */
  keptBytes: 50_000_000,
  keptFiles: 5_000,
  keptGroups: 2,
  /** Changes and bytes of files in one message. */
  changesPerMessage: 1_000,
  changedBytesPerMessage: 4_000_000,
  /** Bytes of a file that are shown. */
  previewedBytes: 65_536,
  /** Characters of a path. */
  path: 1_000,
  /** Characters of one text. */
  text: 100_000,
  /** Entries of one list. */
  list: 20_000,
} as const;
