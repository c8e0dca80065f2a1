import { ObjectWriter } from "../sinks/object-file.ts";
import { TextWriter } from "../sinks/text-file.ts";
import { writePart } from "../storage/files/output.ts";
import type { RDDBase } from "./base.ts";
import type { PartitionAction } from "./job.ts";
import type { TaskContext } from "./task-context.ts";

export type OutputFormat = "text" | "object";

const WRITERS = { text: TextWriter, object: ObjectWriter };

/** Writes a partition to its file in the output directory, as an executor. */
export class SavePartition<T> implements PartitionAction<T, void> {
  readonly name: string;
  readonly functions = [];
  private readonly directory: string;
  private readonly format: OutputFormat;

  constructor(name: string, directory: string, format: OutputFormat) {
    this.name = name;
    this.directory = directory;
    this.format = format;
  }

  run(rdd: RDDBase<T>, partition: number, task: TaskContext): void {
    writePart(task.host.files, this.directory, task, (append) => {
      const writer = new WRITERS[this.format](append);
      rdd.each(partition, task, (record) => writer.write(record));
      writer.flush();
    });
  }
}
