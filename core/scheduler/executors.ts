import { IllegalArgumentError, UnsupportedOperationError } from "../conf/errors.ts";
import type { SparkConf } from "../conf/spark-conf.ts";
import { AdaptiveExecutor } from "./adaptive-executor.ts";
import type { Executor } from "./executor.ts";
import { WorkerExecutor, type WorkerExecutorOptions } from "./worker-executor.ts";

/**
 * What runs the tasks of jobs, by `sluice.executor`: `inline`, in the driver's thread; `workers`, in a thread for every slot; `auto`, where each stage turned
 * out to be faster. On a clock that does not run by itself `auto` is `inline`: runs have to repeat there.
 */
export function executorFor(
  conf: SparkConf,
  options: Omit<WorkerExecutorOptions, "workers"> & { readonly slots: number; readonly receivers: () => number },
): Executor {
  const { host, inline, slots } = options;
  const { workers } = host;
  const wanted = conf.setting("sluice.executor");
  switch (wanted) {
    case "inline":
      return inline;
    case "workers":
      if (workers === undefined) throw noThreads();
      return new WorkerExecutor({ ...options, workers });
    case "auto":
      if (workers === undefined || slots < 2 || host.processors < 2 || host.clock.kind !== "system") return inline;
      return new AdaptiveExecutor({
        ...options,
        clock: host.clock,
        threads: new WorkerExecutor({ ...options, workers }),
      });
    default:
      throw new IllegalArgumentError(`Wrong value '${wanted}' for 'sluice.executor'`, {
        code: "CONF_VALUE",
        advice: "It has to be inline, workers or auto.",
      });
  }
}

function noThreads(): UnsupportedOperationError {
  return new UnsupportedOperationError("Tasks cannot run in threads here", {
    code: "NO_WORKERS",
    advice: "Leave sluice.executor out, or set it to inline: all tasks run in the driver's thread then.",
  });
}
