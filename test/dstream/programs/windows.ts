import { type DStream, Milliseconds, Partitioner } from "sluice";

export type Pair = readonly [key: unknown, n: number];

/** What is done with the window. Those with `inverse` are made of the window before. */
export const OPERATIONS = [
  "window",
  "reduceByKeyAndWindow",
  "reduceByKeyAndWindow inverse",
  "reduceByKeyAndWindow inverse, filtered",
  "reduceByKeyAndWindow inverse, values that change",
  "reduceByKeyAndWindow, values that change",
  "groupByKeyAndWindow",
  "countByValueAndWindow",
  "countByWindow",
  "reduceByWindow",
  "reduceByWindow inverse",
] as const;
export type WindowOperation = (typeof OPERATIONS)[number];

/** A window and its slide, in milliseconds. */
export interface Lengths {
  readonly window: number;
  readonly slide: number;
}

export interface WindowProgram {
  readonly operation: WindowOperation;
  readonly lengths: Lengths;
  /** The stream is a window itself first, so that it slides otherwise than the batches do. */
  readonly before: Lengths | undefined;
  readonly partitions: number | "odd ones out" | undefined;
  /** How many slides are from one checkpoint of the windows to the next, where they are made of each other. */
  readonly checkpoint: number | undefined;
}

/** Where keys go in a test: all equal texts together. */
class ByText extends Partitioner {
  readonly numPartitions = 3;

  getPartition(key: unknown): number {
    return JSON.stringify(key ?? null).length % this.numPartitions;
  }

  override equals(other: unknown): boolean {
    return other instanceof ByText;
  }
}

interface Box {
  n: number;
}

export function windowed(input: DStream<Pair>, program: WindowProgram): DStream<unknown> {
  const { before, checkpoint } = program;
  const { window, slide } = program.lengths;
  const stream = before === undefined ? input : input.window(Milliseconds(before.window), Milliseconds(before.slide));
  const [length, step] = [Milliseconds(window), Milliseconds(slide)];
  const by = program.partitions === "odd ones out" ? new ByText() : program.partitions;
  const boxes = () => stream.mapValues((n): Box => ({ n }));
  const kept = <T>(made: DStream<T>): DStream<T> =>
    checkpoint === undefined ? made : made.checkpoint(Milliseconds(checkpoint * slide));
  switch (program.operation) {
    case "window":
      return stream.window(length, step);
    case "reduceByKeyAndWindow":
      return stream.reduceByKeyAndWindow((a, b) => a + b, length, step, by);
    case "reduceByKeyAndWindow inverse":
      return kept(
        stream.reduceByKeyAndWindow(
          (a, b) => a + b,
          (a, b) => a - b,
          length,
          step,
          by,
        ),
      );
    case "reduceByKeyAndWindow inverse, filtered":
      return kept(
        stream.reduceByKeyAndWindow(
          (a, b) => a + b,
          (a, b) => a - b,
          length,
          step,
          by,
          ([, n]) => n !== 0,
        ),
      );
    case "reduceByKeyAndWindow inverse, values that change":
      return kept(
        boxes().reduceByKeyAndWindow(
          (a, b) => {
            a.n += b.n;
            return a;
          },
          (a, b) => {
            a.n -= b.n;
            return a;
          },
          length,
          step,
          by,
        ),
      ).mapValues(({ n }) => n);
    case "reduceByKeyAndWindow, values that change":
      return boxes()
        .reduceByKeyAndWindow(
          (a, b) => {
            a.n += b.n;
            return a;
          },
          length,
          step,
          by,
        )
        .mapValues(({ n }) => n);
    case "groupByKeyAndWindow":
      return stream.groupByKeyAndWindow(length, step, by).mapValues((values) => [...values].join());
    case "countByValueAndWindow":
      return stream.countByValueAndWindow(length, step, typeof by === "number" ? by : undefined);
    case "countByWindow":
      return stream.countByWindow(length, step);
    case "reduceByWindow":
      return stream.map(([, n]) => n).reduceByWindow((a, b) => a + b, length, step);
    case "reduceByWindow inverse":
      return stream
        .map(([, n]) => n)
        .reduceByWindow(
          (a, b) => a + b,
          (a, b) => a - b,
          length,
          step,
        );
  }
}
