/** Pairs as they come out of a shuffle. */
export type Pairs = readonly (readonly [unknown, unknown])[];
