import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sameKey } from "../../core/rdd/hash.ts";
import { bag } from "../support/bag.ts";
import { checkAll, EXECUTORS, type Input, type Outcome, outcomes } from "../support/generated.ts";
import { type JoinName, joined, type Pair } from "./programs/joins.ts";

/** Keys of all kinds that have a value, few enough to meet again. */
const key = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<unknown>("a", "b", "ä") },
  { weight: 4, arbitrary: fc.integer({ min: -1, max: 1 }) },
  fc.constantFrom<unknown>(0.5, Number.NaN, -0, null, undefined, true, false),
  fc.tuple(fc.constantFrom("x", "y"), fc.integer({ min: 0, max: 1 })),
  fc.record({ id: fc.integer({ min: 0, max: 1 }) }, { noNullPrototype: true }),
);
const input: fc.Arbitrary<Input<Pair<number>>> = fc.record({
  batches: fc.array(
    fc.oneof(
      { weight: 10, arbitrary: fc.array(fc.tuple(key, fc.integer({ min: 0, max: 9 })), { maxLength: 9 }) },
      { weight: 1, arbitrary: fc.constant(null) },
    ),
    { minLength: 1, maxLength: 3 },
  ),
  numPartitions: fc.integer({ min: 1, max: 4 }),
});
const name = fc.constantFrom<JoinName>("join", "leftOuterJoin", "rightOuterJoin", "fullOuterJoin", "cogroup");
const programs = fc.record({
  inputs: fc.array(input, { minLength: 2, maxLength: 3 }),
  names: fc.tuple(name, name),
  numPartitions: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
});

type AnyPair = Pair<unknown>;

/** Nested loops. */
function nestedLoops(name: JoinName, left: readonly AnyPair[], right: readonly AnyPair[]): AnyPair[] {
  const of = (pairs: readonly AnyPair[], key: unknown) =>
    pairs.filter(([other]) => sameKey(key, other)).map(([, value]) => value);
  if (name === "cogroup") {
    const keys: unknown[] = [];
    for (const [key] of [...left, ...right]) if (!keys.some((other) => sameKey(key, other))) keys.push(key);
    return keys.map((key) => [key, [of(left, key), of(right, key)]]);
  }
  const result: AnyPair[] = [];
  for (const [key, value] of left) {
    const partners = of(right, key);
    for (const partner of partners) result.push([key, [value, partner]]);
    if (partners.length === 0 && (name === "leftOuterJoin" || name === "fullOuterJoin"))
      result.push([key, [value, undefined]]);
  }
  if (name === "rightOuterJoin" || name === "fullOuterJoin")
    for (const [key, value] of right) if (of(left, key).length === 0) result.push([key, [undefined, value]]);
  return result;
}

/** What the joins mean; a join needs an RDD on both sides. */
function expected(inputs: readonly Input<Pair<number>>[], names: readonly JoinName[]): Outcome<AnyPair>[] {
  const length = Math.max(...inputs.map(({ batches }) => batches.length));
  return Array.from({ length }, (_, i) => {
    const batches = inputs.map(({ batches }) => (i < batches.length ? batches[i]! : []));
    if (batches.some((batch) => batch === null)) return "failed";
    return (batches as AnyPair[][]).reduce((left, right, join) => nestedLoops(names[join - 1]!, left, right));
  });
}

/** Groups come in whatever order. */
const withoutOrder = (records: readonly AnyPair[]) =>
  records.map(([key, value]) => [key, (value as unknown[]).map((side) => (Array.isArray(side) ? bag(side) : side))]);
const bags = (batches: readonly Outcome<AnyPair>[]) =>
  batches.map((batch) => (Array.isArray(batch) ? bag(withoutOrder(batch)) : (batch as null | "failed")));

describe.each(EXECUTORS)("joins of generated streams, %s", (executor) => {
  test("are nested loops over the batches, in however many partitions", () =>
    checkAll(programs, executor === "inline" ? 120 : 20, async ({ inputs, names, numPartitions }) => {
      const actual = await outcomes(executor, inputs, (streams) => joined(streams, names, numPartitions));
      expect(bags(actual)).toEqual(bags(expected(inputs, names)));
    }));
});
