/** A seed as Java's `long` holds it: of numbers the whole part, of bigints the low 64 bits. */
export type Seed = number | bigint;

export function longOf(seed: Seed): bigint {
  if (typeof seed === "bigint") return BigInt.asIntN(64, seed);
  return Number.isFinite(seed) ? BigInt.asIntN(64, BigInt(Math.trunc(seed))) : 0n;
}
