import { expectTypeOf, test } from "vitest";
import type { CompactBuffer, DStream, RDD } from "../../core/index.ts";
import type { JobPromise } from "../../core/rdd/job.ts";

/** What the compiler has to say; nothing of it runs. */
function types(words: DStream<string>, numbers: RDD<number>) {
  expectTypeOf(words.map((word) => [word, 1])).toEqualTypeOf<DStream<[string, number]>>();
  expectTypeOf(words.flatMap((line) => line.split(" "))).toEqualTypeOf<DStream<string>>();
  expectTypeOf(words.map((word) => [word, 1]).reduceByKey((a, b) => a + b)).toEqualTypeOf<DStream<[string, number]>>();
  expectTypeOf(numbers.filter((n): n is 1 => n === 1)).toEqualTypeOf<RDD<1>>();
  expectTypeOf(numbers.map(() => undefined)).toEqualTypeOf<RDD<undefined>>();
  // @ts-expect-error a stream of texts has no keys
  words.reduceByKey((a) => a);
  // @ts-expect-error flatMap's function has to give something iterable
  words.flatMap((line) => line.length);
  // @ts-expect-error the values are numbers
  words.map((word) => [word, 1]).reduceByKey((a: string, b: string) => a + b);
  // @ts-expect-error filter's function has to say yes or no
  words.filter((word) => word.length);
}

function moreTypes(numbers: RDD<number>, pairs: RDD<[string, number]>, texts: RDD<[string, string]>) {
  expectTypeOf(pairs.join(texts)).toEqualTypeOf<RDD<[string, [number, string]]>>();
  expectTypeOf(pairs.leftOuterJoin(texts)).toEqualTypeOf<RDD<[string, [number, string | undefined]]>>();
  expectTypeOf(pairs.rightOuterJoin(texts)).toEqualTypeOf<RDD<[string, [number | undefined, string]]>>();
  expectTypeOf(pairs.fullOuterJoin(texts, 3)).toEqualTypeOf<RDD<[string, [number | undefined, string | undefined]]>>();
  expectTypeOf(pairs.cogroup(texts)).toEqualTypeOf<RDD<[string, [CompactBuffer<number>, CompactBuffer<string>]]>>();
  expectTypeOf(pairs.groupByKey()).toEqualTypeOf<RDD<[string, CompactBuffer<number>]>>();
  expectTypeOf(pairs.sortByKey(false)).toEqualTypeOf<RDD<[string, number]>>();
  expectTypeOf(pairs.countByKey()).toEqualTypeOf<JobPromise<Map<string, number>>>();
  expectTypeOf(numbers.keyBy((n) => String(n))).toEqualTypeOf<RDD<[string, number]>>();
  expectTypeOf(numbers.groupBy((n) => n > 1)).toEqualTypeOf<RDD<[boolean, CompactBuffer<number>]>>();
  expectTypeOf(numbers.zip(texts)).toEqualTypeOf<RDD<[number, [string, string]]>>();
  expectTypeOf(numbers.zipWithIndex().values()).toEqualTypeOf<RDD<number>>();
  expectTypeOf(numbers.cartesian(numbers)).toEqualTypeOf<RDD<[number, number]>>();
  expectTypeOf(numbers.histogram(3)).toEqualTypeOf<JobPromise<[number[], number[]]>>();
  expectTypeOf(numbers.histogram([0, 1])).toEqualTypeOf<JobPromise<number[]>>();
  const counted = numbers.aggregate(
    [0, 0],
    (sum, n) => [sum[0] + n, sum[1] + 1],
    (a, b) => [a[0] + b[0], a[1] + b[1]],
  );
  expectTypeOf(counted).toEqualTypeOf<JobPromise<[number, number]>>();
  expectTypeOf(numbers.map(() => 1)).toEqualTypeOf<RDD<number>>();
  const largest = numbers.aggregate<number | undefined>(
    undefined,
    (a, n) => Math.max(a ?? n, n),
    (a, b) => Math.max(a ?? 0, b ?? 0),
  );
  expectTypeOf(largest).toEqualTypeOf<JobPromise<number | undefined>>();
  const sum = numbers.treeAggregate(
    0,
    (a, n) => a + n,
    (a, b) => a + b,
  );
  expectTypeOf(sum).toEqualTypeOf<JobPromise<number>>();
  const lengths = texts.aggregateByKey(
    0,
    (sum, text) => sum + text.length,
    (a, b) => a + b,
  );
  expectTypeOf(lengths).toEqualTypeOf<RDD<[string, number]>>();
  const zipped = numbers.zipPartitions(texts, pairs, (a, b, c) => [[...a].length + [...b].length + [...c].length]);
  expectTypeOf(zipped).toEqualTypeOf<RDD<number>>();
  // @ts-expect-error numbers have no keys
  numbers.join(pairs);
  // @ts-expect-error the keys are of different types
  pairs.join(numbers.keyBy((n) => n));
  // @ts-expect-error texts do not add up
  pairs.keys().sum();
  // @ts-expect-error a comparator gives a number
  pairs.sortByKey(true, 1, (a, b) => a < b);
  // @ts-expect-error only RDDs of the same records can be subtracted
  numbers.subtract(texts);
}

test("operations by key exist on pairs only, and a pair is seen as one", () => {
  expectTypeOf(types).toBeFunction();
  expectTypeOf(moreTypes).toBeFunction();
});
