import { IllegalStateError, UnsupportedOperationError } from "../../conf/errors.ts";
import type { ProcessResult } from "../../host/processes.ts";
import { recordText } from "../../sinks/record-text.ts";
import { IOError } from "../../storage/files/errors.ts";
import type { RDDBase } from "../base.ts";
import { oneToOne } from "../dependency.ts";
import type { RDDKind } from "../kind.ts";
import type { Sink, TaskContext } from "../task-context.ts";

const encoder = new TextEncoder();

/** Each partition through a program: a line for every record in, a record for every line out. */
export class PipedRDD<T> implements RDDKind<string> {
  readonly name = "PipedRDD";
  readonly dependencies;
  readonly functions = [];
  private readonly parent: RDDBase<T>;
  private readonly command: readonly string[];
  private readonly env: Readonly<Record<string, string>>;

  constructor(parent: RDDBase<T>, command: readonly string[], env: Readonly<Record<string, string>>) {
    this.parent = parent;
    this.dependencies = [oneToOne(parent)];
    this.command = command;
    this.env = env;
  }

  get numPartitions(): number {
    return this.parent.getNumPartitions();
  }

  each(partition: number, task: TaskContext, sink: Sink<string>): void {
    let input = "";
    this.parent.each(partition, task, (record) => {
      input += `${recordText(record)}\n`;
    });
    const output = new TextDecoder().decode(this.run(encoder.encode(input), task));
    const lines = output.split(/\r\n|\r|\n/);
    if (lines.at(-1) === "") lines.pop();
    for (const line of lines) sink(line);
  }

  private run(input: Uint8Array, task: TaskContext): Uint8Array {
    const command = this.command.join(" ");
    const { processes } = task.host;
    if (processes === undefined) {
      throw new UnsupportedOperationError(
        `pipe cannot run "${command}" here: there are no other programs in a browser`,
        {
          code: "NO_PROCESSES",
          advice: "Run the program with `sluice run`, or do the same with mapPartitions.",
        },
      );
    }
    let ended: ProcessResult;
    try {
      ended = processes.run(this.command, input, { env: this.env });
    } catch (error) {
      throw new IOError(
        `Cannot run program "${this.command[0]}": ${error instanceof Error ? error.message : String(error)}`,
        {
          code: "CANNOT_RUN_PROGRAM",
          advice:
            'Look at the spelling of the command, and whether the program is installed. There is no shell around it: for one, use ["sh", "-c", …].',
          cause: error,
        },
      );
    }
    if (ended.status !== 0) {
      throw new IllegalStateError(`Subprocess exited with status ${ended.status}. Command ran: ${command}`, {
        code: "SUBPROCESS_FAILED",
        advice: lastLines(ended.errors),
      });
    }
    return ended.output;
  }
}

/** What the program said about it. */
function lastLines(errors: Uint8Array): string | undefined {
  const lines = new TextDecoder().decode(errors).trim().split("\n").slice(-5);
  return lines.join("\n") === "" ? undefined : `It said: ${lines.join("\n")}`;
}
