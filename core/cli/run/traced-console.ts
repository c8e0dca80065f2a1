import { Console } from "node:console";
import { Writable } from "node:stream";
import type { TraceSink } from "../../host/host.ts";
import { currentTask } from "../../rdd/task-context.ts";
import { SparkContext } from "../../spark-context.ts";
import type { Origin, TraceEvent } from "../../trace/events.ts";

/**
 * Brings what a program writes with `console` into its trace, beside what the engine prints; from there it goes to the terminal. What it
 * writes while no context runs goes to the terminal only.
 */
export class TracedConsole implements TraceSink {
  readonly previews = 0;
  #context: SparkContext | undefined;

  write(event: TraceEvent): void {
    if (event.kind === "application-started") this.#context = SparkContext.getOrCreate();
    else if (event.kind === "application-stopped") this.#context = undefined;
  }

  /** Takes the place of the global `console`. */
  install(): void {
    const replacement = new Console({ stdout: this.#stream("stdout"), stderr: this.#stream("stderr") });
    Object.assign(console, replacement);
  }

  #stream(name: "stdout" | "stderr"): Writable {
    const terminal = process[name];
    const stream = new Writable({
      decodeStrings: false,
      write: (text: string, _encoding, done) => {
        if (this.#context === undefined) terminal.write(text);
        else this.#context.trace.emit({ kind: "console", stream: name, text, origin: originNow() });
        done();
      },
    });
    // So that values have colours where they would have them otherwise.
    return Object.assign(stream, { isTTY: terminal.isTTY, getColorDepth: () => terminal.getColorDepth?.() ?? 1 });
  }
}

function originNow(): Origin {
  const task = currentTask();
  return task === undefined ? "driver" : { stage: task.stageId, task: task.taskAttemptId };
}
