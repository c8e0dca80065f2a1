/** One comparison: our side and the one that it is measured against, on the same work. */
export interface Benchmark {
  readonly name: string;
  readonly unit: "ms" | "MB";
  /** The goal for `ours / theirs`; below 1 is better than what stands beside it. */
  readonly limit: number;
  readonly warmUp: number;
  readonly runs: number;
  /** Runs one side once and gives its cost in the unit, with something to compare both sides' results by. */
  ours(run: number): Promise<Outcome>;
  theirs(run: number): Promise<Outcome>;
  /** Called when all is measured. */
  end?(): void | Promise<void>;
}

export interface Outcome {
  readonly cost: number;
  readonly check: string;
}

export interface Result {
  readonly name: string;
  readonly ours: number;
  readonly theirs: number;
  readonly ratio: number;
  readonly limit: number;
  readonly unit: string;
  readonly runs: number;
}

/** Runs both sides by turns, so that whatever else the machine does hits both, and takes medians. */
export async function measure(benchmark: Benchmark): Promise<Result> {
  const ours: number[] = [];
  const theirs: number[] = [];
  const ratios: number[] = [];
  for (let run = 0; run < benchmark.warmUp + benchmark.runs; run++) {
    const first = run % 2 === 0;
    const a = first ? await benchmark.ours(run) : undefined;
    const b = await benchmark.theirs(run);
    const mine = a ?? (await benchmark.ours(run));
    if (mine.check !== b.check)
      throw new Error(`${benchmark.name}: the two sides disagree: ${mine.check} and ${b.check}`);
    if (run < benchmark.warmUp) continue;
    ours.push(mine.cost);
    theirs.push(b.cost);
    ratios.push(mine.cost / b.cost);
  }
  await benchmark.end?.();
  const { name, limit, unit, runs } = benchmark;
  return { name, ours: median(ours), theirs: median(theirs), ratio: median(ratios), limit, unit, runs };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Wall-clock milliseconds of `work`. */
export async function timed<T>(work: () => T | Promise<T>): Promise<{ readonly value: T; readonly cost: number }> {
  const start = performance.now();
  const value = await work();
  return { value, cost: performance.now() - start };
}
