import type { Files } from "../../host/files.ts";
import { contentOf } from "../../storage/files/compression.ts";
import { fixedRecordsOf } from "../../storage/files/fixed.ts";
import { inputFiles } from "../../storage/files/input.ts";
import { linesOf } from "../../storage/files/lines.ts";
import { uriOf } from "../../storage/files/path.ts";
import { BLOCK_SIZE, type FileSplit, splitsOf } from "../../storage/files/splits.ts";
import type { RDDKind } from "../kind.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** Makes the records of a whole file, from its content (unpacked where it was compressed) and its path: `file:/data/a.csv`. */
export type ReadFile<T> = (content: Uint8Array, path: string) => Iterable<T>;

/** How records are written in a file: what an `InputFormat` is on Spark. */
export type FileFormat<T> =
  | { readonly kind: "lines" }
  | { readonly kind: "fixed"; readonly length: number }
  | { readonly kind: "own"; readonly read: ReadFile<T> };

/** The parts in which the file at `path` is read: as large as a block is, as Hadoop's newer `FileInputFormat` cuts. */
export function splitsOfFile(files: Files, path: string, format: FileFormat<never>): FileSplit[] {
  const found = inputFiles(files, path);
  switch (format.kind) {
    case "lines":
      return splitsOf(found, 1);
    case "fixed":
      return splitsOf(found, 1, 1, Math.max(1, Math.floor(BLOCK_SIZE / format.length)) * format.length);
    case "own":
      return found.filter(({ size }) => size > 0).map(({ path, size }) => ({ path, start: 0, end: size, size }));
  }
}

/** The records of files that are there when it is made, a part of a file in a partition: what streams of files are made of. */
export class NewHadoopRDD<T> implements RDDKind<T> {
  readonly name = "NewHadoopRDD";
  readonly dependencies = [];
  readonly functions: readonly unknown[];
  private readonly format: FileFormat<T>;
  private readonly splits: readonly FileSplit[];

  constructor(format: FileFormat<T>, splits: readonly FileSplit[]) {
    this.format = format;
    this.splits = splits;
    this.functions = format.kind === "own" ? [format.read] : [];
  }

  get numPartitions(): number {
    return this.splits.length;
  }

  each(partition: number, task: TaskContext, sink: Sink<T>): void {
    for (const records of this.read(partition, task)) for (const record of records) sink(record);
  }

  iterator(partition: number, task: TaskContext): IteratorObject<T> {
    // biome-ignore lint/complexity/noFlatMapIdentity: iterators have no flat
    return Iterator.from(this.read(partition, task)).flatMap((records) => records);
  }

  private read(partition: number, task: TaskContext): Iterable<Iterable<T>> {
    const split = this.splits[partition]!;
    const { files } = task.host;
    switch (this.format.kind) {
      case "lines":
        return linesOf(files, split) as Iterable<T[]> as Generator<T[]>;
      case "fixed":
        return fixedRecordsOf(files, split, this.format.length) as Iterable<unknown[]> as Generator<T[]>;
      case "own":
        return [task.own(this.format.read)(contentOf(files, split.path), uriOf(split.path))];
    }
  }
}
