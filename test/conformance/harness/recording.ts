/** A value as the recordings write it: see `../recordings/README.md`. */
export type Recorded = null | boolean | number | string | Recorded[] | { [name: string]: Recorded };

/** An input stream of a case: its records, by batch. */
export interface InputRecording {
  readonly type?: string;
  readonly partitions: number;
  /** `null` is a batch without an RDD. */
  readonly batches: readonly (readonly Recorded[] | null)[];
}

/** A thrown error: Java's class, message, and the next one inside. */
export interface ErrorRecording {
  readonly exception: string;
  readonly message: string | null;
  readonly cause?: ErrorRecording;
}

/** Something that was seen: an RDD of an output, a value in the driver, or what was printed. */
export interface EntryRecording {
  readonly run?: number;
  readonly time: number | null;
  readonly output: string;
  readonly partitions?: readonly (readonly Recorded[])[] | null;
  readonly value?: Recorded;
  readonly stdout?: string;
}

/** The error that a case ends in; with `afterBatch` it is one that `awaitTermination` throws. */
export type FailureRecording = ErrorRecording | { readonly afterBatch: number; readonly error: ErrorRecording };

/** A case: a program that real Spark ran, and what it did. */
export interface CaseRecording {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  readonly scala: string;
  readonly batchMs: number;
  readonly batches: number;
  readonly clockStartMs?: number;
  readonly conf?: Readonly<Record<string, string>>;
  readonly checkpointDirectory?: boolean;
  readonly inputs: Readonly<Record<string, InputRecording>>;
  readonly ordered: boolean;
  readonly comparePartitions: boolean;
  readonly eventOrder?: boolean;
  readonly before?: Readonly<Record<string, string>>;
  readonly after?: string;
  readonly expected: readonly EntryRecording[];
  readonly expectedError?: FailureRecording;
  /** Of a case with recoveries: how many batches each driver was given, and how it ended. */
  readonly runs?: readonly { readonly batches: number; readonly end: "stop" | "graceful" | "kill" }[];
  /** How much time passed between two drivers. */
  readonly downMs?: number;
  /** The batch interval that the program would give if it were asked a second time. */
  readonly secondFunctionBatchMs?: number;
  readonly runInfo?: readonly RunRecording[];
}

/** What was seen of a driver. */
export interface RunRecording {
  readonly functionCalled?: boolean;
  readonly batchMs?: number;
  readonly zeroTimeMs?: number;
  readonly batchesRunOnStart?: number[];
  readonly error?: Recorded;
  readonly recoverError?: Recorded;
  readonly exitCode?: number;
}

/** A row of the table of hash partitioners. */
export interface KeyRecording {
  readonly type: string;
  readonly key: Recorded;
  readonly hashCode: number | null;
  readonly scalaHash: number;
  readonly partition: readonly number[];
}

/** The table of hash partitioners. */
export interface TableRecording {
  readonly id: string;
  readonly keys: readonly KeyRecording[];
}
