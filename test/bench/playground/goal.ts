import type { Result } from "../benchmark.ts";

/** A figure that is measured against a goal, as nobody else draws the same: `theirs` is the goal. */
export function againstGoal({
  name,
  ours,
  goal,
  unit,
  runs,
}: Pick<Result, "name" | "ours" | "unit" | "runs"> & { readonly goal: number }): Result {
  return { name: `${name}; theirs is the goal`, ours, theirs: goal, ratio: ours / goal, limit: 1, unit, runs };
}

/** The value below which `part` of the values lie. */
export function quantile(values: readonly number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? 0;
}
