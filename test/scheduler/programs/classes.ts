import type { RDD, SparkContext } from "sluice";

/** Holds nothing that could change; its private field is out of reach for any other class. */
export class Money {
  readonly #cents: number;

  constructor(cents: number) {
    this.#cents = cents;
  }

  plus(other: Money): Money {
    return new Money(this.#cents + other.#cents);
  }

  get cents(): number {
    return this.#cents;
  }
}

class Euro extends Money {}

const table = { rate: 2 };

/** Holds what could change: each task has a copy of its own. */
class Priced {
  static made = 0;
  readonly price: number;

  constructor(price: number) {
    Priced.made += 1;
    this.price = price * table.rate;
  }
}

class Dear extends Priced {}

function counters(first: number) {
  return class Counter {
    n = first;
  };
}
const FromOne = counters(1);
const FromTwo = counters(2);

/** Across a shuffle, from a task to a task. */
const shuffled = <T>(sc: SparkContext, make: (n: number) => T): RDD<T> =>
  sc
    .range(0, 6, 1, 3)
    .map((n): [number, T] => [n, make(n)])
    .groupByKey(2)
    .flatMap(([, values]) => [...values]);

export const CLASSES: Readonly<Record<string, (sc: SparkContext) => Promise<unknown>>> = {
  "an instance is of the class that a task mentions": async (sc) => {
    const made = shuffled(sc, (n) => (n % 2 === 0 ? new Money(n) : new Euro(n)));
    return [
      await made.filter((each) => each instanceof Money).count(),
      await made.filter((each) => each instanceof Euro).count(),
      await made.filter((each) => (each as unknown) instanceof Priced).count(),
    ];
  },
  "an instance is of the class of the driver": async (sc) => {
    const made = await shuffled(sc, (n) => new Euro(n)).collect();
    return made.map((each) => [each instanceof Money, each instanceof Euro, each.constructor === Euro]);
  },
  "private fields are there, in tasks and in the driver": async (sc) => {
    const made = shuffled(sc, (n) => new Money(n));
    const sum = await made.reduce((a, b) => a.plus(b));
    const byKey = await made
      .map((each): [string, Money] => ["all", each])
      .reduceByKey((a, b) => a.plus(b))
      .collect();
    return [sum.cents, sum.plus(new Money(1)).cents, byKey[0]![1].plus(sum).cents];
  },
  "a captured instance, a broadcast one and a cached one": async (sc) => {
    const one = new Money(1);
    const ten = sc.broadcast(new Money(10));
    const cached = shuffled(sc, (n) => new Money(n)).cache();
    await cached.count();
    return (await cached.map((each) => each.plus(one).plus(ten.value).cents).collect()).sort((a, b) => a - b);
  },
  "a class that keeps something that changes": async (sc) => {
    const made = shuffled(sc, (n) => (n % 2 === 0 ? new Priced(n) : new Dear(n)));
    const collected = await made.collect();
    return [
      await made.filter((each) => each instanceof Priced).count(),
      await made.filter((each) => each instanceof Dear).count(),
      await made.filter((each) => (each as unknown) instanceof Money).count(),
      collected.map((each) => each.price),
      collected.map((each) => [each instanceof Priced, each instanceof Dear]),
      Priced.made,
    ];
  },
  "classes that one text makes are different classes": async (sc) => {
    const made = shuffled(sc, (n) => (n % 2 === 0 ? new FromOne() : new FromTwo()));
    return [
      await made.filter((each) => each instanceof FromOne && each.n === 1).count(),
      await made.filter((each) => each instanceof FromTwo && each.n === 2).count(),
      await made.filter((each) => each instanceof FromOne && each instanceof FromTwo).count(),
      (await made.collect()).filter((each) => each instanceof FromTwo).length,
    ];
  },
  keys: async (sc) => {
    const points = sc.range(0, 6, 1, 3).map((n): [Priced, number] => [new Priced(n % 2), 1]);
    const counts = await points.reduceByKey((a, b) => a + b, 2).collect();
    return counts.map(([{ price }, count]) => [price, count]).sort();
  },
};
