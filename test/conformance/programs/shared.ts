import { Partitioner } from "sluice";

/** The partitioner of the recordings: by the lower case first letter. */
export class FirstLetter extends Partitioner {
  readonly numPartitions: number;

  constructor(partitions: number) {
    super();
    this.numPartitions = partitions;
  }

  getPartition(key: unknown): number {
    const first = (String(key)[0] ?? "a").toLowerCase();
    return (first.charCodeAt(0) - "a".charCodeAt(0) + 26) % this.numPartitions;
  }

  override equals(other: unknown): boolean {
    return other instanceof FirstLetter && other.numPartitions === this.numPartitions;
  }
}

/** Something that cannot travel: it holds what lives in this process only. */
export class NotSer {
  readonly n = 2;
  readonly connection = Promise.resolve("open");
}

/** What a program throws where Java would divide by zero. */
export class ArithmeticException extends Error {
  override readonly name = "ArithmeticException";
}

/** Java's `text.split(" ")`: other than JavaScript's it drops empty texts at the end. */
export function javaSplit(text: string): string[] {
  const parts = text.split(" ");
  while (parts.length > 1 && parts.at(-1) === "") parts.pop();
  return parts;
}
