import { SparkError } from "../conf/errors.ts";

/** The thread in which a task ran is gone, and with it all that it kept. The task is tried elsewhere. Spark: `ExecutorLostFailure`. */
export class ExecutorLostFailure extends SparkError {
  readonly executor: number;

  constructor(executor: number, cause: Error) {
    super(`executor ${executor} exited. Reason: ${cause.message}`, {
      code: "EXECUTOR_LOST",
      advice:
        "If it is the task itself that ends its thread (process.exit, too little memory), use more partitions, or let it not do that.",
      cause,
    });
    this.executor = executor;
  }
}
