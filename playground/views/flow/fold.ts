import type { TraceEvent, TraceEventOf, TraceKind } from "../../../core/trace/events.ts";
import { count, isNumber, list, text } from "../checks.ts";

/** Entries that one event may bring: no program that can be shown has more. */
const KEPT_ENTRIES = 10_000;
/** Names of files of one batch that are kept for showing. */
const KEPT_FILES = 100;

/** A fact is true from the event with this index on: it shows at every position greater than `at`. */
interface Fact {
  readonly at: number;
}

/** A block that a batch was given. */
export interface AllocatedBlock {
  readonly stream: number;
  readonly block: string;
  readonly records: number;
}

/** That a task saw a partition of an RDD; what it saw is in the `ComputedFact` with the same `at`. */
export interface SeenFact extends Fact {
  readonly rdd: number;
  readonly partition: number;
}

/** Where a receiver's block is kept. */
export interface StoredFact extends Fact {
  readonly where: "memory" | "disk" | "nowhere";
  readonly level: string;
}

/** What an input stream without a receiver found for a batch. */
export interface FoundFact extends Fact {
  readonly files: readonly string[];
  readonly moreFiles: number;
}

/** What a trace says about the way of records, and neither `TimelineFold` nor `JobsFold` keeps; folded beside them. */
export class FlowFold {
  length = 0;
  /** By stream: the slots that its receiver took, one after the other. */
  readonly receivers = new Map<number, (Fact & { readonly slot: number })[]>();
  /** By batch time. */
  readonly allocated = new Map<number, Fact & { readonly blocks: readonly AllocatedBlock[] }>();
  /** By batch time, then by the stream's number among the program's input streams. */
  readonly found = new Map<number, ReadonlyMap<number, FoundFact>>();
  /** By task. */
  readonly seen = new Map<number, SeenFact[]>();
  /** By block. */
  readonly stored = new Map<string, StoredFact[]>();
  /** By batch time: which output operations have a job in it. */
  readonly operations = new Map<number, Fact & { readonly outputs: readonly number[] }>();

  append(events: readonly TraceEvent[]): void {
    for (const event of events) {
      const at = this.length++;
      const kind = (event as TraceEvent | null | undefined)?.kind;
      const fold = Object.hasOwn(FOLDS, kind as string) ? FOLDS[kind!] : undefined;
      (fold as ((fold: FlowFold, event: TraceEvent, at: number) => void) | undefined)?.(this, event, at);
    }
  }
}

type Folds = { readonly [K in TraceKind]?: (fold: FlowFold, event: TraceEventOf<K>, at: number) => void };

const FOLDS: Folds = {
  "receiver-started": (fold, event, at) => {
    if (isNumber(event.stream)) push(fold.receivers, event.stream, { at, slot: count(event.slot) });
  },
  "blocks-allocated": (fold, event, at) => {
    if (!isNumber(event.time) || fold.allocated.has(event.time)) return;
    const blocks = list(event.blocks)
      .slice(0, KEPT_ENTRIES)
      .map((value) => (value ?? {}) as Partial<AllocatedBlock>)
      .filter(({ stream }) => isNumber(stream))
      .map(({ stream, block, records }) => ({ stream: stream!, block: text(block), records: count(records) }));
    fold.allocated.set(event.time, { at, blocks });
  },
  "batch-submitted": (fold, event, at) => {
    if (!isNumber(event.time) || fold.operations.has(event.time)) return;
    const outputs = list(event.operations).filter(isNumber).slice(0, KEPT_ENTRIES);
    fold.operations.set(event.time, { at, outputs });
    const inputs = list(event.inputs)
      .slice(0, KEPT_ENTRIES)
      .map((value) => (value ?? {}) as { stream?: unknown; files?: unknown })
      .filter((input): input is typeof input & { stream: number } => isNumber(input.stream));
    fold.found.set(
      event.time,
      new Map(
        inputs.map(({ stream, files }) => {
          const names = list(files).map((name) => text(name));
          const found = { at, files: names.slice(0, KEPT_FILES) };
          return [stream, { ...found, moreFiles: Math.max(0, names.length - KEPT_FILES) }];
        }),
      ),
    );
  },
  "partition-computed": (fold, event, at) => {
    if (!isNumber(event.task) || !isNumber(event.rdd) || !isNumber(event.partition)) return;
    push(fold.seen, event.task, { at, rdd: event.rdd, partition: event.partition });
  },
  "block-updated": (fold, event, at) => {
    const block = text(event.block);
    if (!block.startsWith("input-")) return;
    const where = event.where === "memory" || event.where === "disk" ? event.where : "nowhere";
    push(fold.stored, block, { at, where, level: text(event.level) });
  },
};

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
