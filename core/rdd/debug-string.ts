import { StorageLevel } from "../conf/storage-level.ts";
import type { RDDBase } from "./base.ts";

type AnyRDD = RDDBase<unknown>;

/** The lineage of `rdd` in the layout of Spark's `toDebugString`. */
export function debugString(rdd: RDDBase<never> | AnyRDD): string {
  const root = rdd as AnyRDD;
  const level = root.getStorageLevel();
  return new DebugString(level === StorageLevel.NONE ? "" : level.description()).of(root).join("\n");
}

class DebugString {
  /** How the RDD that was asked for is kept; Spark writes it behind every RDD below, too. */
  readonly #persistence: string;

  constructor(persistence: string) {
    this.#persistence = persistence;
  }

  of(rdd: AnyRDD): string[] {
    const { count, next } = partitionsText(rdd);
    const lines = this.#self(rdd).map((line, i) => `${i === 0 ? count : next} ${line}`);
    return [...lines, ...this.#parents(rdd, next)];
  }

  #self(rdd: AnyRDD): string[] {
    const kept = rdd.context.storageInfo(rdd);
    const self = `${rdd} [${this.#persistence}]`;
    if (kept === undefined) return [self];
    const [memory, disk] = [bytesText(kept.memorySize), bytesText(kept.diskSize)];
    return [self, `    CachedPartitions: ${kept.cachedPartitions}; MemorySize: ${memory}; DiskSize: ${disk}`];
  }

  #parents(rdd: AnyRDD, prefix: string): string[] {
    const { dependencies } = rdd;
    return dependencies.flatMap((dependency, i) => {
      const parent = dependency.rdd as AnyRDD;
      if (dependency.type === "shuffle") return this.#shuffled(parent, prefix, i === dependencies.length - 1);
      return [...this.#self(parent).map((line) => prefix + line), ...this.#parents(parent, prefix)];
    });
  }

  #shuffled(rdd: AnyRDD, prefix: string, isLast: boolean): string[] {
    const { count, next } = partitionsText(rdd);
    const here = prefix.replace(/\|\s+$/, "");
    const below = `${here}${isLast ? "  " : "| "}${next}`;
    const lines = this.#self(rdd).map((line, i) => (i === 0 ? `${here}+-${count} ${line}` : `${below}${line}`));
    return [...lines, ...this.#parents(rdd, below)];
  }
}

/** `(3)`, and what stands under it on the lines below. */
function partitionsText(rdd: AnyRDD): { readonly count: string; readonly next: string } {
  const count = `(${rdd.getNumPartitions()})`;
  const left = Math.floor((count.length - 1) / 2);
  return { count, next: `${" ".repeat(left)}|${" ".repeat(count.length - left)}` };
}

/** Spark's `Utils.bytesToString`: `296.0 B`, `1.5 KiB`. */
function bytesText(size: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  let value = size;
  while (value >= 2048 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value.toFixed(1)} ${units[unit]}`;
}
