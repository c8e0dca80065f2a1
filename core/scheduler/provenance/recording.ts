import type { Host } from "../../host/host.ts";
import type { RDDBase } from "../../rdd/base.ts";
import type { Dependency } from "../../rdd/dependency.ts";
import type { RDDKind } from "../../rdd/kind.ts";
import type { Recording, Sink } from "../../rdd/task-context.ts";

/** A record of what an RDD reads, by the dependency's place among those, the parent's partition and the record's place in it. */
export interface Origin {
  readonly place: number;
  readonly partition: number;
  readonly index: number;
}

/** A call of a function of the user's that is called by key. */
export interface Call {
  readonly key: unknown;
  readonly gave: boolean;
}

/** All that a partition held, and what each record was seen to be made of. */
export interface RecordedPartition {
  readonly rdd: RDDBase<unknown>;
  readonly partition: number;
  /** How the RDD came by its records then: a checkpoint replaces it. */
  readonly kind: RDDKind<unknown>;
  readonly reads: readonly Dependency[];
  readonly records: unknown[];
  /** For each record those of which one was passing when it was given; undefined where none was. */
  readonly origins: (readonly Origin[] | undefined)[];
  readonly calls: Call[];
}

/** So many records are kept; what comes later is not explained. */
const MOST_RECORDS = 2_000_000;

const NOTHING = -1;

/** Keeps every record of every partition that tasks in this thread compute. */
export class ProvenanceRecording implements Recording {
  readonly #partitions = new Map<RDDBase<unknown>, Map<number, RecordedPartition>>();
  readonly #ofBatches = new Map<string, RDDBase<unknown>>();
  readonly #statesOf = new Map<string, RDDBase<unknown>>();
  /** Which record of an RDD passes at the moment, or was pulled last. */
  readonly #passing = new Map<RDDBase<unknown>, { partition: number; index: number }>();
  readonly #making: RecordedPartition[] = [];
  #records = 0;

  /** The partition, if any of it was computed. */
  partition(rdd: RDDBase<unknown>, partition: number): RecordedPartition | undefined {
    return this.#partitions.get(rdd)?.get(partition);
  }

  /** The RDDs of which something was computed. */
  rdds(): IteratorObject<RDDBase<unknown>> {
    return this.#partitions.keys();
  }

  /** The partitions that were computed of a batch's RDD. */
  ofBatch(dstream: number, time: number): Iterable<RecordedPartition> {
    return this.#of(this.#ofBatches.get(`${dstream} ${time}`));
  }

  /** The partitions that were computed of a stream's states after a batch. */
  statesAfter(dstream: number, time: number): Iterable<RecordedPartition> {
    return this.#of(this.#statesOf.get(`${dstream} ${time}`));
  }

  #of(rdd: RDDBase<unknown> | undefined): Iterable<RecordedPartition> {
    return (rdd === undefined ? undefined : this.#partitions.get(rdd)?.values()) ?? [];
  }

  /** Some records were not kept. */
  get isFull(): boolean {
    return this.#records >= MOST_RECORDS;
  }

  making<T>(rdd: RDDBase<T>, partition: number, sink: Sink<T>, make: (sink: Sink<T>) => void): void {
    const { kind } = rdd;
    const made: RecordedPartition = {
      rdd: rdd as RDDBase<unknown>,
      partition,
      kind: kind as RDDKind<unknown>,
      reads: kind.reads ?? kind.dependencies,
      records: [],
      origins: [],
      calls: [],
    };
    const pass = this.reading(rdd, partition, sink);
    this.#making.push(made);
    try {
      make((record) => {
        if (!this.isFull) {
          this.#records++;
          made.records.push(record);
          made.origins.push(this.#origins(made.reads));
        }
        pass(record);
      });
    } finally {
      this.#making.pop();
      this.#passing.delete(rdd as RDDBase<unknown>);
      this.#keep(made);
    }
  }

  reading<T>(rdd: RDDBase<T>, partition: number, sink: Sink<T>): Sink<T> {
    let index = 0;
    return (record) => {
      this.#passing.set(rdd as RDDBase<unknown>, { partition, index: index++ });
      try {
        sink(record);
      } finally {
        this.#passing.delete(rdd as RDDBase<unknown>);
      }
    };
  }

  *pulling<T>(rdd: RDDBase<T>, partition: number, records: IteratorObject<T>): Generator<T> {
    const pulled = { partition, index: NOTHING };
    this.#passing.set(rdd as RDDBase<unknown>, pulled);
    for (const record of records) {
      pulled.index++;
      yield record;
    }
  }

  calling<F extends (...args: never[]) => unknown>(f: F, keyOf: (...args: Parameters<F>) => unknown): F {
    const { calls } = this.#making.at(-1)!;
    return ((...args: Parameters<F>) => {
      const given = f(...args);
      calls.push({ key: keyOf(...args), gave: given !== undefined });
      return given;
    }) as F;
  }

  #origins(reads: readonly Dependency[]): readonly Origin[] | undefined {
    let origins: Origin[] | undefined;
    for (let place = 0; place < reads.length; place++) {
      const passing = this.#passing.get(reads[place]!.rdd as RDDBase<unknown>);
      if (passing === undefined || passing.index === NOTHING) continue;
      origins ??= [];
      origins.push({ place, partition: passing.partition, index: passing.index });
    }
    return origins;
  }

  /** A partition that is read in part only, as `print` does, may be read again, or from a checkpoint: the most that was seen counts. */
  #keep(made: RecordedPartition): void {
    const { rdd, partition } = made;
    let partitions = this.#partitions.get(rdd);
    if (partitions === undefined) {
      partitions = new Map();
      this.#partitions.set(rdd, partitions);
    }
    const known = partitions.get(partition);
    if (known === undefined || known.records.length < made.records.length) partitions.set(partition, made);
    const { states } = made.kind;
    if (states !== undefined) this.#statesOf.set(`${states.dstream} ${states.time}`, rdd);
    if (rdd.origin !== undefined) this.#ofBatches.set(`${rdd.origin.dstream} ${rdd.origin.time}`, rdd);
  }
}

const recordings = new WeakMap<Host, ProvenanceRecording>();

/** From now on, what tasks of contexts that live in this host compute is recorded, as long as they run in the driver's thread. */
export function recordProvenance(host: Host): ProvenanceRecording {
  const recording = new ProvenanceRecording();
  recordings.set(host, recording);
  return recording;
}

/** The recording of a host, if what it computes is recorded. */
export function recordingOf(host: Host): ProvenanceRecording | undefined {
  return recordings.get(host);
}
