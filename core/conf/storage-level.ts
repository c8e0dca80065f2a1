/** Where a persisted RDD is kept. Spark: `org.apache.spark.storage.StorageLevel`. */
export class StorageLevel {
  static readonly NONE: StorageLevel = new StorageLevel("NONE", false, false, false, 1);
  static readonly DISK_ONLY: StorageLevel = new StorageLevel("DISK_ONLY", true, false, false, 1);
  static readonly DISK_ONLY_2: StorageLevel = new StorageLevel("DISK_ONLY_2", true, false, false, 2);
  static readonly MEMORY_ONLY: StorageLevel = new StorageLevel("MEMORY_ONLY", false, true, true, 1);
  static readonly MEMORY_ONLY_2: StorageLevel = new StorageLevel("MEMORY_ONLY_2", false, true, true, 2);
  static readonly MEMORY_ONLY_SER: StorageLevel = new StorageLevel("MEMORY_ONLY_SER", false, true, false, 1);
  static readonly MEMORY_ONLY_SER_2: StorageLevel = new StorageLevel("MEMORY_ONLY_SER_2", false, true, false, 2);
  static readonly MEMORY_AND_DISK: StorageLevel = new StorageLevel("MEMORY_AND_DISK", true, true, true, 1);
  static readonly MEMORY_AND_DISK_2: StorageLevel = new StorageLevel("MEMORY_AND_DISK_2", true, true, true, 2);
  static readonly MEMORY_AND_DISK_SER: StorageLevel = new StorageLevel("MEMORY_AND_DISK_SER", true, true, false, 1);
  static readonly MEMORY_AND_DISK_SER_2: StorageLevel = new StorageLevel("MEMORY_AND_DISK_SER_2", true, true, false, 2);

  readonly name: string;
  readonly useDisk: boolean;
  readonly useMemory: boolean;
  readonly deserialized: boolean;
  readonly replication: number;

  private constructor(name: string, useDisk: boolean, useMemory: boolean, deserialized: boolean, replication: number) {
    this.name = name;
    this.useDisk = useDisk;
    this.useMemory = useMemory;
    this.deserialized = deserialized;
    this.replication = replication;
  }

  /** All of them. */
  static all(): StorageLevel[] {
    return Object.values(StorageLevel).filter((each): each is StorageLevel => each instanceof StorageLevel);
  }

  /** The level of that name. Spark: `StorageLevel.fromString`. */
  static named(name: string): StorageLevel {
    return (StorageLevel as unknown as Record<string, StorageLevel>)[name]!;
  }

  /** Spark's words for it, as its user interface shows them. */
  description(): string {
    const parts = [];
    if (this.useDisk) parts.push("Disk");
    if (this.useMemory) parts.push("Memory");
    parts.push(this.deserialized ? "Deserialized" : "Serialized", `${this.replication}x Replicated`);
    return parts.join(" ");
  }

  toString(): string {
    return `StorageLevel.${this.name}`;
  }
}
