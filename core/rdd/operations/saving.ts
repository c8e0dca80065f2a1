import { ObjectWriter } from "../../sinks/object-file.ts";
import { TextWriter } from "../../sinks/text-file.ts";
import { OutputDirectory, writePart } from "../../storage/files/output.ts";
import type { JobPromise } from "../job.ts";
import { Actions } from "./actions.ts";

/** Writes the records of a partition. */
interface Writer {
  write(record: unknown): void;
  flush(): void;
}

type WriterClass = new (append: (bytes: Uint8Array) => void) => Writer;

/** Actions that write an RDD to files. */
export class Saving<T> extends Actions<T> {
  /**
   * Writes each partition to a file in the directory `path`, a record a line, as `print` shows it: `part-00000`, … and `_SUCCESS` when all are there.
   * @throws FileAlreadyExistsError when there is something at `path`; not in an output operation of a stream, which may run a second time for a batch
   */
  saveAsTextFile(path: string): JobPromise<void> {
    return this.#save("saveAsTextFile", path, TextWriter);
  }

  /** Writes the records as they are, for `SparkContext.objectFile`. Otherwise as `saveAsTextFile`. */
  saveAsObjectFile(path: string): JobPromise<void> {
    return this.#save("saveAsObjectFile", path, ObjectWriter);
  }

  #save(name: string, path: string, writerClass: WriterClass): JobPromise<void> {
    const validate = this.context.validatesOutput(this);
    return this.action(async (runJob) => {
      const output = new OutputDirectory(this.context.host.files, path);
      output.setUp(validate);
      try {
        await runJob<T, void>(this, {
          name,
          functions: [],
          run(rdd, partition, task) {
            writePart(task.host.files, output.path, task, (append) => {
              const writer = new writerClass(append);
              rdd.each(partition, task, (record) => writer.write(record));
              writer.flush();
            });
          },
        });
        output.commit();
      } catch (error) {
        output.abort();
        throw error;
      }
    });
  }
}
