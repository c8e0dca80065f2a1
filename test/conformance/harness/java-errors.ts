import { SluiceError } from "../../../core/index.ts";

/** An error of ours, under the names that Java gives its own. */
export interface JavaError {
  readonly exception: string;
  readonly message: string;
  readonly cause?: JavaError;
}

/** Java's class for each of ours, by name. A plain `Error` is what a program throws where one in Scala throws a RuntimeException. */
const CLASSES: Readonly<Record<string, string>> = {
  ArithmeticException: "java.lang.ArithmeticException",
  CorruptBlockError: "java.io.EOFException",
  Error: "java.lang.RuntimeException",
  FileAlreadyExistsError: "org.apache.hadoop.mapred.FileAlreadyExistsException",
  IllegalArgumentError: "java.lang.IllegalArgumentException",
  IllegalStateError: "java.lang.IllegalStateException",
  InvalidInputError: "org.apache.hadoop.mapred.InvalidInputException",
  IOError: "java.io.IOException",
  NoSuchElementError: "java.util.NoSuchElementException",
  NotSerializableError: "java.io.NotSerializableException",
  SluiceError: "java.lang.Exception",
  UnknownFormatError: "java.io.EOFException",
  SparkError: "org.apache.spark.SparkException",
  UnsupportedOperationError: "java.lang.UnsupportedOperationException",
};

/** Where Spark has a class for one kind of mistake only, by our code for it. */
const CLASSES_BY_CODE: Readonly<Record<string, string>> = {
  HISTOGRAM: "org.apache.spark.SparkUnsupportedOperationException",
  EMPTY_COLLECTION: "org.apache.spark.SparkUnsupportedOperationException",
};

function javaClass(error: Error): string {
  const byCode = error instanceof SluiceError ? CLASSES_BY_CODE[error.code] : undefined;
  if (byCode !== undefined) return byCode;
  const ancestor = error instanceof SluiceError ? ancestors(error).find((name) => name in CLASSES) : error.name;
  return CLASSES[ancestor ?? error.name] ?? error.name;
}

/** The names of the classes of an object, its own first. */
function ancestors(object: object): string[] {
  const names: string[] = [];
  for (let proto: unknown = Object.getPrototypeOf(object); proto !== null; proto = Object.getPrototypeOf(proto)) {
    names.push((proto as object).constructor.name);
  }
  return names;
}

/** How a thrown value looks to somebody who knows Java's names. */
export function javaError(thrown: unknown): JavaError {
  if (!(thrown instanceof Error)) return { exception: typeof thrown, message: String(thrown) };
  return {
    exception: javaClass(thrown),
    message: thrown.message.replace(/\b[A-Za-z]+(?=: )/g, (name) => CLASSES[name] ?? name),
    ...(thrown.cause === undefined ? {} : { cause: javaError(thrown.cause) }),
  };
}
