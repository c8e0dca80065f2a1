import type { Code } from "../closure/packed.ts";
import type { Watched } from "./partition-watch.ts";

/** Records on their way between threads: plain strings as they are, which clone fast; everything else encoded, and transferred. */
export type Content = readonly string[] | Uint8Array<ArrayBuffer>;

/** A block on its way: lines of text may still be the bytes as which they were received. */
export type ContentOfBlock = Content | { readonly text: Uint8Array; readonly lines: number };

/** A block for an executor, which keeps it. */
export interface SentBlock {
  readonly id: string;
  /** Null for one that the executor has kept. */
  readonly content: ContentOfBlock | null;
  /** Is it kept at a serialised level? Then everyone who reads it gets records of its own. */
  readonly serialized: boolean;
}

/** A stage's plan as it travels. */
export interface PackedPlan {
  /** The graph without the texts of functions, encoded: there are many small things in it, which are slow to clone. */
  readonly graph: Uint8Array<ArrayBuffer>;
  /** The texts that the executor does not have yet. */
  readonly codes: Readonly<Record<string, Code>>;
  /** Every task needs a copy of its own: the functions keep something that a task could change. */
  readonly copyPerTask: boolean;
  /** How many records of a partition are shown in the trace. */
  readonly previews: number;
}

/** From the driver to an executor. */
export type ToExecutor =
  /** The first one. In a simulated world what belongs to it (files, programs) is with the driver. */
  | { readonly type: "start"; readonly simulated: boolean }
  | { readonly type: "broadcast"; readonly id: number; readonly value: Content }
  | { readonly type: "broadcast-freed"; readonly id: number }
  | ({ readonly type: "task" } & TaskMessage);

export interface TaskMessage {
  /** The run of a stage that it belongs to. */
  readonly run: number;
  /** The stage's plan, with the first task of it that the executor gets. */
  readonly plan: PackedPlan | undefined;
  /** Runs that have ended since the last task. */
  readonly ended: readonly number[];
  readonly stage: number;
  readonly task: number;
  readonly partition: number;
  readonly attempt: number;
  /** What the driver's clock shows. */
  readonly now: number;
  /** The blocks that it may read. The executor keeps all of them. */
  readonly blocks: readonly SentBlock[];
  readonly slices: readonly (readonly [id: string, content: Content])[];
  /** Blocks that the executor has kept and shall keep no longer. */
  readonly forget: readonly string[];
  readonly shuffles: readonly ShuffleInput[];
}

/** The buckets of one reduce partition, by map partition; null is an empty one. */
export interface ShuffleInput {
  readonly shuffle: number;
  readonly partition: number;
  readonly buckets: readonly (Content | null)[];
}

/** From an executor to the driver. */
export type FromExecutor =
  | { readonly type: "ready" }
  | {
      readonly type: "console";
      readonly stream: "stdout" | "stderr";
      readonly text: string;
      readonly stage: number;
      readonly task: number;
    }
  | ({ readonly type: "done" } & TaskReport);

export interface TaskReport {
  readonly task: number;
  readonly outcome: TaskOutcome;
  /** What it added up, by accumulator. */
  readonly updates: readonly (readonly [id: number, updates: Content])[];
  readonly watched: readonly Watched[];
  /** The partitions of persisted RDDs that it computed. */
  readonly blocks: readonly (readonly [id: string, level: string, content: ContentOfBlock])[];
}

export type TaskOutcome =
  | { readonly value: PrimitiveResult }
  | { readonly records: Content }
  /** Anything else, as the only record. */
  | { readonly object: Content }
  /** Of a map task: for every reduce partition how many records, and these. */
  | { readonly sizes: readonly number[]; readonly buckets: readonly (Uint8Array<ArrayBuffer> | null)[] }
  | { readonly error: Content }
  /** It needs something that only the driver has, and has to run there. */
  | { readonly needsDriver: true };

export type PrimitiveResult = string | number | boolean | bigint | null | undefined;
