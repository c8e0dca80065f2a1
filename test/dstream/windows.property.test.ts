import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sameKey } from "../../core/rdd/hash.ts";
import { bag } from "../support/bag.ts";
import { checkAll, EXECUTORS, type Executor, type Input, type Outcome, outcomes } from "../support/generated.ts";
import { type Lengths, OPERATIONS, type Pair, type WindowProgram, windowed } from "./programs/windows.ts";

const BATCH = 1000;

/** Keys of all kinds that have a value, few enough to meet again. */
const key = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<unknown>("a", "b", "ä", "a longer key") },
  { weight: 3, arbitrary: fc.integer({ min: -1, max: 1 }) },
  fc.constantFrom<unknown>(0.5, null, true),
  fc.tuple(fc.constantFrom("x", "y"), fc.integer({ min: 0, max: 1 })),
);
const batches = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.array(fc.tuple(key, fc.integer({ min: 1, max: 5 })), { maxLength: 7 }) },
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  { minLength: 1, maxLength: 12 },
);
const times = (unit: number, most: number) => fc.integer({ min: 1, max: most }).map((n) => n * unit);
const lengths = (unit: number) => fc.record({ window: times(unit, 4), slide: times(unit, 4) });

const cases = fc.option(lengths(BATCH), { nil: undefined, freq: 2 }).chain((before) =>
  fc.record({
    input: fc.record({ batches, numPartitions: fc.integer({ min: 1, max: 3 }) }),
    program: fc.record({
      before: fc.constant(before),
      lengths: lengths(before?.slide ?? BATCH),
      operation: fc.constantFrom(...OPERATIONS),
      partitions: fc.option(fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constant("odd ones out" as const)), {
        nil: undefined,
      }),
      checkpoint: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    }),
  }),
);

/** Of each time (counted in batches, from 1) the records of the RDD; null where there is none. */
type Rdds = readonly (readonly Pair[] | null)[];

/** A window over RDDs, computed anew each time. */
function window(rdds: Rdds, unit: number, { window, slide }: Lengths): Rdds {
  return rdds.map((_, i) => {
    const time = (i + 1) * BATCH;
    return time % slide === 0 ? between(rdds, time - window, time, unit) : null;
  });
}

/** What came after a time and up to another. */
function between(rdds: Rdds, after: number, to: number, unit: number): Pair[] {
  const records: Pair[] = [];
  for (let time = after + unit; time <= to; time += unit) records.push(...(rdds[time / BATCH - 1] ?? []));
  return records;
}

/** A map by value. */
function sumsOf(records: readonly Pair[]): [unknown, number][] {
  const sums: [unknown, number][] = [];
  for (const [key, n] of records) {
    const known = sums.find(([other]) => sameKey(other, key));
    if (known === undefined) sums.push([key, n]);
    else known[1] += n;
  }
  return sums;
}

const sumOf = (sums: readonly Pair[], key: unknown): number | undefined =>
  sums.find(([other]) => sameKey(other, key))?.[1];

/** The windows that are made of each other. Where the slide is longer than the window, the arithmetic is Spark's, which is wrong. */
function inverse(rdds: Rdds, unit: number, { window, slide }: Lengths): Rdds {
  let previous: [unknown, number][] = [];
  return rdds.map((_, i) => {
    const time = (i + 1) * BATCH;
    if (time % slide !== 0) return null;
    const left = sumsOf(between(rdds, time - slide - window, time - window, unit));
    const entered = sumsOf(between(rdds, time - slide, time, unit));
    const keys = sumsOf([...previous, ...entered]).map(([key]) => key);
    const lost = left.filter(([key]) => !keys.some((other) => sameKey(key, other)));
    expect(lost).toEqual([]);
    previous = keys.map((key): [unknown, number] => {
      const before = sumOf(previous, key);
      const added = sumOf(entered, key) ?? 0;
      return [key, before === undefined ? added : before - (sumOf(left, key) ?? 0) + added];
    });
    return previous;
  });
}

function expected(input: Input<Pair>, { operation, before, lengths }: WindowProgram): Outcome<unknown>[] {
  const rdds = before === undefined ? input.batches : window(input.batches, BATCH, before);
  const unit = before?.slide ?? BATCH;
  const all = window(rdds, unit, lengths);
  const overlapping = lengths.slide <= lengths.window;
  const of = (records: Rdds, f: (records: readonly Pair[]) => readonly unknown[]) =>
    records.map((each) => (each === null ? null : f(each)));
  const numbers = (mapped: Rdds) => of(mapped, (sums) => sums.map(([, n]) => n));
  const single = (f: (pair: Pair) => number): Rdds => rdds.map((rdd) => rdd?.map((pair): Pair => [1, f(pair)]) ?? null);
  switch (operation) {
    case "window":
      return of(all, (records) => records);
    case "reduceByKeyAndWindow":
    case "reduceByKeyAndWindow, values that change":
      return of(all, sumsOf);
    case "reduceByKeyAndWindow inverse":
    case "reduceByKeyAndWindow inverse, values that change":
      return of(inverse(rdds, unit, lengths), (sums) => sums);
    case "reduceByKeyAndWindow inverse, filtered":
      return overlapping ? of(all, sumsOf) : of(inverseFiltered(rdds, unit, lengths), (sums) => sums);
    case "groupByKeyAndWindow":
      return of(all, (records) =>
        sumsOf(records).map(([key]) => [
          key,
          records
            .filter(([other]) => sameKey(other, key))
            .map(([, n]) => n)
            .join(),
        ]),
      );
    case "countByValueAndWindow": {
      const counted: Rdds = rdds.map((rdd) => rdd?.map((record): Pair => [record, 1]) ?? null);
      const windows = overlapping ? window(counted, unit, lengths) : inverseFiltered(counted, unit, lengths);
      return of(windows, sumsOf);
    }
    case "countByWindow":
      return numbers(
        inverse(
          single(() => 1),
          unit,
          lengths,
        ),
      );
    case "reduceByWindow":
      return numbers(
        window(
          single(([, n]) => n),
          unit,
          lengths,
        ).map((each) => (each === null ? null : sumsOf(each))),
      );
    case "reduceByWindow inverse":
      return numbers(
        inverse(
          single(([, n]) => n),
          unit,
          lengths,
        ),
      );
  }
}

/** The same with a filter that drops what has come to 0: a key that comes again is a new one. */
function inverseFiltered(rdds: Rdds, unit: number, { window, slide }: Lengths): Rdds {
  let previous: [unknown, number][] = [];
  return rdds.map((_, i) => {
    const time = (i + 1) * BATCH;
    if (time % slide !== 0) return null;
    const left = sumsOf(between(rdds, time - slide - window, time - window, unit));
    const entered = sumsOf(between(rdds, time - slide, time, unit));
    const keys = sumsOf([...previous, ...entered]).map(([key]) => key);
    previous = keys
      .map((key): [unknown, number] => {
        const before = sumOf(previous, key);
        const added = sumOf(entered, key) ?? 0;
        return [key, before === undefined ? added : before - (sumOf(left, key) ?? 0) + added];
      })
      .filter(([, n]) => n !== 0);
    return previous;
  });
}

const bags = (outcome: readonly Outcome<unknown>[]) =>
  outcome.map((batch) => (Array.isArray(batch) ? bag(batch) : (batch as null | "failed")));

const run = (executor: Executor, input: Input<Pair>, program: WindowProgram) =>
  outcomes(executor, [input], ([stream]) => windowed(stream!, program), { checkpoint: "/checkpoint" });

describe.each(EXECUTORS)("windows of generated streams, %s", (executor) => {
  test("are what is computed anew each time, in however many partitions", () =>
    checkAll(cases, executor === "inline" ? 300 : 25, async ({ input, program }) => {
      // a stream is asked at its own slide; windows have an RDD each time
      const windows = expected(input, program).filter((records) => records !== null);
      expect(bags(await run(executor, input, program))).toEqual(bags(windows));
    }));
});
