import { callSite } from "./conf/call-site.ts";
import { require } from "./conf/errors.ts";
import type { StorageLevel } from "./conf/storage-level.ts";
import { Seconds, type Time } from "./conf/time.ts";
import type { DStream } from "./dstream/dstream.ts";
import type { DStreamGraph } from "./dstream/graph.ts";
import type { DStreamKind, InputKind } from "./dstream/kind.ts";
import { FileInputDStream, isVisibleFile } from "./dstream/kinds/file-input.ts";
import { MappedDStream } from "./dstream/kinds/mapped.ts";
import { QueueInputDStream } from "./dstream/kinds/queue-input.ts";
import { ReceiverInputDStream } from "./dstream/kinds/receiver-input.ts";
import { TransformedDStream } from "./dstream/kinds/transformed.ts";
import { UnionDStream } from "./dstream/kinds/union.ts";
import { engineFunction, engineNamed } from "./rdd/engine-function.ts";
import type { FileFormat, ReadFile } from "./rdd/kinds/new-hadoop.ts";
import { PassedOnRDD } from "./rdd/kinds/passed-on.ts";
import type { RDD } from "./rdd/rdd.ts";
import { isBackpressureEnabled } from "./receiver/rate-limits.ts";
import type { Receiver } from "./receiver/receiver.ts";
import type { Converter } from "./sources/converted-reader.ts";
import { RawNetworkReceiver } from "./sources/raw-network-receiver.ts";
import { SocketReceiver } from "./sources/socket-receiver.ts";
import type { SparkContext } from "./spark-context.ts";
import { placeOf } from "./storage/files/path.ts";
import { createRateEstimator } from "./streaming/rate/rate-estimator.ts";

/** What of a directory `fileStream` reads, and how. */
export interface FileStreamOptions<T> {
  /** Which files, by their paths as Hadoop writes them (`file:/data/a.txt`). Without it, those whose names do not begin with a point. */
  readonly filter?: (path: string) => boolean;
  /** Only files that were changed after the stream was made; true if left out. */
  readonly newFilesOnly?: boolean;
  /** The records of a file, in a task. Without it they are its lines. */
  readonly read?: ReadFile<T>;
}

/** For streams of certain types, their RDDs. */
export type RDDsOf<S extends readonly DStream<unknown>[]> = {
  readonly [I in keyof S]: S[I] extends DStream<infer T> ? RDD<T> : never;
};

/** Where streams begin: the inputs of a StreamingContext, and its operations on several streams. */
export abstract class StreamingInputs {
  abstract readonly sparkContext: SparkContext;
  abstract readonly graph: DStreamGraph;
  abstract checkMayAdd(): void;
  abstract operation<T>(name: string, build: () => DStream<T>, detail?: string): DStream<T>;
  abstract newDStream<T>(kind: DStreamKind<T>): DStream<T>;

  // ── sockets ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Lines of text from a TCP server, such as `nc -lk 9999`. The server does not hear which lines were stored, so a driver that dies loses what was on its way,
   * also with `spark.streaming.receiver.writeAheadLog.enable`, which keeps what was stored. To lose nothing, write a `Receiver` that acknowledges what
   * `storeMany` has stored, for a server that sends everything else again.
   * @spark StreamingContext.socketTextStream
   * @example const lines = ssc.socketTextStream("localhost", 9999);
   */
  socketTextStream(hostname: string, port: number, storageLevel?: StorageLevel): DStream<string> {
    checkPort(port);
    const receiver = () => new SocketReceiver(hostname, port, storageLevel);
    return this.#socket("socketTextStream", "SocketInputDStream", hostname, port, receiver);
  }

  /**
   * Records that `converter` makes of the bytes of a TCP server; it is called anew for every connection. What it throws makes the receiver connect again
   * after a while, and so does its end.
   * @spark StreamingContext.socketStream
   * @example ssc.socketStream("localhost", 9999, async function* (bytes) { for await (const chunk of bytes) yield chunk.length; })
   */
  socketStream<T>(hostname: string, port: number, converter: Converter<T>, storageLevel?: StorageLevel): DStream<T> {
    checkPort(port);
    require(typeof converter === "function", () => "a converter makes records of bytes", {
      code: "CONVERTER",
      advice: "Give a function of the bytes to the records, for instance an async generator.",
      site: callSite(),
    });
    const receiver = () => new SocketReceiver<T>(hostname, port, storageLevel, converter);
    return this.#socket("socketStream", "SocketInputDStream", hostname, port, receiver);
  }

  /**
   * Blocks of records from a TCP server that makes them with `rawBlock`: the cheapest way in, since nothing is cut or put together.
   * @spark StreamingContext.rawSocketStream
   * @example const records = ssc.rawSocketStream<[string, number]>("localhost", 9999);
   */
  rawSocketStream<T>(hostname: string, port: number, storageLevel?: StorageLevel): DStream<T> {
    checkPort(port);
    const receiver = () => new RawNetworkReceiver<T>(hostname, port, storageLevel);
    return this.#socket("rawSocketStream", "RawInputDStream", hostname, port, receiver);
  }

  #socket<T>(operation: string, name: string, hostname: string, port: number, make: () => Receiver<T>): DStream<T> {
    return this.operation(operation, () => this.receiverInput(name, make()), `${hostname}:${port}`);
  }

  // ── files ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * The lines of the text files (UTF-8) that appear in a directory, or with wildcards in several. A file has to appear complete: written elsewhere in the
   * same file system and moved here. It is read once, in the batch after it was written; what is appended later is not read. Names that begin with a
   * point are left out.
   * @spark StreamingContext.textFileStream
   * @example const lines = ssc.textFileStream("/data/incoming");
   */
  textFileStream(directory: string): DStream<string> {
    return this.operation(
      "textFileStream",
      () => this.#read(this.#files<string>(directory, { kind: "lines" }, {}), passedOn),
      directory,
    );
  }

  /**
   * The records of the files that appear in a directory, as `textFileStream`, with more to say about them: which files, whether also those that are there
   * already (if not older than `spark.streaming.fileStream.minRememberDuration`, a minute), and how they are read. Without `read` the records are lines;
   * with it, what it makes of each file: here a record is whatever it is, where Spark's `InputFormat` gives pairs of a key and a value.
   * @spark StreamingContext.fileStream
   * @example const lines = ssc.fileStream("/data/incoming", { newFilesOnly: false });
   */
  fileStream<T = string>(directory: string, options: FileStreamOptions<T> = {}): DStream<T> {
    const { read } = options;
    const format: FileFormat<T> =
      read === undefined ? { kind: "lines" } : { kind: "own", read: this.sparkContext.clean(read) };
    return this.operation("fileStream", () => this.#files<T>(directory, format, options), directory);
  }

  /**
   * The records of flat binary files that appear in a directory, as `textFileStream`; each is `recordLength` bytes long.
   * @spark StreamingContext.binaryRecordsStream
   * @example const measurements = ssc.binaryRecordsStream("/data/incoming", 16);
   */
  binaryRecordsStream(directory: string, recordLength: number): DStream<Uint8Array> {
    require(Number.isInteger(recordLength) && recordLength > 0, () => "Record length must be a positive whole number", {
      code: "RECORD_LENGTH",
      advice: `It is the length of every record in bytes, and was given as ${String(recordLength)}.`,
      site: callSite(),
    });
    const format: FileFormat<Uint8Array> = { kind: "fixed", length: recordLength };
    return this.operation(
      "binaryRecordsStream",
      () => this.#read(this.#files(directory, format, {}), passedOn),
      directory,
    );
  }

  #files<T>(directory: string, format: FileFormat<T>, options: FileStreamOptions<T>): DStream<T> {
    const { conf, host } = this.sparkContext;
    const { filter = isVisibleFile, newFilesOnly = true } = options;
    const key = "spark.streaming.fileStream.minRememberDuration";
    const kind = new FileInputDStream<T>({
      directory: placeOf(host.files, directory),
      format,
      filter,
      ignoreUpTo: newFilesOnly ? host.clock.now() : 0,
      minRememberDuration: Seconds(conf.getTimeAsSeconds(key, conf.get("spark.streaming.minRememberDuration", "60s"))),
      batchDuration: this.graph.batchDuration,
    });
    const stream = this.addInput(kind);
    stream.lifecycle.remember(kind.durationToRemember);
    return stream;
  }

  /** Stands where Spark turns Hadoop's types into Scala's. */
  #read<T>(files: DStream<T>, derive: (rdd: RDD<T>) => RDD<T>): DStream<T> {
    return this.newDStream(new MappedDStream("MappedDStream", files, derive));
  }

  // ── receivers, queues ──────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * What a receiver of the program's own stores.
   * @spark StreamingContext.receiverStream
   * @example const ticks = ssc.receiverStream(ticker);
   */
  receiverStream<T>(receiver: Receiver<T>): DStream<T> {
    return this.operation(
      "receiverStream",
      () => this.receiverInput("PluggableInputDStream", receiver),
      receiver.constructor.name,
    );
  }

  protected receiverInput<T>(name: string, receiver: Receiver<T>): DStream<T> {
    this.checkMayAdd();
    const { conf } = this.sparkContext;
    const { batchDuration, inputs } = this.graph;
    const estimator = isBackpressureEnabled(conf) ? createRateEstimator(conf, batchDuration) : undefined;
    return this.addInput(new ReceiverInputDStream<T>(name, batchDuration, inputs.length, receiver, estimator));
  }

  /**
   * RDDs out of an array that the program fills: one a batch, or all at once. When it is empty, `defaultRDD`: an RDD with one empty partition
   * unless another is given; with `null`, one without partitions.
   * @spark StreamingContext.queueStream
   * @example const numbers = ssc.queueStream([sc.parallelize([1, 2]), sc.parallelize([3])]);
   */
  queueStream<T>(queue: RDD<T>[], oneAtATime = true, defaultRDD?: RDD<T> | null): DStream<T> {
    this.checkMayAdd();
    const otherwise = defaultRDD === undefined ? this.sparkContext.parallelize<never>([], 1) : defaultRDD;
    return this.inputStream(
      "queueStream",
      new QueueInputDStream<T>(this.graph.batchDuration, queue, oneAtATime, otherwise),
    );
  }

  /** For the engine and its tests: an input stream of any kind. */
  inputStream<T>(operation: string, kind: InputKind<T>, detail?: string): DStream<T> {
    return this.operation(operation, () => this.addInput(kind), detail);
  }

  protected addInput<T>(kind: InputKind<T>): DStream<T> {
    const dstream = this.newDStream(kind);
    this.graph.addInput(dstream);
    return dstream;
  }

  /**
   * The records of several streams, batch by batch.
   * @spark StreamingContext.union
   * @example const all = ssc.union([lines, words]);
   */
  union<T>(streams: readonly DStream<T>[]): DStream<T> {
    return this.operation("union", () => this.newDStream(new UnionDStream<T>(streams)));
  }

  /**
   * The RDDs of several streams in each batch through `f`, which runs in the driver.
   * @spark StreamingContext.transform
   * @example const distinct = ssc.transform([words, blocked], ([a, b]) => a.union(b).distinct());
   */
  transform<S extends readonly DStream<unknown>[], U>(
    streams: readonly [...S],
    f: (rdds: RDDsOf<S>, time: Time) => RDD<U>,
  ): DStream<U> {
    return this.operation("transform", () =>
      this.newDStream(new TransformedDStream<U>(streams, ofAll([f as never], undefined) as never)),
    );
  }
}

function checkPort(port: number): void {
  require(Number.isInteger(port) && port >= 0 && port <= 65535, () => `port out of range:${port}`, {
    code: "PORT",
    advice: "A port is a whole number up to 65535.",
    site: callSite(),
  });
}

const passedOn = engineNamed(
  "StreamingContext.passedOn",
  <T>(rdd: RDD<T>): RDD<T> => rdd.context.newRDD(new PassedOnRDD(rdd)),
);

const ofAll = engineFunction(
  "StreamingContext.transform",
  ([f]: readonly [(rdds: readonly unknown[], time: Time) => never]) =>
    (rdds: readonly unknown[], time: Time) =>
      f(rdds, time),
);
