import type { Files } from "../../host/files.ts";
import { blocksOf } from "../../storage/files/blocks.ts";
import { inputFiles } from "../../storage/files/input.ts";
import { linesOf } from "../../storage/files/lines.ts";
import { type FileSplit, splitsOf } from "../../storage/files/splits.ts";
import type { RDDKind } from "../kind.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** How the records of a split are read, some at a time. */
export interface InputFormat<T> {
  /** Smaller splits than this are not made, in bytes. */
  readonly minSplitSize: number;
  read(files: Files, split: FileSplit): Generator<T[]>;
}

export const TEXT_INPUT: InputFormat<string> = { minSplitSize: 1, read: linesOf };

/** Blocks are sought from the beginning of a file: too small parts do not pay. */
export const OBJECT_INPUT: InputFormat<unknown> = { minSplitSize: 100 * 1024, read: (files, split) => blocksOf(files, split) };

/** The records of files, a part of a file in a partition. It is looked for the files when somebody needs to know the partitions. */
export class HadoopRDD<T> implements RDDKind<T> {
  readonly name = "HadoopRDD";
  readonly dependencies = [];
  readonly functions = [];
  readonly #files: Files;
  readonly #path: string;
  readonly #minPartitions: number;
  readonly #format: InputFormat<T>;
  #splits: readonly FileSplit[] | undefined;

  constructor(files: Files, path: string, minPartitions: number, format: InputFormat<T>) {
    this.#files = files;
    this.#path = path;
    this.#minPartitions = minPartitions;
    this.#format = format;
  }

  get splits(): readonly FileSplit[] {
    this.#splits ??= splitsOf(inputFiles(this.#files, this.#path), this.#minPartitions, this.#format.minSplitSize);
    return this.#splits;
  }

  get numPartitions(): number {
    return this.splits.length;
  }

  each(partition: number, task: TaskContext, sink: Sink<T>): void {
    for (const records of this.#read(partition, task)) for (let i = 0; i < records.length; i++) sink(records[i]!);
  }

  iterator(partition: number, task: TaskContext): IteratorObject<T> {
    return this.#read(partition, task).flatMap((records) => records);
  }

  /** From the executor's own files. */
  #read(partition: number, task: TaskContext): Generator<T[]> {
    return this.#format.read(task.host.files, this.splits[partition]!);
  }
}
