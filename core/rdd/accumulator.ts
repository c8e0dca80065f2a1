import { SERIALIZE } from "../closure/index.ts";
import { IllegalArgumentError, UnsupportedOperationError } from "../conf/errors.ts";
import { recordText } from "../sinks/record-text.ts";
import { engineNamed } from "./engine-function.ts";
import { currentTask } from "./task-context.ts";

/** How an accumulator adds up: plain functions of the engine's, or of a class of the user's. */
export interface Accumulation<IN, OUT> {
  /** A new, empty one, as a task begins with it. */
  fresh(): Accumulation<IN, OUT>;
  add(value: IN): void;
  merge(other: Accumulation<IN, OUT>): void;
  isZero(): boolean;
  value(): OUT;
}

/**
 * A variable that tasks can only add to and the driver can only read. What a task added counts once, when the task has succeeded.
 * @spark org.apache.spark.util.AccumulatorV2
 * @example
 * const lines = sc.longAccumulator("lines");
 * await sc.parallelize(["a", "b"]).foreach(() => lines.add(1));
 * console.log(lines.value); // 2
 */
export class Accumulator<IN, OUT> {
  /**
   * Unique within the application.
   * @spark AccumulatorV2.id
   */
  readonly id: number;
  /**
   * The name that it was given, if any.
   * @spark AccumulatorV2.name
   */
  readonly name: string | undefined;
  #accumulation: Accumulation<IN, OUT>;

  constructor(id: number, name: string | undefined, accumulation: Accumulation<IN, OUT>) {
    this.id = id;
    this.name = name;
    this.#accumulation = accumulation;
  }

  /** Travels as its id, with what a task begins with to add up. */
  [SERIALIZE](): { kind: "accumulator"; id: number; zero: Accumulation<IN, OUT> } {
    return { kind: "accumulator", id: this.id, zero: this.#accumulation.fresh() };
  }

  /**
   * Adds `value`: in a task, or in the driver.
   * @spark AccumulatorV2.add
   * @example
   * const errors = sc.longAccumulator("errors");
   * lines.foreachRDD((rdd) => rdd.foreach((line) => line.startsWith("ERROR") && errors.add(1)));
   */
  add(value: IN): void {
    this.#mine().add(value);
  }

  /**
   * What has been added up; only the driver may ask.
   * @spark AccumulatorV2.value
   */
  get value(): OUT {
    if (currentTask() !== undefined) {
      throw new UnsupportedOperationError("Can't read accumulator value in task", {
        code: "ACCUMULATOR_READ",
        advice: "Tasks can only add; read the value in the driver after an action.",
      });
    }
    return this.#accumulation.value();
  }

  /**
   * Has nothing been added that counts?
   * @spark AccumulatorV2.isZero
   * @example if (sc.longAccumulator().isZero()) console.log("nothing yet");
   */
  isZero(): boolean {
    return this.#mine().isZero();
  }

  /**
   * Back to the beginning.
   * @spark AccumulatorV2.reset
   * @example
   * const perBatch = sc.longAccumulator();
   * perBatch.reset();
   */
  reset(): void {
    this.#accumulation = this.#accumulation.fresh();
  }

  /** For the engine: adds what a task that has succeeded added. */
  mergeTask(updates: Accumulation<IN, OUT>): void {
    this.#accumulation.merge(updates);
  }

  /** For the engine: does it add up in the same way? */
  isLike(other: Accumulation<unknown, unknown>): boolean {
    return this.#accumulation.constructor === other.constructor;
  }

  protected get accumulation(): Accumulation<IN, OUT> {
    return this.#accumulation;
  }

  /** In a task, what this task adds up; in the driver, the whole. */
  #mine(): Accumulation<IN, OUT> {
    return currentTask()?.accumulate(this, this.#accumulation) ?? this.#accumulation;
  }
}

class Sum implements Accumulation<number, number> {
  sum = 0;
  count = 0;

  fresh(): Sum {
    return new Sum();
  }

  add(value: number): void {
    if (typeof value !== "number") {
      throw new IllegalArgumentError(`The accumulator adds up numbers, and this is none: ${recordText(value)}`, {
        code: "NOT_A_NUMBER",
        advice: "Make a number of it first: Number(value); or collect values in a collectionAccumulator.",
      });
    }
    this.sum += value;
    this.count++;
  }

  merge(other: Sum): void {
    this.sum += other.sum;
    this.count += other.count;
  }

  isZero(): boolean {
    return this.sum === 0 && this.count === 0;
  }

  value(): number {
    return this.sum;
  }
}

engineNamed("Sum", Sum);

/**
 * Adds up numbers.
 * @spark org.apache.spark.util.LongAccumulator, DoubleAccumulator
 * @example const total: NumberAccumulator = sc.doubleAccumulator("total");
 */
export class NumberAccumulator extends Accumulator<number, number> {
  constructor(id: number, name: string | undefined) {
    super(id, name, new Sum());
  }

  /**
   * How many numbers were added.
   * @spark LongAccumulator.count
   */
  get count(): number {
    return (this.accumulation as Sum).count;
  }

  /**
   * The sum of the numbers added.
   * @spark LongAccumulator.sum
   */
  get sum(): number {
    return this.value;
  }

  /**
   * The mean of the numbers added; NaN when there were none.
   * @spark LongAccumulator.avg
   */
  get avg(): number {
    return this.sum / this.count;
  }
}

class Collection<T> implements Accumulation<T, T[]> {
  readonly items: T[] = [];

  fresh(): Collection<T> {
    return new Collection();
  }

  add(value: T): void {
    this.items.push(value);
  }

  merge(other: Collection<T>): void {
    for (const item of other.items) this.items.push(item);
  }

  isZero(): boolean {
    return this.items.length === 0;
  }

  value(): T[] {
    return [...this.items];
  }
}

engineNamed("Collection", Collection);

/**
 * Collects values.
 * @spark org.apache.spark.util.CollectionAccumulator
 * @example const refused: CollectionAccumulator<string> = sc.collectionAccumulator("refused");
 */
export class CollectionAccumulator<T> extends Accumulator<T, T[]> {
  constructor(id: number, name: string | undefined) {
    super(id, name, new Collection<T>());
  }
}
