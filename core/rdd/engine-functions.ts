import { engineNamed } from "./engine-function.ts";
import { notPair } from "./pairs.ts";

/** Functions of the engine's that stand where the user's can, and capture nothing. */

export const identity = engineNamed("identity", <V>(value: V): V => value);

export const sum = engineNamed("sum", (a: number, b: number): number => a + b);

export const one = engineNamed("one", (): number => 1);

/** `[record, 1]`. */
export const counted = engineNamed("counted", <T>(record: T): [T, number] => [record, 1]);

/** The first part of a pair. */
export const keyOfPair = engineNamed(
  "keyOfPair",
  <K>(pair: readonly [K, unknown]): K => (pair?.length === 2 ? pair[0] : notPair(pair)),
);

/** The second part of a pair. */
export const valueOfPair = engineNamed(
  "valueOfPair",
  <V>(pair: readonly [unknown, V]): V => (pair?.length === 2 ? pair[1] : notPair(pair)),
);

/** `[null, record]`. */
export const underNull = engineNamed("underNull", <T>(record: T): [null, T] => [null, record]);

/** `[null, 1]`. */
export const oneUnderNull = engineNamed("oneUnderNull", (): [null, number] => [null, 1]);
