import { type Accumulation, Accumulator, CollectionAccumulator, NumberAccumulator } from "./accumulator.ts";
import { Broadcast } from "./broadcast.ts";

/**
 * What stands, after a recovery, for an accumulator that a function captured: what tasks add to it is lost, as on Spark, which says nothing of it;
 * here `lost` is told.
 */
export function recoveredAccumulator(
  id: number,
  zero: Accumulation<unknown, unknown>,
  lost: () => void,
): Accumulator<unknown, unknown> {
  const like = [new NumberAccumulator(id, undefined), new CollectionAccumulator<unknown>(id, undefined)];
  const same = like.find((each) => each.isLike(zero)) as Accumulator<unknown, unknown> | undefined;
  return Object.assign(same ?? new Accumulator(id, undefined, zero), { mergeTask: lost });
}

/** What stands for a broadcast variable: it explains that it was not recovered. */
export function recoveredBroadcast(id: number): Broadcast<unknown> {
  return Broadcast.notRecovered(id);
}
