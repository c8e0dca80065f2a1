import { IllegalArgumentError } from "../conf/errors.ts";
import { recordText } from "../sinks/record-text.ts";

/** Pairs as they come out of a shuffle. */
export type Pairs = readonly (readonly [unknown, unknown])[];

/** Types are gone at run time: what operations on pairs say to a record that is none. */
export function notPair(record: unknown): never {
  throw new IllegalArgumentError(`A pair [key, value] is needed here, and this record is none: ${recordText(record)}`, {
    code: "NOT_A_PAIR",
    advice: "Make pairs of the records first, for instance with map((record) => [record, 1]).",
  });
}
