import type { RDDKind } from "../kind.ts";

/** No partitions, so no records: `sc.emptyRDD()`. */
export class EmptyRDD implements RDDKind<never> {
  readonly name = "EmptyRDD";
  readonly dependencies = [];
  readonly functions = [];
  readonly numPartitions = 0;

  /** There is no partition for which it could be called. */
  each(): void {}
}
