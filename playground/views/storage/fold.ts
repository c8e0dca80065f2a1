import type { LogEntry, TraceEvent, TraceEventOf, TraceKind } from "../../../core/trace/events.ts";
import { count, isNumber, list, text } from "../checks.ts";

/** Entries that one event may bring: no program that can be shown has more. */
const KEPT_ENTRIES = 10_000;

/** A fact is true from the event with this index on: it shows at every position greater than `at`. */
export interface Fact {
  readonly at: number;
  /** When it came to be, on the run's clock. */
  readonly t: number;
}

/** What became of a block, of an RDD or of a receiver. */
export interface BlockFacts {
  readonly block: string;
  readonly changes: (Fact & {
    readonly where: "memory" | "disk" | "nowhere";
    readonly bytes: number;
    readonly level: string;
  })[];
  /** Of a receiver's. */
  stored: (Fact & { readonly stream: number; readonly records: number }) | undefined;
  /** The batch that got it. */
  allocated: (Fact & { readonly time: number }) | undefined;
}

/** What map tasks put aside for a shuffle. */
export interface ShuffleFacts {
  readonly shuffle: number;
  readonly stage: number;
  readonly outputs: (Fact & { readonly partition: number; readonly records: number })[];
}

/** A file below a checkpoint directory, or a directory of an RDD's. */
export interface FileFacts {
  readonly path: string;
  readonly kind: "checkpoint" | "rdd" | "log";
  /** A checkpoint is written anew, a log grows. */
  readonly writes: (Fact & { readonly bytes: number; readonly entry: LogEntry["entry"] | undefined })[];
  /** Of an RDD's. */
  readonly rdd: number | undefined;
  readonly partitions: number;
  readonly dstream: number | undefined;
  /** Of a receiver's log. */
  readonly stream: number | undefined;
  /** The batch. */
  readonly time: number | undefined;
  removed: Fact | undefined;
}

/** What an RDD is to the reader. */
export interface RDDFact {
  readonly text: string;
  readonly dstream: number | undefined;
  readonly time: number | undefined;
}

/** What a trace says about what is kept and where, folded event by event beside `TimelineFold`. */
export class StorageFold {
  length = 0;
  readonly #blocks = new Map<string, BlockFacts>();
  /** The blocks of receivers, and whatever else is no RDD's, in the order in which there was word of them. */
  readonly received: BlockFacts[] = [];
  /** The blocks of RDDs. */
  readonly rddBlocks = new Map<number, BlockFacts[]>();
  readonly shuffles = new Map<number, ShuffleFacts>();
  /** When drivers died. */
  readonly deaths: Fact[] = [];
  /** In the order in which they were first written; what was removed and written again is there twice. */
  readonly files: FileFacts[] = [];
  readonly rdds = new Map<number, RDDFact>();
  /** The batch for which a stage runs. */
  readonly batchOfStage = new Map<number, number>();
  readonly batchOfJob = new Map<number, number>();
  readonly #openFiles = new Map<string, FileFacts>();

  append(events: readonly TraceEvent[]): void {
    for (const event of events) {
      const at = this.length++;
      const kind = (event as TraceEvent | null | undefined)?.kind;
      const fold = Object.hasOwn(FOLDS, kind as string) && isNumber(event.t) ? FOLDS[kind!] : undefined;
      (fold as ((fold: StorageFold, event: TraceEvent, fact: Fact) => void) | undefined)?.(this, event, {
        at,
        t: event.t,
      });
    }
  }

  block(id: string): BlockFacts {
    let block = this.#blocks.get(id);
    if (block === undefined) {
      block = { block: id, changes: [], stored: undefined, allocated: undefined };
      this.#blocks.set(id, block);
      this.#blocksLike(id).push(block);
    }
    return block;
  }

  #blocksLike(id: string): BlockFacts[] {
    const number = /^rdd_(\d+)_\d+$/.exec(id)?.[1];
    if (number === undefined) return this.received;
    const rdd = Number(number);
    let blocks = this.rddBlocks.get(rdd);
    if (blocks === undefined) {
      blocks = [];
      this.rddBlocks.set(rdd, blocks);
    }
    return blocks;
  }

  /** The driver dies, and with it what it and its executors kept in memory and on their own disks. */
  die(fact: Fact): void {
    this.deaths.push(fact);
    for (const { changes } of this.#blocks.values()) {
      const last = changes.at(-1);
      if (last !== undefined && last.where !== "nowhere")
        changes.push({ ...last, ...fact, where: "nowhere", bytes: 0 });
    }
  }

  file(path: string, make: () => Omit<FileFacts, "path" | "writes" | "removed">): FileFacts {
    let file = this.#openFiles.get(path);
    if (file === undefined) {
      file = { ...make(), path, writes: [], removed: undefined };
      this.#openFiles.set(path, file);
      this.files.push(file);
    }
    return file;
  }

  removeFile(path: string, fact: Fact): void {
    const file = this.#openFiles.get(path);
    if (file === undefined) return;
    file.removed = fact;
    this.#openFiles.delete(path);
  }
}

const PLAIN = { rdd: undefined, partitions: 0, dstream: undefined, stream: undefined, time: undefined };
const ENTRIES: readonly unknown[] = ["block", "block-added", "batch-allocated", "batches-cleaned"];

type Folds = { readonly [K in TraceKind]?: (fold: StorageFold, event: TraceEventOf<K>, fact: Fact) => void };

const FOLDS: Folds = {
  "driver-died": (fold, _, fact) => fold.die(fact),
  "block-updated": (fold, event, fact) => {
    const { where } = event;
    if (where !== "memory" && where !== "disk" && where !== "nowhere") return;
    fold.block(text(event.block)).changes.push({ ...fact, where, bytes: count(event.bytes), level: text(event.level) });
  },
  "block-stored": (fold, event, fact) => {
    if (!isNumber(event.stream)) return;
    fold.block(text(event.block)).stored ??= { ...fact, stream: event.stream, records: count(event.records) };
  },
  "blocks-allocated": (fold, event, fact) => {
    const { time } = event;
    if (!isNumber(time)) return;
    for (const each of list(event.blocks).slice(0, KEPT_ENTRIES) as readonly { readonly block?: unknown }[])
      fold.block(text(each?.block)).allocated ??= { ...fact, time };
  },
  "rdd-generated": (fold, event) => {
    if (!isNumber(event.rdd) || !isNumber(event.dstream) || !isNumber(event.time)) return;
    const known = fold.rdds.get(event.rdd);
    fold.rdds.set(event.rdd, { text: known?.text ?? "", dstream: event.dstream, time: event.time });
  },
  "job-started": (fold, event) => {
    if (isNumber(event.job) && isNumber(event.time)) fold.batchOfJob.set(event.job, event.time);
    for (const each of list(event.rdds).slice(0, KEPT_ENTRIES) as readonly Partial<Record<string, unknown>>[]) {
      if (!isNumber(each?.rdd)) continue;
      const known = fold.rdds.get(each.rdd);
      const [dstream, time] = [each.dstream, each.time].map((value) => (isNumber(value) ? value : undefined));
      fold.rdds.set(each.rdd, {
        text: text(each.text),
        dstream: known?.dstream ?? dstream,
        time: known?.time ?? time ?? (isNumber(event.time) ? event.time : undefined),
      });
    }
  },
  "stage-submitted": (fold, event) => {
    const time = fold.batchOfJob.get(event.job);
    if (isNumber(event.stage) && time !== undefined) fold.batchOfStage.set(event.stage, time);
  },
  "shuffle-written": (fold, event, fact) => {
    if (!isNumber(event.shuffle) || !isNumber(event.stage) || !isNumber(event.partition)) return;
    let shuffle = fold.shuffles.get(event.shuffle);
    if (shuffle === undefined) {
      shuffle = { shuffle: event.shuffle, stage: event.stage, outputs: [] };
      fold.shuffles.set(event.shuffle, shuffle);
    }
    const records = list(event.buckets)
      .slice(0, KEPT_ENTRIES)
      .reduce((sum: number, size) => sum + count(size), 0);
    shuffle.outputs.push({ ...fact, partition: event.partition, records });
  },
  "checkpoint-written": (fold, event, fact) => {
    if (!isNumber(event.time)) return;
    const fileAt = (path: string): FileFacts =>
      fold.file(text(path, 1000), () => ({ ...PLAIN, kind: "checkpoint", time: event.time }));
    const file = fileAt(event.path);
    const before = file.writes.at(-1);
    if (before !== undefined && text(event.backup) !== "")
      fileAt(event.backup!).writes.push({ ...fact, bytes: before.bytes, entry: undefined });
    file.writes.push({ ...fact, bytes: count(event.bytes), entry: undefined });
  },
  "rdd-checkpointed": (fold, event, fact) => {
    if (!isNumber(event.rdd)) return;
    const file = fold.file(text(event.path, 1000), () => ({
      ...PLAIN,
      kind: "rdd",
      rdd: event.rdd,
      partitions: count(event.partitions),
      dstream: isNumber(event.dstream) ? event.dstream : undefined,
      time: isNumber(event.time) ? event.time : undefined,
    }));
    file.writes.push({ ...fact, bytes: count(event.bytes), entry: undefined });
  },
  "log-written": (fold, event, fact) => {
    const stream = event.entry === "block" && isNumber(event.stream) ? event.stream : undefined;
    const file = fold.file(text(event.path, 1000), () => ({ ...PLAIN, kind: "log", stream }));
    const entry = ENTRIES.includes(event.entry) ? event.entry : undefined;
    file.writes.push({ ...fact, bytes: count(event.bytes), entry });
  },
  "file-removed": (fold, event, fact) => fold.removeFile(text(event.path, 1000), fact),
};
