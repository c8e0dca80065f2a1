import { require } from "../conf/errors.ts";
import { inputFiles } from "../storage/files/input.ts";
import { groupsOf } from "../storage/files/splits.ts";
import type { RDDContext } from "./context.ts";
import { HadoopRDD, type InputFormat, splitsAt } from "./kinds/hadoop.ts";
import { PassedOnRDD } from "./kinds/passed-on.ts";
import { WholeTextFileRDD } from "./kinds/whole-text-file.ts";
import type { RDD } from "./rdd.ts";

/** `SparkContext.textFile`. */
export function textFile(context: RDDContext, path: string, minPartitions: number): RDD<string> {
  return hadoopFile<string>(context, path, minPartitions, "text").setName(path);
}

/** `SparkContext.objectFile`. */
export function objectFile<T>(context: RDDContext, path: string, minPartitions: number): RDD<T> {
  return hadoopFile<T>(context, path, minPartitions, "object");
}

/** `SparkContext.wholeTextFiles`. */
export function wholeTextFiles(context: RDDContext, path: string, minPartitions: number): RDD<[string, string]> {
  checkMinPartitions(minPartitions);
  const find = () => groupsOf(inputFiles(context.host.files, path, "passed over"), minPartitions);
  const files = context.newRDD(new WholeTextFileRDD(find)).setName(path);
  return context.newRDD(new PassedOnRDD(files)).setName(path);
}

function hadoopFile<T>(context: RDDContext, path: string, minPartitions: number, format: InputFormat): RDD<T> {
  checkMinPartitions(minPartitions);
  const find = () => splitsAt(context.host.files, path, minPartitions, format);
  const parts = context.newRDD(new HadoopRDD<T>(format, find)).setName(path);
  return context.newRDD(new PassedOnRDD(parts));
}

function checkMinPartitions(minPartitions: number): void {
  require(Number.isInteger(minPartitions) && minPartitions >= 0, () => "Positive number of partitions required", {
    code: "NUM_PARTITIONS",
    advice: `A file was to be read into ${minPartitions} partitions at least.`,
  });
}
