import { JavaRandom } from "./java-random.ts";
import { longOf, type Seed } from "./seed.ts";

/** The seeds of the partitions of a sample: drawn one after the other from a generator with the seed `from`, or counted on from it. */
export interface Seeds {
  readonly rule: "drawn" | "counted";
  readonly from: Seed;
}

export function seedOf({ rule, from }: Seeds, partition: number): bigint {
  if (rule === "counted") return longOf(from) + BigInt(partition);
  const random = new JavaRandom(from);
  for (let before = 0; before < partition; before++) random.nextLong();
  return random.nextLong();
}
