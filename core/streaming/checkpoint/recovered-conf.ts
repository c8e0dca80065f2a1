import { SparkConf } from "../../conf/spark-conf.ts";
import type { Checkpoint } from "./checkpoint.ts";

/** Settings that say where and how the new driver runs: of these the new driver's count, if it has any. */
const OF_THE_NEW_DRIVER = ["spark.master", "sluice.executor", "spark.app.id"];

/** The settings of the driver that wrote the checkpoint. */
export function recoveredConf(checkpoint: Checkpoint): SparkConf {
  const conf = new SparkConf(false).setAll(checkpoint.conf);
  const submitted = new SparkConf();
  conf.remove("spark.app.id");
  for (const key of OF_THE_NEW_DRIVER) {
    const value = submitted.getOption(key);
    if (value !== undefined) conf.set(key, value);
  }
  return conf;
}
