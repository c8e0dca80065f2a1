import { HashPartitioner, Partitioner, type RDD, type SparkContext, StorageLevel } from "sluice";

/** Jobs whose results have to be the same wherever their tasks run. */
export const JOBS: Record<string, (sc: SparkContext) => Promise<unknown>> = {
  "word count": (sc) =>
    words(sc)
      .map((word) => [word, 1])
      .reduceByKey((a, b) => a + b)
      .collect(),
  "captured values": (sc) => {
    const stop = new Set(["b"]);
    const { suffix } = { suffix: /z/ };
    return words(sc)
      .filter((word) => !stop.has(word))
      .map((word) => word.replace(/a/, String(suffix)))
      .collect();
  },
  "no records": (sc) =>
    sc
      .parallelize<number>([], 3)
      .map((n) => n + 1)
      .collect(),
  "no partitions": (sc) => sc.emptyRDD<number>().count(),
  "records of all kinds": (sc) =>
    sc
      .parallelize<unknown[]>(
        [
          [1, -0, Number.NaN, undefined, null, 2n ** 70n],
          [new Date(5), new Map([[{ a: 1 }, new Set([1])]]), /x/g],
          ["\ud800", new Uint8Array([1, 2])],
        ],
        2,
      )
      .map((record) => [record, record.length])
      .collect(),
  "a class of the program's": (sc) =>
    sc
      .parallelize([1, 2, 3], 2)
      .map((x) => new Point(x, -x).flipped().norm)
      .collect(),
  mapPartitions: (sc) =>
    numbers(sc)
      .mapPartitions((all) => [all.toArray().length])
      .collect(),
  mapPartitionsWithIndex: (sc) =>
    numbers(sc)
      .mapPartitionsWithIndex((i, all) => all.map((n): [number, number] => [i, n]))
      .collect(),
  "glom, union, coalesce, repartition": (sc) =>
    numbers(sc)
      .union(sc.range(100, 104, 1, 2))
      .coalesce(3)
      .repartition(4)
      .glom()
      .collect(),
  "cartesian, zip, zipWithIndex": async (sc) => [
    await sc
      .range(0, 3, 1, 2)
      .cartesian(sc.parallelize(["a", "b"], 2))
      .collect(),
    await numbers(sc)
      .zip(numbers(sc).map((n) => n * 2))
      .zipWithIndex()
      .collect(),
    await numbers(sc).zipWithUniqueId().collect(),
  ],
  sets: async (sc) => [
    await numbers(sc)
      .map((n) => n % 3)
      .distinct()
      .collect(),
    await numbers(sc)
      .intersection(sc.range(5, 30, 1, 3))
      .collect(),
    await numbers(sc)
      .subtract(sc.range(5, 30, 1, 3))
      .collect(),
  ],
  joins: async (sc) => {
    const left = numbers(sc).map((n): [number, string] => [n % 4, `l${n}`]);
    const right = sc.parallelize([1, 3, 5], 2).map((n): [number, string] => [n, `r${n}`]);
    const placed = left.partitionBy(new HashPartitioner(3));
    return [
      await left.join(right).collect(),
      await left.leftOuterJoin(right, 2).collect(),
      await left.fullOuterJoin(right).collect(),
      await placed.join(right.partitionBy(new HashPartitioner(3))).collect(),
      await left.cogroup(right).collect(),
      await left.subtractByKey(right).collect(),
    ];
  },
  "by key": async (sc) => {
    const pairs = numbers(sc).map((n): [string, number] => [`k${n % 3}`, n]);
    return [
      await pairs.groupByKey().collect(),
      await pairs
        .aggregateByKey<string, number, number[]>(
          [],
          (all, n) => [...all, n],
          (a, b) => a.concat(b),
        )
        .collect(),
      await pairs.foldByKey<string, number>(1, (a, b) => a * b).collect(),
      await pairs
        .mapValues((n) => n + 1)
        .flatMapValues((n) => [n, -n])
        .values()
        .collect(),
      await pairs.countByKey(),
      await pairs.lookup("k1"),
      await pairs.reduceByKeyLocally((a, b) => a + b),
      await pairs.collectAsMap(),
    ];
  },
  sorting: async (sc) => {
    const pairs = numbers(sc).map((n): [number, string] => [(n * 7) % 11, `v${n}`]);
    const descending = (a: number, b: number) => b - a;
    return [
      await pairs.sortByKey().collect(),
      await pairs.sortByKey(false, 3).glom().collect(),
      await pairs.sortByKey(true, 3, descending).collect(),
      await numbers(sc)
        .sortBy((n) => -n)
        .collect(),
      await pairs.repartitionAndSortWithinPartitions(new HashPartitioner(2)).collect(),
      await pairs.sortByKey().filterByRange(3, 7).collect(),
      await numbers(sc).top(3),
      await numbers(sc).takeOrdered(3, descending),
    ];
  },
  actions: async (sc) => [
    await numbers(sc).count(),
    await numbers(sc).reduce((a, b) => a + b),
    await numbers(sc).treeReduce((a, b) => a + b),
    await numbers(sc).fold(0, (a, b) => a + b),
    await numbers(sc).aggregate(
      { sum: 0 },
      (all, n) => ({ sum: all.sum + n }),
      (a, b) => ({ sum: a.sum + b.sum }),
    ),
    await numbers(sc).treeAggregate<number>(
      0,
      (a, n) => a + n,
      (a, b) => a + b,
    ),
    await numbers(sc).take(7),
    await numbers(sc).first(),
    await numbers(sc).isEmpty(),
    await numbers(sc).max(),
    await numbers(sc).sum(),
    String(await numbers(sc).stats()),
    await numbers(sc).histogram(4),
    await numbers(sc).countByValue(),
  ],
  samples: async (sc) => [
    await numbers(sc).sample(false, 0.5, 7).collect(),
    await numbers(sc).sample(true, 1.5, 7).collect(),
    await numbers(sc).takeSample(false, 4, 7),
    await Promise.all(
      numbers(sc)
        .randomSplit([1, 2], 7)
        .map((part) => part.collect()),
    ),
    await numbers(sc)
      .map((n): [boolean, number] => [n % 2 === 0, n])
      .sampleByKey(
        false,
        new Map([
          [true, 0.5],
          [false, 1],
        ]),
        7,
      )
      .collect(),
  ],
  "more by key": async (sc) => {
    const pairs = numbers(sc).map((n): [number, number] => [n % 3, n]);
    const other = sc.parallelize([2, 4], 2).keyBy((n) => n);
    const combined = pairs.combineByKey<number, number, number[]>(
      (n) => [n],
      (all, n) => [...all, n],
      (a, b) => [...a, ...b],
    );
    return [
      await combined.collect(),
      await pairs.groupWith(other).keys().collect(),
      await pairs.rightOuterJoin(other).collect(),
      await numbers(sc)
        .groupBy((n) => n % 4, 2)
        .collect(),
    ];
  },
  "more of numbers": async (sc) => {
    const all = numbers(sc);
    return [
      await Promise.all([all.mean(), all.variance(), all.stdev(), all.sampleVariance(), all.sampleStdev()]),
      await Promise.all([all.popVariance(), all.popStdev(), all.min()]),
      await all.zipPartitions(numbers(sc), (a, b) => a.map((n) => n * Number(b.next().value))).collect(),
      await fromAll(all.toLocalIterator()),
    ];
  },
  "kept and written down": async (sc) => {
    sc.setCheckpointDir("/checkpoints");
    const kept = numbers(sc)
      .map((n) => n + 1)
      .persist(StorageLevel.MEMORY_ONLY_SER);
    kept.checkpoint();
    const texts = sc.collectionAccumulator<number>("texts");
    await kept.foreachPartition((all) => texts.add(all.toArray().length));
    await kept.saveAsTextFile("/text");
    await kept.map((n): [number, Date] => [n, new Date(n)]).saveAsObjectFile("/objects");
    return [
      await kept.sum(),
      texts.value,
      await sc.textFile("/text").map(Number).sum(),
      await sc.objectFile<[number, Date]>("/objects").sortByKey().collect(),
    ];
  },
  "a partitioner of the program's": (sc) =>
    numbers(sc)
      .map((n): [number, number] => [n, n])
      .partitionBy(new Thirds(3))
      .glom()
      .collect(),
  "async functions": async (sc) => {
    const seen = sc.collectionAccumulator<number>("seen");
    await numbers(sc).foreach(async (n) => {
      await Promise.resolve();
      seen.add(n);
    });
    return seen.value.sort((a, b) => a - b);
  },
  accumulators: async (sc) => {
    const count = sc.longAccumulator("count");
    const even = sc.collectionAccumulator<number>("even");
    await numbers(sc).foreach((n) => {
      count.add(1);
      if (n % 2 === 0) even.add(n);
    });
    return [count.value, count.avg, even.value.sort((a, b) => a - b)];
  },
  broadcast: async (sc) => {
    const names = sc.broadcast(
      new Map([
        [1, "one"],
        [2, "two"],
      ]),
    );
    const read = () =>
      sc
        .parallelize([1, 2, 3], 3)
        .map((n) => names.value.get(n) ?? "?")
        .collect();
    const once = await read();
    names.unpersist();
    return [once, await read()];
  },
  cached: async (sc) => {
    const computed = sc.longAccumulator("computed");
    const cached = numbers(sc)
      .map((n) => {
        computed.add(1);
        return n * 2;
      })
      .cache();
    const sums = [await cached.sum(), await cached.map((n) => n + 1).sum(), await cached.count()];
    const first = computed.value;
    cached.unpersist();
    return [sums, first, await cached.count(), computed.value];
  },
  "local checkpoint": async (sc) => {
    const marked = numbers(sc).map((n) => n * 2);
    marked.localCheckpoint();
    return [await marked.count(), await marked.sum()];
  },
  "one shuffle read twice": async (sc) => {
    const counts = words(sc)
      .map((word) => [word, 1])
      .reduceByKey((a, b) => a + b);
    return [
      await counts.collect(),
      await counts
        .mapValues((n) => n * 10)
        .union(counts)
        .values()
        .collect(),
    ];
  },
  "an RDD in another's function": async (sc) => {
    const other = sc.parallelize([1], 1);
    return numbers(sc)
      .map((n) => {
        void other.count();
        return n;
      })
      .collect()
      .then(
        () => "no error",
        (error) => ((error as Error).cause as { code: string }).code,
      );
  },
};

async function fromAll<T>(records: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const record of records) all.push(record);
  return all;
}

function words(sc: SparkContext): RDD<string> {
  return sc.parallelize(["to be or", "not to be", "b a b a", ""], 3).flatMap((line) => line.split(" "));
}

function numbers(sc: SparkContext): RDD<number> {
  return sc.range(0, 20, 1, 4);
}

class Point {
  readonly x: number;
  readonly #y: number;

  constructor(x: number, y: number) {
    this.x = x;
    this.#y = y;
  }

  get norm(): string {
    return `${this.x},${this.#y}`;
  }

  flipped(): Point {
    return new Point(this.#y, this.x);
  }
}

class Thirds extends Partitioner {
  readonly numPartitions: number;

  constructor(parts: number) {
    super();
    this.numPartitions = parts;
  }

  getPartition(key: unknown): number {
    return (key as number) % this.numPartitions;
  }
}
