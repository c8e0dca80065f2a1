import { describeError } from "../../conf/errors.ts";
import type { Duration, Time } from "../../conf/time.ts";
import type { FileEntry, Files } from "../../host/files.ts";
import { engineNamed } from "../../rdd/engine-function.ts";
import { type FileFormat, NewHadoopRDD, splitsOfFile } from "../../rdd/kinds/new-hadoop.ts";
import { UnionRDD } from "../../rdd/kinds/union.ts";
import type { RDD } from "../../rdd/rdd.ts";
import { glob, isPattern } from "../../storage/files/glob.ts";
import { nameOf, type Place, pathFrom, uriOf } from "../../storage/files/path.ts";
import type { FilesInfo } from "../../trace/events.ts";
import type { Trace } from "../../trace/trace.ts";
import type { DStream } from "../dstream.ts";
import type { InputKind } from "../kind.ts";

/** What of a directory becomes a stream. */
export interface FileInputOptions<T> {
  /** Wildcards stand for several directories. One that was given as a relative path is looked for where the driver runs that recovers the stream. */
  readonly directory: Place;
  readonly format: FileFormat<T>;
  /** Which files are read, by their paths as Hadoop writes them: `file:/data/a.txt`. */
  readonly filter: (path: string) => boolean;
  /** Files that were changed at this time (in milliseconds) or before are never read. */
  readonly ignoreUpTo: number;
  /** Files are remembered for at least so long. */
  readonly minRememberDuration: Duration;
  readonly batchDuration: Duration;
}

/** Names that begin with a point are not read: they are files that somebody is still writing. */
export const isVisibleFile = engineNamed("isVisibleFile", (path: string): boolean => !nameOf(path).startsWith("."));

/**
 * The files that appeared in a directory since the last batch: those that were changed last within the time for which files are remembered, not after
 * the batch, and have not been read in it. So each is read once, and what is appended to it later is not. Spark: `FileInputDStream`.
 */
export class FileInputDStream<T> implements InputKind<T> {
  readonly name = "FileInputDStream";
  readonly parents = [];
  readonly slideDuration: Duration;
  /** Its RDDs and its files are remembered for so long. */
  readonly durationToRemember: Duration;
  private directory: Place;
  private readonly format: FileFormat<T>;
  private readonly filter: (path: string) => boolean;
  private readonly ignoreUpTo: number;
  /** What was read, by batch time. */
  private selected = new Map<number, readonly string[]>();
  /** Of all that is remembered, when it was changed last. */
  private recent = new Map<string, number>();
  /** What was there when it was looked last; undefined before the first look. */
  private seen: ReadonlySet<string> | undefined;
  private isMissing = false;

  constructor(options: FileInputOptions<T>) {
    const { batchDuration, minRememberDuration } = options;
    this.slideDuration = batchDuration;
    this.durationToRemember = batchDuration.times(Math.ceil(minRememberDuration.div(batchDuration)));
    this.directory = options.directory;
    this.format = options.format;
    this.filter = options.filter;
    this.ignoreUpTo = options.ignoreUpTo;
  }

  get reads(): FilesInfo {
    const { directory, ignoreUpTo, durationToRemember } = this;
    return { directory: directory.path, ignoreUpTo, remember: durationToRemember.milliseconds };
  }

  start(): void {}

  stop(): void {}

  compute(time: Time, stream: DStream<T>): RDD<T> {
    const { context } = stream;
    const { clock, trace } = context;
    const before = clock.now();
    const files = this.findNewFiles(time, context.sparkContext.host.files, trace);
    const taken = clock.now() - before;
    if (taken > this.slideDuration.milliseconds) {
      trace.warn(
        `Time taken to find new files ${taken} exceeds the batch size. ` +
          "Consider increasing the batch size or reducing the number of files in the monitored directories.",
        "SLOW_LISTING",
      );
    }
    // noted before they are looked at: a file that fails the batch does not fail the next one, too
    const paths = files.map(({ path }) => path);
    this.selected.set(time.milliseconds, paths);
    for (const { path, modified } of files) this.recent.set(path, modified);
    const rdd = this.rddOf(paths, stream);
    context.reportInput(time, stream as DStream<unknown>, 0, paths.map(uriOf));
    return rdd;
  }

  /** What was read in a batch is read when that batch is run again, and not found a second time. */
  recovered(stream: DStream<T>): [time: number, rdd: RDD<T>][] {
    this.settle(stream.context.sparkContext.host.files.absolute("."));
    return [...this.selected].map(([time, paths]) => [time, this.rddOf(paths, stream)]);
  }

  /** The driver runs in the directory `now`: that may be elsewhere than the one before. */
  private settle(now: string): void {
    const { path, from } = this.directory;
    if (from === undefined || from === now) return;
    const here = (there: string) => pathFrom(there, from, now);
    this.directory = { path: here(path), from: now };
    this.selected = new Map([...this.selected].map(([time, paths]) => [time, paths.map(here)]));
    this.recent = new Map([...this.recent].map(([each, modified]) => [here(each), modified]));
  }

  /** Forgets the files of the batches before `oldest`. */
  forget(oldest: Time): void {
    for (const [time, paths] of this.selected) {
      if (time >= oldest.milliseconds) continue;
      this.selected.delete(time);
      for (const path of paths) this.recent.delete(path);
    }
  }

  private rddOf(paths: readonly string[], stream: DStream<T>): RDD<T> {
    const rdds = paths.map((path) => this.rddOfFile(path, stream));
    return stream.context.sparkContext.newRDD(new UnionRDD<T>(rdds));
  }

  private rddOfFile(path: string, stream: DStream<T>): RDD<T> {
    const { sparkContext } = stream.context;
    const splits = splitsOfFile(sparkContext.host.files, path, this.format as FileFormat<never>);
    if (splits.length === 0) {
      sparkContext.trace.error(
        `File ${uriOf(path)} has no data in it. Spark Streaming can only ingest files that have been "moved" to the directory assigned ` +
          "to the file stream. Refer to the streaming programming guide for more details.",
        undefined,
        "EMPTY_FILE",
      );
    }
    return sparkContext.newRDD(new NewHadoopRDD<T>(this.format, splits));
  }

  private findNewFiles(time: Time, files: Files, trace: Trace): { path: string; modified: number }[] {
    const threshold = Math.max(this.ignoreUpTo, time.minus(this.durationToRemember).milliseconds);
    const seen = new Set<string>();
    const found: { path: string; modified: number }[] = [];
    try {
      for (const directory of this.directories(files, trace)) {
        for (const entry of files.list(directory)) {
          const path = directory === "/" ? `/${entry.name}` : `${directory}/${entry.name}`;
          seen.add(path);
          if (this.isNew(path, entry, time, threshold, trace)) found.push({ path, modified: entry.modified });
        }
      }
    } catch (error) {
      if ((error as { code?: unknown }).code === "ENOENT")
        trace.warn(`No directory to scan: ${uriOf(this.directory.path)}: ${describeError(error)}`, "NO_DIRECTORY");
      else trace.warn(`Error finding new files under ${uriOf(this.directory.path)}`, "FINDING_FILES", error);
      return [];
    }
    this.seen = seen;
    return found;
  }

  private directories(files: Files, trace: Trace): string[] {
    const { path } = this.directory;
    const paths = isPattern(path) ? glob(files, path) : [path];
    const directories = paths.filter((path) => files.stat(path)?.kind === "directory");
    if (directories.length === 0 && !this.isMissing) {
      trace.warn(`No directory to scan: ${uriOf(path)}. Batches stay empty until there is one.`, "NO_DIRECTORY");
    }
    this.isMissing = directories.length === 0;
    return directories;
  }

  private isNew(path: string, { modified }: FileEntry, time: Time, threshold: number, trace: Trace): boolean {
    if (!this.filter(uriOf(path))) return false;
    if (modified <= threshold) {
      if (this.seen?.has(path) === false) {
        trace.warn(
          `${uriOf(path)} is never read: it was changed last at ${modified} ms, which is not after ${threshold} ms, where new files begin. ` +
            "What counts is when a file was written, not when it was moved.",
          "FILE_TOO_OLD",
        );
      }
      return false;
    }
    if (modified > time.milliseconds) return false;
    const known = this.recent.get(path);
    if (known === undefined) return true;
    if (known !== modified) {
      this.recent.set(path, modified);
      trace.warn(
        `${uriOf(path)} was changed after it had been read: what is new in it is not read. Move files into the directory when they are complete.`,
        "FILE_CHANGED",
      );
    }
    return false;
  }
}
