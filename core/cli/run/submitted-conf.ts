import type { TraceSink } from "../../host/host.ts";
import { SparkContext } from "../../spark-context.ts";
import type { TraceEvent } from "../../trace/events.ts";

/** Says so when the program's own settings win over those of the command line, which is Spark's rule and a surprise for many. */
export class SubmittedConfNotice implements TraceSink {
  readonly previews = 0;
  readonly #submitted: ReadonlyMap<string, string>;
  readonly #warn: (text: string) => void;

  constructor(submitted: ReadonlyMap<string, string>, warn: (text: string) => void) {
    this.#submitted = submitted;
    this.#warn = warn;
  }

  write(event: TraceEvent): void {
    if (event.kind !== "application-started") return;
    const conf = SparkContext.getOrCreate().getConf();
    for (const [key, value] of this.#submitted) {
      const actual = conf.getOption(key);
      if (actual === value) continue;
      const flag = key === "spark.master" ? `--master ${value}` : `--conf ${key}=${value}`;
      const instead = actual === undefined ? "takes it out again" : `sets ${actual}`;
      this.#warn(
        `${flag} has no effect: the program itself ${instead}, and what a program sets wins, as with spark-submit`,
      );
    }
  }
}
