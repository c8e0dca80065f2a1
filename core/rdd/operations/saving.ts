import { OutputDirectory } from "../../storage/files/output.ts";
import type { JobPromise } from "../job.ts";
import { type OutputFormat, SavePartition } from "../save-partition.ts";
import { Actions } from "./actions.ts";

/** Actions that write an RDD to files. */
export class Saving<T> extends Actions<T> {
  /**
   * Writes each partition to a file in the directory `path`, a record a line, as `print` shows it: `part-00000`, … and `_SUCCESS` when all are there.
   * @throws FileAlreadyExistsError when there is something at `path`; not in an output operation of a stream, which may run a second time for a batch
   * @spark RDD.saveAsTextFile
   * @example await sc.parallelize([1, 2, 3]).saveAsTextFile("out/numbers");
   */
  saveAsTextFile(path: string): JobPromise<void> {
    return this.#save("saveAsTextFile", path, "text");
  }

  /**
   * Writes the records as they are, for `SparkContext.objectFile`. Otherwise as `saveAsTextFile`.
   * @spark RDD.saveAsObjectFile
   * @example await sc.parallelize([1, 2, 3]).saveAsObjectFile("out/numbers");
   */
  saveAsObjectFile(path: string): JobPromise<void> {
    return this.#save("saveAsObjectFile", path, "object");
  }

  #save(name: string, path: string, format: OutputFormat): JobPromise<void> {
    const validate = this.context.validatesOutput(this);
    return this.action(async (runJob) => {
      const output = new OutputDirectory(this.context.host.files, path);
      output.setUp(validate);
      try {
        await runJob(this, new SavePartition<T>(name, output.path, format));
        output.commit();
      } catch (error) {
        output.abort();
        throw error;
      }
    });
  }
}
