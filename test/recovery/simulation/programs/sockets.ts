import type { StreamingContext } from "sluice";
import { writeLines } from "../peer.ts";

/** Every line that a socket gives comes out. */
export function declareSocket(ssc: StreamingContext): void {
  const lines = ssc.socketTextStream("localhost", 9999);
  lines.foreachRDD(async (rdd) => writeLines(await rdd.collect()));
}
