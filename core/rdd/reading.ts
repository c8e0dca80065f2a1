import { require } from "../conf/errors.ts";
import type { RDDContext } from "./context.ts";
import { HadoopRDD, type InputFormat, OBJECT_INPUT, TEXT_INPUT } from "./kinds/hadoop.ts";
import { PassedOnRDD } from "./kinds/passed-on.ts";
import { WholeTextFileRDD } from "./kinds/whole-text-file.ts";
import type { RDD } from "./rdd.ts";

/** `SparkContext.textFile`. */
export function textFile(context: RDDContext, path: string, minPartitions: number): RDD<string> {
  return hadoopFile(context, path, minPartitions, TEXT_INPUT).setName(path);
}

/** `SparkContext.objectFile`. */
export function objectFile<T>(context: RDDContext, path: string, minPartitions: number): RDD<T> {
  return hadoopFile(context, path, minPartitions, OBJECT_INPUT as InputFormat<T>);
}

/** `SparkContext.wholeTextFiles`. */
export function wholeTextFiles(context: RDDContext, path: string, minPartitions: number): RDD<[string, string]> {
  checkMinPartitions(minPartitions);
  const files = context.newRDD(new WholeTextFileRDD(context.host.files, path, minPartitions)).setName(path);
  return context.newRDD(new PassedOnRDD(files)).setName(path);
}

function hadoopFile<T>(context: RDDContext, path: string, minPartitions: number, format: InputFormat<T>): RDD<T> {
  checkMinPartitions(minPartitions);
  const parts = context.newRDD(new HadoopRDD(context.host.files, path, minPartitions, format)).setName(path);
  return context.newRDD(new PassedOnRDD(parts));
}

function checkMinPartitions(minPartitions: number): void {
  require(Number.isInteger(minPartitions) && minPartitions >= 0, () => "Positive number of partitions required", {
    code: "NUM_PARTITIONS",
    advice: `A file was to be read into ${minPartitions} partitions at least.`,
  });
}
