import { IllegalArgumentError } from "../../conf/errors.ts";
import type { RDDBase } from "../base.ts";
import { oneToOne } from "../dependency.ts";
import type { RDDKind } from "../kind.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** Every record to any number of records. */
export class FlatMappedRDD<T, U> implements RDDKind<U> {
  readonly name = "MapPartitionsRDD";
  readonly dependencies;
  readonly functions: readonly unknown[];
  private readonly parent: RDDBase<T>;
  private readonly f: (record: T) => Iterable<U>;

  constructor(parent: RDDBase<T>, f: (record: T) => Iterable<U>) {
    this.parent = parent;
    this.f = f;
    this.dependencies = [oneToOne(parent)];
    this.functions = [f];
  }

  get numPartitions(): number {
    return this.parent.getNumPartitions();
  }

  each(partition: number, task: TaskContext, sink: Sink<U>): void {
    const f = task.own(this.f);
    this.parent.each(partition, task, (record) => {
      pushAll(f(record), sink);
    });
  }

  private *pull(partition: number, task: TaskContext): Generator<U> {
    const f = task.own(this.f);
    for (const record of this.parent.iterator(partition, task)) yield* iterable(f(record));
  }

  iterator(partition: number, task: TaskContext): IteratorObject<U> {
    return this.pull(partition, task);
  }
}

/** Pushes what a user's function gave; arrays, which it nearly always is, in a plain loop. */
export function pushAll<U>(records: Iterable<U>, sink: Sink<U>): void {
  if (Array.isArray(records)) {
    for (let i = 0; i < records.length; i++) sink(records[i]);
  } else {
    for (const record of iterable(records)) sink(record);
  }
}

function iterable<U>(records: Iterable<U>): Iterable<U> {
  if (typeof (records as Partial<Iterable<U>> | null | undefined)?.[Symbol.iterator] === "function") return records;
  throw new IllegalArgumentError(
    `flatMap's function gave ${records === null ? "null" : typeof records}, which is not iterable`,
    {
      code: "NOT_ITERABLE",
      advice:
        "Return an array (an empty one for no record), a set, or any other iterable; use map for exactly one record.",
    },
  );
}
