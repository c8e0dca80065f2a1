/** The blocks of records that are kept on this machine, by Spark's names for them. Spark: `BlockManager`. */
export class BlockManager {
  readonly #blocks = new Map<string, readonly unknown[]>();

  get size(): number {
    return this.#blocks.size;
  }

  get(id: string): readonly unknown[] | undefined {
    return this.#blocks.get(id);
  }

  put(id: string, records: readonly unknown[]): void {
    this.#blocks.set(id, records);
  }

  remove(id: string): void {
    this.#blocks.delete(id);
  }
}
