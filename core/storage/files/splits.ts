import { isCompressed } from "./compression.ts";
import type { InputFile } from "./input.ts";

/** A part of a file, which one task reads: from `start` up to, without, `end`, in bytes. */
export interface FileSplit {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  /** Of the whole file. */
  readonly size: number;
}

/** What Hadoop takes for the block size of a local file. */
export const BLOCK_SIZE = 32 * 1024 * 1024;

/** The last split may be larger by a tenth: better than one that is tiny. */
const SLOP = 1.1;

/**
 * Cuts files into about `minPartitions` parts of equal size, none larger than a block, as Hadoop's `FileInputFormat.getSplits`. Files without anything in
 * them are left out (`spark.hadoopRDD.ignoreEmptySplits`).
 * @param minSize no split but the last of a file is smaller, in bytes
 * @param blockSize no split is larger, but for the slop of the last
 */
export function splitsOf(
  files: readonly InputFile[],
  minPartitions: number,
  minSize = 1,
  blockSize = BLOCK_SIZE,
): FileSplit[] {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const goal = Math.floor(total / Math.max(minPartitions, 1));
  const splitSize = Math.max(minSize, Math.min(goal, blockSize));
  const splits: FileSplit[] = [];
  for (const { path, size } of files) {
    let start = 0;
    if (!isCompressed(path)) {
      while ((size - start) / splitSize > SLOP) {
        splits.push({ path, start, end: start + splitSize, size });
        start += splitSize;
      }
    }
    if (start < size) splits.push({ path, start, end: size, size });
  }
  return splits;
}

/** Puts whole files together to about `minPartitions` groups of equal size, as Hadoop's `CombineFileInputFormat` does for Spark's `wholeTextFiles`. */
export function groupsOf(files: readonly InputFile[], minPartitions: number): InputFile[][] {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const most = Math.ceil(total / Math.max(minPartitions, 1));
  const groups: InputFile[][] = [];
  let group: InputFile[] = [];
  let size = 0;
  for (const file of files) {
    group.push(file);
    size += file.size;
    if (most > 0 && size >= most) {
      groups.push(group);
      group = [];
      size = 0;
    }
  }
  if (group.length > 0) groups.push(group);
  return groups;
}
