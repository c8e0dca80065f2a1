import type { Happened } from "../../../core/sim/faults.ts";

/** How many faults of each kind happened. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(happened: readonly Happened[]): void {
    for (const { fault, point } of happened) {
      const key = `${fault} at ${point.kind}`;
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    }
  }

  /** How often `fault` happened, wherever it was. */
  of(fault: string): number {
    return [...this.#counts].reduce((sum, [key, n]) => (key.startsWith(`${fault} at `) ? sum + n : sum), 0);
  }

  /** A line for each fault: how often, and where. */
  toString(): string {
    const faults = [...new Set([...this.#counts.keys()].map((key) => key.slice(0, key.indexOf(" at "))))].sort();
    return faults
      .map((fault) => {
        const where = [...this.#counts]
          .filter(([key]) => key.startsWith(`${fault} at `))
          .map(([key, n]) => `${key.slice(fault.length + 4)} ${n}`);
        return `${fault.padEnd(24)} ${String(this.of(fault)).padStart(7)}   ${where.sort().join(", ")}`;
      })
      .join("\n");
  }
}
