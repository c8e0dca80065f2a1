import { describeError, SparkError } from "../../conf/errors.ts";
import type { SparkConf } from "../../conf/spark-conf.ts";
import type { Files } from "../../host/files.ts";
import type { LogSegment } from "../../rdd/kinds/write-ahead-log-backed-block.ts";
import { makeDurableDirectory } from "../../storage/files/durable-directory.ts";
import type { LogEntry, TraceDetail } from "../../trace/events.ts";
import type { Trace } from "../../trace/trace.ts";
import { type LogFile, logFile, logFiles } from "./log-files.ts";
import { recordsOfLog } from "./log-reader.ts";

/** Settings of a log; times in milliseconds. */
export interface WriteAheadLogSettings {
  /** A new file is begun after so long. */
  readonly rollingInterval: number;
  /** So often a record is tried to be written. */
  readonly maxFailures: number;
  /** Has every record a file of its own? For file systems that cannot append. */
  readonly closeFileAfterWrite: boolean;
}

/** What the configuration says of the logs of receivers, or of the driver's. */
export function logSettings(conf: SparkConf, whose: "receiver" | "driver"): WriteAheadLogSettings {
  const key = `spark.streaming.${whose}.writeAheadLog.`;
  return {
    rollingInterval: conf.getInt(`${key}rollingIntervalSecs`, 60) * 1000,
    maxFailures: conf.getInt(`${key}maxFailures`, 3),
    closeFileAfterWrite: conf.getBoolean(`${key}closeFileAfterWrite`, false),
  };
}

export interface WriteAheadLogOptions extends WriteAheadLogSettings {
  readonly files: Files;
  readonly trace: Trace;
  readonly directory: string;
}

/**
 * Records in files that are written to for a while each, `log-START-END`, and removed when they are old. What `write` has returned for is on the disk. A file
 * to which something could not be written is not written to again, and no file is that another driver began: so what is torn is always an end.
 * Spark: `FileBasedWriteAheadLog`.
 */
export class WriteAheadLog {
  readonly #options: WriteAheadLogOptions;
  /** Files that nothing is written to any more. */
  #past: LogFile[];
  #current: LogFile | undefined;
  /** Whether there is still to be written to the current one. */
  #isOpen = false;
  #length = 0;
  #lastStart: number;

  constructor(options: WriteAheadLogOptions) {
    this.#options = options;
    this.#past = logFiles(options.files, options.directory);
    this.#lastStart = this.#past.at(-1)?.start ?? Number.NEGATIVE_INFINITY;
  }

  /**
   * Writes a record, a frame of the codec's in one or more pieces, at `time` in milliseconds. When it returns, the record is on the disk.
   * @throws what the last attempt failed with, when all have
   */
  write(record: readonly Uint8Array[], time: number): LogSegment {
    const { trace, directory, maxFailures, closeFileAfterWrite } = this.#options;
    for (let failures = 1; ; failures++) {
      try {
        const segment = this.#written(record, this.#fileAt(time));
        if (closeFileAfterWrite) this.#isOpen = false;
        return segment;
      } catch (error) {
        this.#isOpen = false;
        trace.warn("Failed to write to write ahead log", "WAL_WRITE", error);
        if (failures < maxFailures) continue;
        trace.error(
          `Failed to write to write ahead log after ${failures} failures in ${directory}`,
          error,
          "WAL_WRITE_FAILED",
        );
        throw error;
      }
    }
  }

  #written(record: readonly Uint8Array[], { path }: LogFile): LogSegment {
    const { files, directory } = this.#options;
    const offset = this.#length;
    for (const piece of record) files.append(path, piece);
    files.flush(path);
    if (offset === 0) files.flush(directory);
    const length = record.reduce((sum, piece) => sum + piece.length, 0);
    this.#length += length;
    return { path, offset, length };
  }

  #fileAt(time: number): LogFile {
    const { files, directory, rollingInterval } = this.#options;
    if (this.#current !== undefined && this.#isOpen && time <= this.#current.end) return this.#current;
    if (files.stat(directory) === undefined) makeDurableDirectory(files, directory);
    if (this.#current !== undefined) this.#past.push(this.#current);
    // names never come twice, and sort as the files were written, whatever the clock shows
    const start = Math.max(time, this.#lastStart + 1);
    this.#lastStart = start;
    this.#current = logFile(directory, start, start + rollingInterval);
    this.#isOpen = true;
    this.#length = 0;
    return this.#current;
  }

  /**
   * All whole records, from the oldest to the newest; of what is torn or changed there is a warning.
   * @throws SparkError when a file that is there cannot be read
   */
  *readAll(): Generator<Uint8Array> {
    const { files, trace } = this.#options;
    for (const { path } of this.#current === undefined ? this.#past : [...this.#past, this.#current]) {
      // one that was never written to
      if (files.stat(path) === undefined) continue;
      let records: readonly Uint8Array[];
      try {
        records = recordsOfLog(files, path, (at, bytes) =>
          trace.warn(
            `${bytes} bytes at ${at} of write ahead log file ${path} are no whole record: they are passed over`,
            "WAL_DAMAGED",
          ),
        );
      } catch (error) {
        throw unreadable(path, error);
      }
      yield* records;
    }
  }

  /**
   * Removes the files whose time was over before `threshold` (milliseconds), but for those that are `needed`. One that cannot be removed keeps those that
   * came after it, until the next time: what began in it must not be read without its end.
   */
  clean(threshold: number, needed: (path: string) => boolean = () => false): void {
    const { files, trace } = this.#options;
    let isStuck = false;
    this.#past = this.#past.filter(({ path, end }) => {
      if (isStuck || end >= threshold || needed(path)) return true;
      try {
        files.remove(path);
        trace.emit({ kind: "file-removed", path });
        return false;
      } catch (error) {
        trace.warn(`Error clearing write ahead log file ${path}: ${describeError(error)}`, "WAL_CLEAN");
        isStuck = true;
        return true;
      }
    });
  }
}

/** What the trace tells of a record that is in a log. */
export function logWritten({ path, offset, length }: LogSegment, entry: LogEntry): TraceDetail {
  return { kind: "log-written", path, offset, bytes: length, ...entry };
}

function unreadable(path: string, cause: unknown): SparkError {
  return new SparkError(`Write ahead log file ${path} cannot be read: ${describeError(cause)}`, {
    code: "WAL_UNREADABLE",
    advice:
      "Start the program again when it can be read: nothing is lost. To do without what was received and is only known from there, move the file away.",
    cause,
  });
}
