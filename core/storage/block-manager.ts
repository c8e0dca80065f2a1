import { StorageLevel } from "../conf/storage-level.ts";
import type { Trace } from "../trace/trace.ts";
import { type BlockContent, isPacked, packRecords, recordsOfBlock } from "./packed-records.ts";
import { estimateSize } from "./size-estimator.ts";

/** Turns a block's records into bytes and back. */
export interface BlockCodec {
  encode(records: readonly unknown[]): Uint8Array;
  decode(bytes: Uint8Array): unknown[];
}

/** Where blocks go that are kept on disk. */
export interface DiskStore {
  write(id: string, bytes: Uint8Array): void;
  read(id: string): Uint8Array | undefined;
  remove(id: string): void;
}

export interface BlockManagerOptions {
  /** How many bytes of blocks are kept in memory, by estimate. */
  readonly memory: number;
  readonly codec: BlockCodec;
  readonly disk: DiskStore;
  readonly trace: Trace;
}

type InMemory = BlockContent | Uint8Array;

interface Block {
  readonly level: StorageLevel;
  /** In memory as records, packed, or as bytes; undefined when it is on disk only. */
  memory: InMemory | undefined;
  /** In memory, by estimate. */
  size: number;
  onDisk: boolean;
}

/**
 * The blocks of records that are kept on this machine, by Spark's names for them (`rdd_3_0`, `input-0-1000`): in memory up to a budget, and
 * those that were used least recently make room. Spark: `BlockManager` and `MemoryStore`.
 */
export class BlockManager {
  readonly #options: BlockManagerOptions;
  /** In the order of their last use. */
  readonly #blocks = new Map<string, Block>();
  #used = 0;

  constructor(options: BlockManagerOptions) {
    this.#options = options;
  }

  /** How many blocks there are. */
  get size(): number {
    return this.#blocks.size;
  }

  /** Bytes in memory, by estimate. */
  get memoryUsed(): number {
    return this.#used;
  }

  has(id: string): boolean {
    return this.#blocks.has(id);
  }

  /** What is kept of a block: bytes in memory, and whether it is on disk. */
  info(id: string): { readonly level: StorageLevel; readonly memory: number; readonly onDisk: boolean } | undefined {
    const block = this.#blocks.get(id);
    return block === undefined ? undefined : { level: block.level, memory: block.size, onDisk: block.onDisk };
  }

  /** The records of a block: of one that is kept at a serialised level, new ones each time. */
  get(id: string): readonly unknown[] | undefined {
    const content = this.content(id);
    return content === undefined ? undefined : recordsOfBlock(content);
  }

  /** A block in the form in which it is kept. */
  content(id: string): BlockContent | undefined {
    const block = this.#blocks.get(id);
    if (block === undefined) return undefined;
    this.#blocks.delete(id);
    this.#blocks.set(id, block);
    if (block.memory instanceof Uint8Array) return this.#options.codec.decode(block.memory);
    if (block.memory !== undefined) return block.memory;
    const bytes = this.#options.disk.read(id);
    if (bytes !== undefined) return this.#options.codec.decode(bytes);
    // somebody else removed the file: the block is lost, and whoever asks computes it anew
    this.#options.trace.warn(`Block ${id} is gone from the disk`, "BLOCK_LOST");
    this.remove(id);
    return undefined;
  }

  /** Keeps a block as its level says; in memory only, it is not kept at all when there is no room. */
  put(id: string, given: BlockContent, level: StorageLevel): void {
    this.remove(id);
    const block: Block = { level, memory: undefined, size: 0, onDisk: false };
    if (level.useMemory) {
      const content = this.#inMemory(given, level);
      const size = sizeOf(content);
      if (this.#makeRoom(size, id)) {
        block.memory = content;
        block.size = size;
        this.#used += size;
      }
    }
    if (block.memory === undefined && level.useDisk) this.#toDisk(id, block, given);
    if (block.memory === undefined && !block.onDisk) {
      this.#options.trace.warn(`Not enough space to cache ${id} in memory`, "NO_ROOM_FOR_BLOCK");
      return;
    }
    this.#blocks.set(id, block);
    this.#tell(id, block);
  }

  remove(id: string): void {
    const block = this.#blocks.get(id);
    if (block === undefined) return;
    this.#blocks.delete(id);
    this.#used -= block.size;
    if (block.onDisk) this.#options.disk.remove(id);
    this.#tell(id, undefined);
  }

  /** Frees all of it, at the end of the application. */
  clear(): void {
    for (const id of [...this.#blocks.keys()]) this.remove(id);
  }

  /** Evicts what was used least recently until `size` bytes fit. A block of the same RDD is not evicted for its sibling. */
  #makeRoom(size: number, forId: string): boolean {
    const free = () => this.#options.memory - this.#used;
    if (size <= free()) return true;
    if (size > this.#options.memory) return false;
    const rdd = rddOf(forId);
    const victims: string[] = [];
    let gained = free();
    for (const [id, block] of this.#blocks) {
      if (gained >= size) break;
      if (block.memory === undefined || (rdd !== undefined && rddOf(id) === rdd)) continue;
      victims.push(id);
      gained += block.size;
    }
    if (gained < size) return false;
    for (const id of victims) this.#evict(id);
    return true;
  }

  #evict(id: string): void {
    const block = this.#blocks.get(id)!;
    if (!block.level.useDisk) {
      this.remove(id);
      return;
    }
    if (!block.onDisk) this.#toDisk(id, block, block.memory!);
    this.#used -= block.size;
    block.memory = undefined;
    block.size = 0;
    this.#tell(id, block);
  }

  #inMemory(given: BlockContent, level: StorageLevel): InMemory {
    if (isPacked(given) || level.deserialized) return given;
    return packRecords(given) ?? this.#options.codec.encode(given);
  }

  #toDisk(id: string, block: Block, content: InMemory): void {
    const { codec, disk } = this.#options;
    disk.write(id, content instanceof Uint8Array ? content : codec.encode(recordsOfBlock(content)));
    block.onDisk = true;
  }

  #tell(id: string, block: Block | undefined): void {
    const where = block === undefined ? "nowhere" : block.memory !== undefined ? "memory" : "disk";
    this.#options.trace.emit({
      kind: "block-updated",
      block: id,
      where,
      bytes: block?.size ?? 0,
      level: block?.level.name ?? StorageLevel.NONE.name,
    });
  }
}

function sizeOf(content: InMemory): number {
  if (content instanceof Uint8Array) return content.byteLength;
  return isPacked(content) ? content.bytes : estimateSize(content);
}

/** The RDD that a block is a partition of; undefined for a receiver's. */
function rddOf(id: string): string | undefined {
  return id.startsWith("rdd_") ? id.slice(0, id.lastIndexOf("_")) : undefined;
}
