/**
 * Where a persisted RDD is kept.
 * @spark org.apache.spark.storage.StorageLevel
 * @example numbers.persist(StorageLevel.MEMORY_AND_DISK);
 */
export class StorageLevel {
  /**
   * Not kept.
   * @spark StorageLevel.NONE
   */
  static readonly NONE: StorageLevel = new StorageLevel("NONE", false, false, false, 1);
  /**
   * As bytes on disk.
   * @spark StorageLevel.DISK_ONLY
   */
  static readonly DISK_ONLY: StorageLevel = new StorageLevel("DISK_ONLY", true, false, false, 1);
  /**
   * As `DISK_ONLY`, on two executors.
   * @spark StorageLevel.DISK_ONLY_2
   */
  static readonly DISK_ONLY_2: StorageLevel = new StorageLevel("DISK_ONLY_2", true, false, false, 2);
  /**
   * As objects in memory; what does not fit is computed anew.
   * @spark StorageLevel.MEMORY_ONLY
   */
  static readonly MEMORY_ONLY: StorageLevel = new StorageLevel("MEMORY_ONLY", false, true, true, 1);
  /**
   * As `MEMORY_ONLY`, on two executors.
   * @spark StorageLevel.MEMORY_ONLY_2
   */
  static readonly MEMORY_ONLY_2: StorageLevel = new StorageLevel("MEMORY_ONLY_2", false, true, true, 2);
  /**
   * As bytes in memory; what does not fit is computed anew.
   * @spark StorageLevel.MEMORY_ONLY_SER
   */
  static readonly MEMORY_ONLY_SER: StorageLevel = new StorageLevel("MEMORY_ONLY_SER", false, true, false, 1);
  /**
   * As `MEMORY_ONLY_SER`, on two executors.
   * @spark StorageLevel.MEMORY_ONLY_SER_2
   */
  static readonly MEMORY_ONLY_SER_2: StorageLevel = new StorageLevel("MEMORY_ONLY_SER_2", false, true, false, 2);
  /**
   * As objects in memory; what does not fit goes to disk.
   * @spark StorageLevel.MEMORY_AND_DISK
   */
  static readonly MEMORY_AND_DISK: StorageLevel = new StorageLevel("MEMORY_AND_DISK", true, true, true, 1);
  /**
   * As `MEMORY_AND_DISK`, on two executors.
   * @spark StorageLevel.MEMORY_AND_DISK_2
   */
  static readonly MEMORY_AND_DISK_2: StorageLevel = new StorageLevel("MEMORY_AND_DISK_2", true, true, true, 2);
  /**
   * As bytes in memory; what does not fit goes to disk.
   * @spark StorageLevel.MEMORY_AND_DISK_SER
   */
  static readonly MEMORY_AND_DISK_SER: StorageLevel = new StorageLevel("MEMORY_AND_DISK_SER", true, true, false, 1);
  /**
   * As `MEMORY_AND_DISK_SER`, on two executors.
   * @spark StorageLevel.MEMORY_AND_DISK_SER_2
   */
  static readonly MEMORY_AND_DISK_SER_2: StorageLevel = new StorageLevel("MEMORY_AND_DISK_SER_2", true, true, false, 2);

  /**
   * `MEMORY_ONLY`, …
   * @spark none
   */
  readonly name: string;
  /**
   * What does not fit into memory, or nothing of it, goes to disk.
   * @spark StorageLevel.useDisk
   */
  readonly useDisk: boolean;
  /**
   * Kept in memory.
   * @spark StorageLevel.useMemory
   */
  readonly useMemory: boolean;
  /**
   * Kept as objects, not as bytes.
   * @spark StorageLevel.deserialized
   */
  readonly deserialized: boolean;
  /**
   * On how many executors; here there is one machine, so it is noted only.
   * @spark StorageLevel.replication
   */
  readonly replication: number;

  private constructor(name: string, useDisk: boolean, useMemory: boolean, deserialized: boolean, replication: number) {
    this.name = name;
    this.useDisk = useDisk;
    this.useMemory = useMemory;
    this.deserialized = deserialized;
    this.replication = replication;
  }

  /**
   * All of them.
   * @spark none
   */
  static all(): StorageLevel[] {
    return Object.values(StorageLevel).filter((each): each is StorageLevel => each instanceof StorageLevel);
  }

  /**
   * The level of that name.
   * @spark StorageLevel.fromString
   */
  static named(name: string): StorageLevel {
    return (StorageLevel as unknown as Record<string, StorageLevel>)[name]!;
  }

  /**
   * Spark's words for it, as its user interface shows them.
   * @spark StorageLevel.description
   */
  description(): string {
    const parts = [];
    if (this.useDisk) parts.push("Disk");
    if (this.useMemory) parts.push("Memory");
    parts.push(this.deserialized ? "Deserialized" : "Serialized", `${this.replication}x Replicated`);
    return parts.join(" ");
  }

  /**
   * As Spark prints it: `StorageLevel(disk, memory, deserialized, 1 replicas)`.
   * @spark StorageLevel.toString
   */
  toString(): string {
    return `StorageLevel.${this.name}`;
  }
}
