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
 * Spark: `org.apache.spark.util.AccumulatorV2`.
 */
export class Accumulator<IN, OUT> {
  readonly id: number;
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

  add(value: IN): void {
    this.#mine().add(value);
  }

  /** What has been added up; only the driver may ask. */
  get value(): OUT {
    if (currentTask() !== undefined) {
      throw new UnsupportedOperationError("Can't read accumulator value in task", {
        code: "ACCUMULATOR_READ",
        advice: "Tasks can only add; read the value in the driver after an action.",
      });
    }
    return this.#accumulation.value();
  }

  isZero(): boolean {
    return this.#mine().isZero();
  }

  /** Back to the beginning. */
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

/** Adds up numbers. Spark: `LongAccumulator` and `DoubleAccumulator`. */
export class NumberAccumulator extends Accumulator<number, number> {
  constructor(id: number, name: string | undefined) {
    super(id, name, new Sum());
  }

  /** How many numbers were added. */
  get count(): number {
    return (this.accumulation as Sum).count;
  }

  get sum(): number {
    return this.value;
  }

  /** The mean of the numbers added; NaN when there were none. */
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

/** Collects values. Spark: `CollectionAccumulator`. */
export class CollectionAccumulator<T> extends Accumulator<T, T[]> {
  constructor(id: number, name: string | undefined) {
    super(id, name, new Collection<T>());
  }
}
