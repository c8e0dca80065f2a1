import type { Time } from "../conf/time.ts";

/** Where the output of a batch goes: `PREFIX-TIME_IN_MS.SUFFIX`, or less where one of them is not given. Spark: `StreamingContext.rddToFileName`. */
export function batchFileName(prefix: string | null, suffix: string | null | undefined, time: Time): string {
  const named = prefix === null || prefix === "" ? `${time.milliseconds}` : `${prefix}-${time.milliseconds}`;
  return suffix === null || suffix === undefined || suffix === "" ? named : `${named}.${suffix}`;
}
