import { callSite } from "./conf/call-site.ts";
import { require } from "./conf/errors.ts";
import type { StorageLevel } from "./conf/storage-level.ts";
import type { Time } from "./conf/time.ts";
import type { DStream } from "./dstream/dstream.ts";
import type { DStreamGraph } from "./dstream/graph.ts";
import type { DStreamKind, InputKind } from "./dstream/kind.ts";
import { QueueInputDStream } from "./dstream/kinds/queue-input.ts";
import { ReceiverInputDStream } from "./dstream/kinds/receiver-input.ts";
import { TransformedDStream } from "./dstream/kinds/transformed.ts";
import { UnionDStream } from "./dstream/kinds/union.ts";
import { engineFunction } from "./rdd/engine-function.ts";
import type { RDD } from "./rdd/rdd.ts";
import type { Receiver } from "./receiver/receiver.ts";
import { SocketReceiver } from "./sources/socket-receiver.ts";
import type { SparkContext } from "./spark-context.ts";

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
  /** Has the receiver started with the context; its blocks are known by the number of its stream. */
  protected abstract addReceiver(stream: number, receiver: Receiver<unknown>): void;

  /** Lines of text from a TCP server, such as `nc -lk 9999`. */
  socketTextStream(hostname: string, port: number, storageLevel?: StorageLevel): DStream<string> {
    require(Number.isInteger(port) && port >= 0 && port <= 65535, () => `port out of range:${port}`, {
      code: "PORT",
      advice: "A port is a whole number up to 65535.",
      site: callSite(),
    });
    return this.operation(
      "socketTextStream",
      () => this.receiverInput("SocketInputDStream", new SocketReceiver(hostname, port, storageLevel)),
      `${hostname}:${port}`,
    );
  }

  /** What a receiver of the program's own stores. */
  receiverStream<T>(receiver: Receiver<T>): DStream<T> {
    return this.operation(
      "receiverStream",
      () => this.receiverInput("PluggableInputDStream", receiver),
      receiver.constructor.name,
    );
  }

  protected receiverInput<T>(name: string, receiver: Receiver<T>): DStream<T> {
    this.checkMayAdd();
    const stream = this.graph.inputs.length;
    this.addReceiver(stream, receiver as Receiver<unknown>);
    return this.addInput(new ReceiverInputDStream<T>(name, this.graph.batchDuration, stream));
  }

  /**
   * RDDs out of an array that the program fills: one a batch, or all at once. When it is empty, `defaultRDD`: an RDD with one empty partition
   * unless another is given; with `null`, one without partitions.
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
    this.graph.inputs.push({ dstream: dstream as DStream<unknown>, kind });
    return dstream;
  }

  /** The records of several streams, batch by batch. */
  union<T>(streams: readonly DStream<T>[]): DStream<T> {
    return this.operation("union", () => this.newDStream(new UnionDStream<T>(streams)));
  }

  /** The RDDs of several streams in each batch through `f`, which runs in the driver. */
  transform<S extends readonly DStream<unknown>[], U>(
    streams: readonly [...S],
    f: (rdds: RDDsOf<S>, time: Time) => RDD<U>,
  ): DStream<U> {
    return this.operation("transform", () =>
      this.newDStream(new TransformedDStream<U>(streams, ofAll([f as never], undefined) as never)),
    );
  }
}

const ofAll = engineFunction(
  "StreamingContext.transform",
  ([f]: readonly [(rdds: readonly unknown[], time: Time) => never]) =>
    (rdds: readonly unknown[], time: Time) =>
      f(rdds, time),
);
