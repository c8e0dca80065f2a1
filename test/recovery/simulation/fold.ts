import type { Pair, Plan, Step } from "./plan.ts";

/**
 * What a plan's outputs are, entry by entry, folded from its input without the engine; undefined for a program with time-outs, which depend on when its
 * states are checkpointed.
 */
export function foldOf(plan: Plan, batches: number): Record<string, string> | undefined {
  const entries: Record<string, string> = {};
  for (const [output, step] of plan.steps.entries()) {
    const fold = FOLDS[step.kind] as Fold<Step>;
    if (step.kind === "map-with-state" && step.timeout !== undefined) return undefined;
    const state: Totals = new Map();
    for (let batch = 1; batch <= batches; batch++) {
      const records = fold(plan, step, batch, state);
      if (records === undefined) continue;
      const sorted = records.map((record) => JSON.stringify(record)).sort();
      entries[`output ${output} at ${batch * 1000}`] = sorted.join(" ");
    }
  }
  return entries;
}

type Totals = Map<string, number>;

/** The records of a batch, the first being 1; `state` is the fold's own, from batch to batch. Undefined when the stream has none then. */
type Fold<S extends Step> = (plan: Plan, step: S, batch: number, state: Totals) => readonly unknown[] | undefined;

const FOLDS: { readonly [K in Step["kind"]]: Fold<Extract<Step, { kind: K }>> } = {
  sums: ({ a, b }, _step, batch) => [...sums([...at(a, batch), ...at(b, batch)])],
  window: ({ a }, { window, slide }, batch) =>
    batch % slide === 0 ? [...sums(windowOf(a, batch, window))] : undefined,
  incremental: ({ a }, { window, slide, filtered }, batch) => {
    if (batch % slide !== 0) return undefined;
    const counts: Totals = new Map();
    // a key that was there once stays, with nothing, unless that is filtered
    for (const [word] of windowOf(a, batch, batch)) counts.set(word, 0);
    for (const [word] of windowOf(a, batch, window)) add(counts, word, 1);
    return [...counts].filter(([, n]) => !filtered || n !== 0);
  },
  state: ({ a }, _step, batch, totals) => {
    for (const [word, n] of at(a, batch)) add(totals, word, n);
    return [...totals];
  },
  "state-with-removal": ({ a }, _step, batch, totals) => {
    for (const [word, n] of at(a, batch)) add(totals, word, n);
    for (const [word, total] of totals) if (total % 7 === 6) totals.delete(word);
    return [...totals];
  },
  "map-with-state": ({ a }, _step, batch, totals) =>
    at(a, batch).map(([word, n]) => {
      add(totals, word, n);
      return [word, totals.get(word)];
    }),
  join: ({ a, b }, _step, batch) => {
    const [left, right] = [sums(at(a, batch)), sums(at(b, batch))];
    return [...new Set([...left.keys(), ...right.keys()])].map((word) => [word, [left.get(word), right.get(word)]]);
  },
  "state-of-window": ({ a }, { window }, batch, totals) => {
    for (const [word] of windowOf(a, batch, window)) add(totals, word, 1);
    return [...totals];
  },
};

function at(input: readonly Pair[][], batch: number): readonly Pair[] {
  return input[batch - 1] ?? [];
}

/** The pairs of the last `length` batches. */
function windowOf(input: readonly Pair[][], batch: number, length: number): Pair[] {
  return input.slice(Math.max(0, batch - length), batch).flat();
}

function sums(pairs: readonly Pair[]): Totals {
  const totals: Totals = new Map();
  for (const [word, n] of pairs) add(totals, word, n);
  return totals;
}

function add(totals: Totals, word: string, n: number): void {
  totals.set(word, (totals.get(word) ?? 0) + n);
}
