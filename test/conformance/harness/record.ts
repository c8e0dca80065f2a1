import type { DStream, RDD, Time } from "../../../core/index.ts";
import { engineFunction, engineNamed } from "../../../core/rdd/engine-function.ts";
import type { Entry } from "./compare.ts";
import { javaError } from "./java-errors.ts";

/** What a case shows while it runs. */
interface CaseRecord {
  /** Which driver runs: 1 before the first recovery. */
  readonly run: number;
  readonly entries: Entry[];
  /** Ends the driver on the spot. */
  kill(): void;
}

// Of the process and not of a program, so that functions out of a checkpoint find it: what a Scala `object` is.
let current: CaseRecord | undefined;

/** From now on this is written to. */
export function recordInto(record: CaseRecord | undefined): void {
  current = record;
}

function add(entry: Entry): void {
  const { run, entries } = current!;
  entries.push({ ...entry, run });
}

/** Records a value, at a batch time or (null) outside of any batch. */
export const observe = engineNamed("conformance.observe", (name: string, time: Time | null, value: unknown): void =>
  add({ time: time?.milliseconds ?? null, output: name, value }),
);

/** What `f` gives, awaited; or the error that it throws, under Java's names. */
export const attempt = engineNamed("conformance.attempt", async (f: () => unknown): Promise<unknown> => {
  try {
    return await f();
  } catch (error) {
    return javaError(error);
  }
});

/** Has there been no recovery yet? */
export const firstRun = engineNamed("conformance.firstRun", (): boolean => current?.run === 1);

/** The driver dies on the spot, in the first run only. */
export const kill9 = engineNamed("conformance.kill9", async (): Promise<void> => {
  if (!firstRun()) return;
  current!.kill();
  await new Promise<never>(() => {});
});

const recordRDD = engineFunction(
  "conformance.out",
  (_: readonly [], name: string) =>
    async (rdd: RDD<unknown>, time: Time): Promise<void> => {
      add({ time: time.milliseconds, output: name, partitions: await rdd.glom().collect() });
    },
);

/** An output operation that records every RDD of `stream`, by partition. */
export function out(...given: [DStream<unknown>] | [name: string, stream: DStream<unknown>]): void {
  const [name, stream] = given.length === 1 ? (["out", given[0]] as const) : given;
  stream.foreachRDD(recordRDD([], name));
}
