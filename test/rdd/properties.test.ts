import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HashPartitioner, RangePartitioner, type RDD, type SparkContext } from "../../core/index.ts";
import { sameKey } from "../../core/rdd/hash.ts";
import { naturalOrder } from "../../core/rdd/ordering.ts";
import { bag, text } from "../support/bag.ts";
import { World } from "../support/world.ts";

let world: World;
let sc: SparkContext;
beforeAll(() => {
  world = new World({ previews: 0 });
  sc = world.sc();
});
afterAll(() => world.end());

type Pair<V = number> = [unknown, V];

/** Keys of all kinds that have a value, few enough to meet again. */
const key = fc.oneof(
  fc.constantFrom("a", "b", "", "ä"),
  fc.integer({ min: -2, max: 2 }),
  fc.constantFrom(0.5, Number.NaN, -0),
  fc.boolean(),
  fc.constantFrom(null, undefined),
  fc.tuple(fc.constantFrom("x", "y"), fc.integer({ min: 0, max: 1 })),
  fc.record({ id: fc.integer({ min: 0, max: 1 }) }, { noNullPrototype: true }),
);
const pairs: fc.Arbitrary<Pair[]> = fc.array(fc.tuple(key, fc.integer({ min: 0, max: 9 })), { maxLength: 25 });
const numbers = fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: 40 });
const partitions = fc.integer({ min: 1, max: 6 });

const rddOf = <T extends {} | null | undefined>(records: readonly T[], count: number): RDD<T> =>
  sc.parallelize(records, count);

function check<A extends unknown[]>(
  arbitraries: { [I in keyof A]: fc.Arbitrary<A[I]> },
  property: (...values: A) => Promise<void>,
) {
  return fc.assert(fc.asyncProperty(...(arbitraries as [fc.Arbitrary<unknown>]), property as never), { numRuns: 60 });
}

describe("whatever the partitions", () => {
  test("distinct, intersection and subtract are those of sets", () =>
    check([numbers, numbers, partitions, partitions], async (a, b, p, q) => {
      const [left, right] = [rddOf(a, p), rddOf(b, q)];
      expect(bag(await left.distinct().collect())).toEqual(bag([...new Set(a)]));
      expect(bag(await left.intersection(right).collect())).toEqual(bag([...new Set(a)].filter((n) => b.includes(n))));
      expect(bag(await left.subtract(right).collect())).toEqual(bag(a.filter((n) => !b.includes(n))));
      expect(await left.cartesian(right).count()).toBe(a.length * b.length);
    }));

  test("reduceByKey, groupByKey and aggregateByKey give what a loop gives", () =>
    check([pairs, partitions, partitions], async (records, p, q) => {
      const expected: [unknown, number[]][] = [];
      for (const [k, v] of records) {
        const group = expected.find(([other]) => sameKey(other, k));
        if (group === undefined) expected.push([k, [v]]);
        else group[1].push(v);
      }
      const sums = expected.map(([k, values]) => [k, values.reduce((a, b) => a + b)]);
      const rdd = rddOf(records, p);
      expect(bag(await rdd.reduceByKey((a, b) => a + b, q).collect())).toEqual(bag(sums));
      expect(bag(await rdd.foldByKey(0, (a, b) => a + b, q).collect())).toEqual(bag(sums));
      const grouped = await rdd
        .groupByKey(q)
        .mapValues((values) => [...values].sort())
        .collect();
      expect(bag(grouped)).toEqual(bag(expected.map(([k, values]) => [k, [...values].sort()])));
      const placed = await rdd
        .partitionBy(new HashPartitioner(q))
        .reduceByKey((a, b) => a + b, q)
        .collect();
      expect(bag(placed)).toEqual(bag(sums));
      const counts = await rdd.countByKey();
      expect(bag([...counts])).toEqual(bag(expected.map(([k, values]) => [k, values.length])));
    }));

  test("joins are nested loops", () =>
    check([pairs, pairs, partitions, partitions, fc.boolean()], async (a, b, p, q, placed) => {
      const by = new HashPartitioner(p);
      const left = placed ? rddOf(a, p).partitionBy(by) : rddOf(a, p);
      const right = rddOf(b, q);
      const both = a.flatMap(([k, v]) => b.filter(([l]) => sameKey(k, l)).map(([, w]) => [k, [v, w]]));
      const onlyLeft = a.filter(([k]) => !b.some(([l]) => sameKey(k, l))).map(([k, v]) => [k, [v, undefined]]);
      const onlyRight = b.filter(([k]) => !a.some(([l]) => sameKey(k, l))).map(([k, w]) => [k, [undefined, w]]);
      expect(bag(await left.join(right).collect())).toEqual(bag(both));
      expect(bag(await left.leftOuterJoin(right).collect())).toEqual(bag([...both, ...onlyLeft]));
      expect(bag(await left.rightOuterJoin(right).collect())).toEqual(bag([...both, ...onlyRight]));
      expect(bag(await left.fullOuterJoin(right).collect())).toEqual(bag([...both, ...onlyLeft, ...onlyRight]));
      const alone = a.filter(([k]) => !b.some(([l]) => sameKey(k, l)));
      expect(bag(await left.subtractByKey(right).collect())).toEqual(bag(alone));
    }));

  test("cogroup has all values of all sides", () =>
    check([pairs, pairs, pairs, partitions], async (a, b, c, p) => {
      const groups = await rddOf(a, p).cogroup(rddOf(b, 2), rddOf(c, 1)).collect();
      for (const [side, records] of [a, b, c].entries()) {
        expect(bag(groups.flatMap(([k, values]) => values[side]!.map((v) => [k, v])))).toEqual(bag(records));
      }
      expect(new Set(groups.map(([k]) => text(k))).size).toBe(groups.length);
    }));

  test("sorting is sorting", () =>
    check(
      [
        fc.array(fc.tuple(fc.oneof(fc.string(), fc.constantFrom("a", "b")), fc.nat()), { maxLength: 60 }),
        partitions,
        partitions,
        fc.boolean(),
      ],
      async (records, p, q, ascending) => {
        const sorted = rddOf(records, p).sortByKey(ascending, q);
        const order = (a: Pair, b: Pair) => (ascending ? naturalOrder(a[0], b[0]) : naturalOrder(b[0], a[0]));
        const result = await sorted.collect();
        expect(result.map(([k]) => k)).toEqual([...records].sort(order).map(([k]) => k));
        expect(bag(result)).toEqual(bag(records));
        // whatever is in one partition is before all that is in the next
        const ends = (await sorted.glom().collect()).filter((part) => part.length > 0);
        for (let i = 1; i < ends.length; i++) expect(order(ends[i - 1]!.at(-1)!, ends[i]![0]!)).toBeLessThan(0);
      },
    ));

  test("numbers and tuples sort as they should", () =>
    check(
      [fc.array(fc.double({ noDefaultInfinity: false }), { maxLength: 40 }), partitions, partitions],
      async (records, p, q) => {
        const order = [...records].sort(naturalOrder);
        // 0 and -0 are one number
        const sortedNumbers = await rddOf(records, p)
          .sortBy((n) => n, true, q)
          .collect();
        expect(sortedNumbers.map((n) => n + 0)).toEqual(order.map((n) => n + 0));
        const tuples = records.map((n): [number, number] => [Math.sign(n), n]);
        const sorted = await rddOf(tuples, p)
          .sortBy((tuple) => tuple, true, q)
          .collect();
        expect(sorted.map((tuple) => text(tuple))).toEqual([...tuples].sort(naturalOrder).map((tuple) => text(tuple)));
      },
    ));

  test("takeOrdered, top, max and min are the ends of the sorted records", () =>
    check([numbers, partitions, fc.nat({ max: 12 })], async (records, p, num) => {
      const rdd = rddOf(records, p);
      const sorted = [...records].sort((a, b) => a - b);
      expect(await rdd.takeOrdered(num)).toEqual(sorted.slice(0, num));
      expect(await rdd.top(num)).toEqual(sorted.reverse().slice(0, num));
      if (records.length > 0)
        expect([await rdd.max(), await rdd.min()]).toEqual([Math.max(...records), Math.min(...records)]);
    }));

  test("reduce, fold, aggregate and their trees add up", () =>
    check([numbers, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 4 })], async (records, p, depth) => {
      const rdd = rddOf(records, p);
      const sum = records.reduce((a, b) => a + b, 0);
      const add = (a: number, b: number) => a + b;
      expect(await rdd.fold(0, add)).toBe(sum);
      expect(await rdd.aggregate(0, add, add)).toBe(sum);
      expect(await rdd.treeAggregate(0, add, add, depth)).toBe(sum);
      expect(await rdd.sum()).toBe(sum);
      if (records.length > 0) expect(await rdd.treeReduce(add, depth)).toBe(sum);
      if (records.length > 0) expect(await rdd.mean()).toBeCloseTo(sum / records.length);
    }));

  test("zipWithIndex counts through, zipWithUniqueId gives each record its own", () =>
    check([numbers, partitions], async (records, p) => {
      const rdd = rddOf(records, p);
      expect(await rdd.zipWithIndex().collect()).toEqual(records.map((n, i) => [n, i]));
      const ids = await rdd.zipWithUniqueId().values().collect();
      expect(new Set(ids).size).toBe(records.length);
      expect(await rdd.zip(rdd.map((n) => -n)).collect()).toEqual(records.map((n) => [n, -n]));
    }));

  test("the parts of a random split are the whole; a sample is a part", () =>
    check(
      [numbers, partitions, fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }), fc.bigInt()],
      async (records, p, weights, seed) => {
        const rdd = rddOf(records, p);
        const parts = await Promise.all(rdd.randomSplit(weights, seed).map((part) => part.collect()));
        expect(bag(parts.flat())).toEqual(bag(records));
        const sample = await rdd.zipWithIndex().sample(false, 0.5, seed).values().collect();
        expect(new Set(sample).size).toBe(sample.length);
        expect(await rdd.takeSample(false, 5, seed)).toHaveLength(Math.min(5, records.length));
      },
    ));

  test("a histogram counts every number between its bounds once", () =>
    check(
      [numbers, partitions, fc.uniqueArray(fc.integer({ min: -25, max: 25 }), { minLength: 2, maxLength: 8 })],
      async (records, p, given) => {
        const bounds = [...given].sort((a, b) => a - b);
        const expected = bounds.slice(1).map((upper, i) => {
          const last = i === bounds.length - 2;
          return records.filter((n) => n >= bounds[i]! && (last ? n <= upper : n < upper)).length;
        });
        expect(await rddOf(records, p).histogram(bounds)).toEqual(expected);
        if (records.length > 0) {
          const [, counts] = await rddOf(records, p).histogram(4);
          expect(counts.reduce((a, b) => a + b)).toBe(records.length);
        }
      },
    ));

  test("ranges put keys in order, and every key has its range", () =>
    check(
      [
        fc.array(fc.string({ maxLength: 3 }), { minLength: 1, maxLength: 60 }),
        partitions,
        fc.integer({ min: 1, max: 9 }),
      ],
      async (keys, p, q) => {
        const ranges = new RangePartitioner(
          q,
          rddOf(
            keys.map((k): [string, null] => [k, null]),
            p,
          ),
        );
        expect(ranges.numPartitions).toBeLessThanOrEqual(q);
        const placed = [...keys].sort().map((k) => ranges.getPartition(k));
        expect(placed).toEqual([...placed].sort((a, b) => a - b));
        expect(Math.max(...placed)).toBeLessThan(ranges.numPartitions);
      },
    ));
});
