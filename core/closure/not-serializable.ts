import { type Site, SparkError } from "../conf/errors.ts";

/** What is known about a copy that could not be made. */
export interface Refusal {
  /** What it is, as the end of a sentence: "the StreamingContext, which lives on the driver only". */
  readonly what: string;
  readonly advice: string;
  readonly uncompiled?: true | undefined;
  readonly cause?: Error | undefined;
  /** How it was reached, e.g. `closure → send → pool.conns[0]`. */
  readonly path: string;
  /** The function that takes it along, the variable, and where the function uses it. */
  readonly closure?: Site | undefined;
  readonly variable?: string | undefined;
  readonly used?: Site | undefined;
}

function at(site: Site): string {
  return `${site.file}:${site.line}:${site.column}`;
}

/**
 * A function was to run elsewhere (on an executor, or out of a checkpoint) and needs something that cannot be copied.
 * Spark: `SparkException: Task not serializable`, caused by `NotSerializableException`.
 */
export class TaskNotSerializableError extends SparkError {
  /** The captured variable, or `this`. */
  readonly variable: string | undefined;
  /** The function that captures it. */
  readonly closure: Site | undefined;
  /** From the function given to the operation to what cannot be copied. */
  readonly path: string;
  /** It is a function that was not compiled by Sluice. */
  readonly isUncompiled: boolean;

  constructor(refusal: Refusal) {
    const { what, closure, used, variable, path, advice } = refusal;
    const captor =
      closure === undefined || variable === undefined
        ? what
        : `the closure at ${at(closure)} captures '${variable}' (used at ${at(used ?? closure)}), ${what}`;
    const detail = new Error(`${what}\n  path: ${path}`);
    detail.name = "NotSerializableError";
    super(`Task not serializable: ${captor}\n  path: ${path}`, {
      code: "TASK_NOT_SERIALIZABLE",
      advice,
      site: used ?? closure,
      cause: refusal.cause ?? detail,
    });
    this.variable = variable;
    this.closure = closure;
    this.path = path;
    this.isUncompiled = refusal.uncompiled === true;
  }
}
