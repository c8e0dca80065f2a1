import { SparkError } from "../conf/errors.ts";
import type { Time } from "../conf/time.ts";
import type { RDD } from "../rdd/rdd.ts";
import type { DStreamBase } from "./base.ts";

/** The RDDs of a stream from one time to another, both included and taken back to the slide at or before them. Spark: `DStream.slice`. */
export function rddsBetween<T>(stream: DStreamBase<T>, from: Time, to: Time): RDD<T>[] {
  const { zeroTime } = stream.lifecycle;
  if (zeroTime === undefined)
    throw new SparkError(`${stream} has not been initialized`, {
      code: "NOT_INITIALIZED",
      advice: "slice needs the batches of a context that has started, and a stream that leads to an output operation.",
    });
  const slide = stream.slideDuration;
  const aligned = (time: Time, name: string): Time => {
    if (!time.minus(zeroTime).isMultipleOf(slide))
      stream.context.trace.warn(`${name} (${time}) is not a multiple of slideDuration (${slide})`, "SLICE_UNALIGNED");
    return time.floor(slide, zeroTime);
  };
  const end = aligned(to, "toTime");
  const rdds: RDD<T>[] = [];
  for (const time of aligned(from, "fromTime").to(end, slide)) {
    const rdd = time.greaterEq(zeroTime) ? stream.getOrCompute(time) : undefined;
    if (rdd !== undefined) rdds.push(rdd);
  }
  return rdds;
}
