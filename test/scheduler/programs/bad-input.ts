import { HashPartitioner, Partitioner, type RDD, type SparkContext } from "sluice";

/** As somebody writes who does not look at types. */
// biome-ignore lint/suspicious/noExplicitAny: that is what it is about.
const untyped = (value: unknown): any => value;

class Wild extends Partitioner {
  readonly numPartitions = 3;
  readonly to: unknown;

  constructor(to: unknown) {
    super();
    this.to = to;
  }

  getPartition(): number {
    return this.to as number;
  }
}

const numbers = (sc: SparkContext): RDD<number> => sc.range(0, 6, 1, 3);
const pairs = (sc: SparkContext): RDD<[number, number]> => numbers(sc).map((n): [number, number] => [n % 2, n]);
const angry = (): number => {
  throw new RangeError("incomparable");
};

interface BadInput {
  readonly run: (sc: SparkContext) => unknown;
  /** Of the error, or of the one inside a failed task's. */
  readonly error: string;
  readonly message: RegExp;
  /** In a task? */
  readonly inTask?: true;
}

const inTask = true;
const none = (what: string): RegExp => new RegExp(`^A ${what} is needed here, and this is none: `);
const noPair = /^A pair \[key, value\] is needed here, and this record is none: /;
const noNumber = /^\w+ needs numbers, and this record is none: /;
const outOfRange = /^Wild\.getPartition gave .+ for the key [01]; it has 3 partitions$/;

/** Bad input, and the error that it gets. */
export const BAD_INPUT: Readonly<Record<string, BadInput>> = {
  "sum of texts": {
    run: (sc) => untyped(sc.parallelize(["a"], 1)).sum(),
    error: "IllegalArgumentError",
    message: noNumber,
    inTask,
  },
  "mean of null": {
    run: (sc) => untyped(sc.parallelize([1, null], 1)).mean(),
    error: "IllegalArgumentError",
    message: noNumber,
    inTask,
  },
  "stats of bigint": {
    run: (sc) => untyped(sc.parallelize([1n], 1)).stats(),
    error: "IllegalArgumentError",
    message: noNumber,
    inTask,
  },
  "histogram of texts": {
    run: (sc) => untyped(sc.parallelize(["a"], 1)).histogram(2),
    error: "IllegalArgumentError",
    message: noNumber,
    inTask,
  },
  "no buckets": {
    run: (sc) => numbers(sc).histogram(0),
    error: "IllegalArgumentError",
    message: /^buckets array must have at least two elements$/,
  },
  "reduceByKey of numbers": {
    run: (sc) => untyped(numbers(sc)).reduceByKey(untyped(Math.max)).collect(),
    error: "IllegalArgumentError",
    message: noPair,
    inTask,
  },
  "groupByKey of texts": {
    run: (sc) =>
      untyped(sc.parallelize(["ab", "c"], 1))
        .groupByKey()
        .collect(),
    error: "IllegalArgumentError",
    message: noPair,
    inTask,
  },
  "groupByKey of null": {
    run: (sc) =>
      untyped(sc.parallelize([null], 1))
        .groupByKey()
        .collect(),
    error: "IllegalArgumentError",
    message: noPair,
    inTask,
  },
  "join of objects": {
    run: (sc) =>
      untyped(sc.parallelize([{ id: 1 }], 1))
        .join(pairs(sc))
        .collect(),
    error: "IllegalArgumentError",
    message: noPair,
    inTask,
  },
  "mapValues of triples": {
    run: (sc) =>
      untyped(sc.parallelize([[1, 2, 3]], 1))
        .mapValues((n: number) => n)
        .collect(),
    error: "IllegalArgumentError",
    message: noPair,
    inTask,
  },
  "flatMapValues of numbers": {
    run: (sc) =>
      untyped(numbers(sc))
        .flatMapValues((n: number) => [n])
        .collect(),
    error: "IllegalArgumentError",
    message: noPair,
    inTask,
  },
  "keys of numbers": {
    run: (sc) => untyped(numbers(sc)).keys().collect(),
    error: "IllegalArgumentError",
    message: noPair,
    inTask,
  },
  "values of numbers": {
    run: (sc) => untyped(numbers(sc)).values().collect(),
    error: "IllegalArgumentError",
    message: noPair,
    inTask,
  },
  "lookup in numbers": {
    run: (sc) => untyped(numbers(sc)).lookup(1),
    error: "IllegalArgumentError",
    message: noPair,
    inTask,
  },
  "countByKey of numbers": {
    run: (sc) => untyped(numbers(sc)).countByKey(),
    error: "IllegalArgumentError",
    message: noPair,
    inTask,
  },
  "reduceByKeyLocally of numbers": {
    run: (sc) => untyped(numbers(sc)).reduceByKeyLocally((a: number) => a),
    error: "IllegalArgumentError",
    message: noPair,
    inTask,
  },
  "collectAsMap of numbers": {
    run: (sc) => untyped(numbers(sc)).collectAsMap(),
    error: "IllegalArgumentError",
    message: noPair,
  },
  "flatMap to a number": {
    run: (sc) =>
      untyped(numbers(sc))
        .flatMap((n: number) => n)
        .collect(),
    error: "IllegalArgumentError",
    message: /^flatMap's function gave number, which is not iterable$/,
    inTask,
  },
  "no function": { run: (sc) => untyped(numbers(sc)).map(), error: "IllegalArgumentError", message: none("function") },
  "a text for a function": {
    run: (sc) => untyped(numbers(sc)).filter("n > 1"),
    error: "IllegalArgumentError",
    message: none("function"),
  },
  "no second function": {
    run: (sc) => untyped(numbers(sc)).aggregate(0, (a: number) => a),
    error: "IllegalArgumentError",
    message: none("function"),
  },
  "a number for a partitioner": {
    run: (sc) => untyped(pairs(sc)).partitionBy(3),
    error: "IllegalArgumentError",
    message: none("Partitioner"),
  },
  "a text for a partitioner": {
    run: (sc) => untyped(pairs(sc)).groupByKey("3"),
    error: "IllegalArgumentError",
    message: none("Partitioner"),
  },
  "a text for an array": {
    run: (sc) => untyped(sc).parallelize("abc"),
    error: "IllegalArgumentError",
    message: /^parallelize needs an array, and this is none: abc$/,
  },
  "unequal partitions": {
    run: (sc) =>
      numbers(sc)
        .zip(sc.range(0, 6, 1, 2))
        .collect(),
    error: "IllegalArgumentError",
    message: /^Can't zip RDDs with unequal numbers of partitions: List\(3, 2\)$/,
  },
  "unequal elements": {
    run: (sc) =>
      numbers(sc)
        .zip(sc.range(0, 7, 1, 3))
        .collect(),
    error: "SparkError",
    message: /^Can only zip RDDs with same number of elements in each partition$/,
    inTask,
  },
  "parallelize into -1": {
    run: (sc) => sc.parallelize([1], -1),
    error: "IllegalArgumentError",
    message: /Positive number of partitions required$/,
  },
  "repartition into -1": {
    run: (sc) => numbers(sc).repartition(-1),
    error: "IllegalArgumentError",
    message: /Number of partitions \(-1\) must be positive\.$/,
  },
  "reduceByKey into -1": {
    run: (sc) => pairs(sc).reduceByKey((a) => a, -1),
    error: "IllegalArgumentError",
    message: /Number of partitions \(-1\) cannot be negative\.$/,
  },
  "sortByKey into -1": {
    run: (sc) => pairs(sc).sortByKey(true, -1),
    error: "IllegalArgumentError",
    message: /Number of partitions cannot be negative but found -1\.$/,
  },
  "partitions by a text": {
    run: () => new HashPartitioner(untyped("2")),
    error: "IllegalArgumentError",
    message: /Number of partitions \(2\) must be a whole number\.$/,
  },
  "a partition too many": {
    run: (sc) => pairs(sc).partitionBy(new Wild(3)).collect(),
    error: "SparkError",
    message: outOfRange,
    inTask,
  },
  "a negative partition": {
    run: (sc) =>
      pairs(sc)
        .reduceByKey((a) => a, new Wild(-1))
        .collect(),
    error: "SparkError",
    message: outOfRange,
    inTask,
  },
  "half a partition": {
    run: (sc) => pairs(sc).groupByKey(new Wild(0.5)).collect(),
    error: "SparkError",
    message: outOfRange,
    inTask,
  },
  "no partition": {
    run: (sc) => pairs(sc).cogroup(pairs(sc), new Wild(undefined)).collect(),
    error: "SparkError",
    message: outOfRange,
    inTask,
  },
  "a comparator that throws, in the driver": {
    run: (sc) => pairs(sc).sortByKey(true, 2, angry),
    error: "RangeError",
    message: /^incomparable$/,
  },
  "a comparator that throws, in a task": {
    run: (sc) => pairs(sc).sortByKey(true, 1, angry).collect(),
    error: "RangeError",
    message: /^incomparable$/,
    inTask,
  },
  "a comparator that throws, in top": {
    run: (sc) => numbers(sc).top(1, angry),
    error: "RangeError",
    message: /^incomparable$/,
    inTask,
  },
  "no order": {
    run: (sc) =>
      numbers(sc)
        .sortBy((n) => untyped({ n }), true, 1)
        .collect(),
    error: "IllegalArgumentError",
    message: /^No implicit Ordering defined for Object$/,
    inTask,
  },
  "a destroyed broadcast, captured": {
    run: (sc) => {
      const gone = sc.broadcast(1);
      gone.destroy();
      return numbers(sc).map((n) => n + gone.value);
    },
    error: "SparkError",
    message:
      /^Task not serializable: the closure at bad-input\.ts:\d+:\d+ captures 'gone' .*, Attempted to use Broadcast\(\d+\) after it was destroyed \(destroy at bad-input\.ts:\d+\)$/m,
  },
  "a broadcast, destroyed before the action": {
    run: (sc) => {
      const gone = sc.broadcast(1);
      const sums = numbers(sc).map((n) => n + gone.value);
      gone.destroy();
      return sums.collect();
    },
    error: "SparkError",
    message:
      /^Job aborted due to stage failure: Task not serializable: .* Attempted to use Broadcast\(\d+\) after it was destroyed/,
  },
  "a destroyed broadcast, in the driver": {
    run: (sc) => {
      const gone = sc.broadcast(1);
      gone.destroy();
      return gone.value;
    },
    error: "SparkError",
    message: /^Attempted to use Broadcast\(\d+\) after it was destroyed \(destroy at bad-input\.ts:\d+\) $/,
  },
  "a missing file": {
    run: (sc) => sc.textFile("/nowhere/a").collect(),
    error: "InvalidInputError",
    message: /^Input path does not exist: file:\/nowhere\/a$/,
  },
  "no path": {
    run: (sc) => untyped(sc).textFile(undefined).collect(),
    error: "IllegalArgumentError",
    message: /^Can not create a Path from a null string$/,
  },
  "an existing directory": {
    run: async (sc) => {
      await numbers(sc).saveAsTextFile("/there");
      await numbers(sc).saveAsTextFile("/there");
    },
    error: "FileAlreadyExistsError",
    message: /^Output directory file:\/there already exists$/,
  },
  "a directory below a file": {
    run: async (sc) => {
      await sc.parallelize([1], 1).saveAsTextFile("/base");
      await numbers(sc).saveAsTextFile("/base/part-00000/deep/er");
    },
    error: "IOError",
    message: /^Parent path is not a directory: file:\/base\/part-00000$/,
  },
  "an RDD in a function": {
    run: (sc) => {
      const other = numbers(sc);
      return numbers(sc)
        .map((n) => other.map((m) => m * n))
        .collect();
    },
    error: "SparkError",
    message: /^This RDD lacks a SparkContext\..*\n.*see SPARK-5063\./s,
    inTask,
  },
  "the context in a function": {
    run: (sc) => numbers(sc).map((n) => sc.range(0, n)),
    error: "SparkError",
    message: /^Task not serializable: .* captures 'sc' .*, the SparkContext, which lives on the driver only$/m,
  },
  "a text added to a number": {
    run: (sc) => {
      const sum = sc.longAccumulator("sum");
      return numbers(sc).foreach((n) => sum.add(untyped(String(n))));
    },
    error: "IllegalArgumentError",
    message: /^The accumulator adds up numbers, and this is none: [0-5]$/,
    inTask,
  },
};
