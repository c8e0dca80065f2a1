import type { Files } from "../../host/files.ts";
import { blocksOf } from "../../storage/files/blocks.ts";
import { inputFiles } from "../../storage/files/input.ts";
import { linesOf } from "../../storage/files/lines.ts";
import { type FileSplit, splitsOf } from "../../storage/files/splits.ts";
import type { RDDKind } from "../kind.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** How the records of files are written: a line each, or in blocks of the codec's. */
export type InputFormat = "text" | "object";

const READ: Record<InputFormat, (files: Files, split: FileSplit) => Generator<unknown[]>> = {
  text: linesOf,
  object: (files, split) => blocksOf(files, split),
};

/** Smaller splits than this are not made, in bytes. Blocks are sought from the beginning of a file: too small parts of it do not pay. */
const MIN_SPLIT_SIZE: Record<InputFormat, number> = { text: 1, object: 100 * 1024 };

/** The parts that the files at `path` are read in. */
export function splitsAt(files: Files, path: string, minPartitions: number, format: InputFormat): FileSplit[] {
  return splitsOf(inputFiles(files, path), minPartitions, MIN_SPLIT_SIZE[format]);
}

/** The records of files, a part of a file in a partition. It is looked for the files when somebody needs to know the partitions. */
export class HadoopRDD<T> implements RDDKind<T> {
  readonly name = "HadoopRDD";
  readonly dependencies = [];
  readonly functions = [];
  private readonly format: InputFormat;
  private readonly find: (() => readonly FileSplit[]) | undefined;
  private found: readonly FileSplit[] | undefined;

  constructor(format: InputFormat, splits: readonly FileSplit[] | (() => readonly FileSplit[])) {
    this.format = format;
    if (typeof splits === "function") this.find = splits;
    else this.found = splits;
  }

  get splits(): readonly FileSplit[] {
    this.found ??= this.find!();
    return this.found;
  }

  get numPartitions(): number {
    return this.splits.length;
  }

  each(partition: number, task: TaskContext, sink: Sink<T>): void {
    for (const records of this.read(partition, task)) for (let i = 0; i < records.length; i++) sink(records[i]!);
  }

  iterator(partition: number, task: TaskContext): IteratorObject<T> {
    // biome-ignore lint/complexity/noFlatMapIdentity: iterators have no flat
    return this.read(partition, task).flatMap((records) => records);
  }

  private read(partition: number, task: TaskContext): Generator<T[]> {
    return READ[this.format](task.host.files, this.splits[partition]!) as Generator<T[]>;
  }

  /** With what was found, since only the driver looks. */
  forExecutors(): RDDKind<T> {
    return new HadoopRDD<T>(this.format, this.splits);
  }
}
