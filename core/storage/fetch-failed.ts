import { SparkError } from "../conf/errors.ts";

/** The output of a map task is not there any more: its stage has to run again. Spark: `FetchFailedException`. */
export class FetchFailedError extends SparkError {
  readonly shuffleId: number;
  readonly mapPartition: number;

  constructor(shuffleId: number, mapPartition: number) {
    super(`Missing an output location for shuffle ${shuffleId} partition ${mapPartition}`, { code: "FETCH_FAILED" });
    this.shuffleId = shuffleId;
    this.mapPartition = mapPartition;
  }
}
