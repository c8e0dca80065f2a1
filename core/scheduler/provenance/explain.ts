import type { RDDBase } from "../../rdd/base.ts";
import type { Dependency } from "../../rdd/dependency.ts";
import { sameKey } from "../../rdd/hash.ts";
import { ReliableCheckpointRDD } from "../../rdd/kinds/checkpointed.ts";
import { MapWithStateRDD } from "../../rdd/kinds/map-with-state.ts";
import { WindowMergedRDD } from "../../rdd/kinds/window-merged.ts";
import { hasKey, keyOf } from "../../rdd/made-of.ts";
import { MapWithStateRDDRecord } from "../../rdd/state/map-with-state-record.ts";
import { recordText } from "../../sinks/record-text.ts";
import type { ProvenanceRecording, RecordedPartition } from "./recording.ts";

/** A record of a stream's batch by its place, or a state by its key's text. */
export type Explained =
  | { readonly dstream: number; readonly time: number; readonly partition: number; readonly index: number }
  | { readonly dstream: number; readonly time: number; readonly key: string };

/** Records of a partition of a stream's batch, by their places. */
export interface MadeOf {
  readonly dstream: number;
  readonly time: number;
  readonly partition: number;
  readonly indices: readonly number[];
  /** What they are, as they are shown. */
  readonly texts: readonly string[];
}

/** What a record was made of. */
export interface Explanation {
  /** The records of the streams' batches that had a part in it, itself included. */
  readonly records: readonly MadeOf[];
  /** How many records had a part in it that were in no stream: of an RDD that the program joined, or of an initial state. */
  readonly outside: number;
  /** Not everything was recorded, or the answer was too long: there may be more. */
  readonly incomplete: boolean;
}

/** So many records are named in an answer. */
const MOST_NAMED = 20_000;

/**
 * Follows a record back to the records that it was made of, through narrow operations, shuffles, joins, windows, earlier states and checkpoints. There is a recording
 * for each driver of the run, the newest first: what the latest of them made of a batch counts. Undefined when there is no such record.
 */
export function explain(recordings: readonly ProvenanceRecording[], what: Explained): Explanation | undefined {
  for (const recording of recordings) {
    const search = new Search(recordings);
    if ("key" in what) {
      for (const recorded of recording.statesAfter(what.dstream, what.time))
        for (const index of statesOf(recorded, (key) => recordText(key) === what.key)) search.add(recorded, index);
    } else {
      for (const recorded of recording.ofBatch(what.dstream, what.time))
        if (recorded.partition === what.partition && what.index < recorded.records.length)
          search.add(recorded, what.index);
    }
    if (!search.isEmpty) return search.run();
  }
  return undefined;
}

interface Found {
  readonly recorded: RecordedPartition;
  readonly indices: Set<number>;
}

class Search {
  readonly #recordings: readonly ProvenanceRecording[];
  readonly #found = new Map<RecordedPartition, Found>();
  readonly #waiting: { readonly recorded: RecordedPartition; readonly index: number }[] = [];
  /** Read from files, of which it is known who wrote them. */
  readonly #read = new Set<RecordedPartition>();
  /** By directory. */
  readonly #checkpointed = new Map<string, RDDBase<unknown> | undefined>();
  #incomplete = false;

  constructor(recordings: readonly ProvenanceRecording[]) {
    this.#recordings = recordings;
  }

  get isEmpty(): boolean {
    return this.#found.size === 0;
  }

  /** `index` is a record's; of a partition of `mapWithState`, of what it mapped, and after these of its states. */
  add(recorded: RecordedPartition, index: number): void {
    let found = this.#found.get(recorded);
    if (found === undefined) {
      found = { recorded, indices: new Set() };
      this.#found.set(recorded, found);
    }
    if (found.indices.has(index)) return;
    found.indices.add(index);
    this.#waiting.push({ recorded, index });
  }

  run(): Explanation {
    for (let next = this.#waiting.pop(); next !== undefined; next = this.#waiting.pop()) {
      const { recorded, index } = next;
      const original = this.#original(recorded);
      if (original !== undefined) this.#fromFiles(recorded, original, index);
      else if (recorded.kind instanceof MapWithStateRDD) this.#mapped(recorded, index);
      else if (recorded.kind instanceof WindowMergedRDD) this.#inWindow(recorded, index);
      else if (recorded.records[0] instanceof MapWithStateRDDRecord) this.#firstStates(recorded, index);
      else this.#made(recorded, index);
    }
    return this.#answer();
  }

  /** Of a partition that is read from the files of a checkpoint: as it was when the driver before computed it, if that is known. */
  #original({ kind, partition }: RecordedPartition): RecordedPartition | undefined {
    if (!(kind instanceof ReliableCheckpointRDD)) return undefined;
    const written = this.#writtenTo(kind.directory);
    return written && this.#recorded(written, partition);
  }

  #fromFiles(recorded: RecordedPartition, original: RecordedPartition, index: number): void {
    this.#read.add(recorded);
    if (!(recorded.records[0] instanceof MapWithStateRDDRecord)) {
      this.add(original, index);
      return;
    }
    const key = keyOfState(recorded, index);
    for (const state of statesOf(original, (other) => sameKey(other, key))) this.add(original, state);
  }

  /** The RDD of which a directory holds the records. */
  #writtenTo(directory: string): RDDBase<unknown> | undefined {
    if (!this.#checkpointed.has(directory)) {
      const isIt = (rdd: RDDBase<unknown>): boolean => rdd.isCheckpointed && rdd.getCheckpointFile() === directory;
      const found = this.#recordings.map((recording) => recording.rdds().find(isIt)).find((rdd) => rdd !== undefined);
      this.#checkpointed.set(directory, found);
    }
    return this.#checkpointed.get(directory);
  }

  #made(recorded: RecordedPartition, index: number): void {
    const { kind, reads, records, origins } = recorded;
    const output = records[index];
    if (kind.isMadeOf !== undefined) {
      this.#where(recorded, (input, place) => kind.isMadeOf!(output, input, place));
      return;
    }
    const seen = origins[index];
    if (seen === undefined) {
      this.#where(recorded, () => true);
      return;
    }
    for (const { place, partition, index: at } of seen) {
      const parent = this.#recorded(reads[place]!.rdd, partition);
      if (parent === undefined) continue;
      if (parent.records[0] instanceof MapWithStateRDDRecord) this.#outOf(parent, recorded, index);
      else for (let i = kind.gathers === true ? 0 : at; i <= at; i++) this.add(parent, i);
    }
  }

  /** Adds the records for which `isPart` holds of all that a partition reads. */
  #where(recorded: RecordedPartition, isPart: (input: unknown, place: number) => boolean): void {
    recorded.reads.forEach((dependency, place) => {
      for (const parent of this.#parents(dependency, recorded.partition)) {
        if (parent.records[0] instanceof MapWithStateRDDRecord) continue;
        parent.records.forEach((record, index) => {
          if (isPart(record, place)) this.add(parent, index);
        });
      }
    });
  }

  /** A key's value in a window that is made of the window before: of what has entered any of these windows, and has not left since. */
  #inWindow(recorded: RecordedPartition, index: number): void {
    const key = keyOf(recorded.records[index]);
    const left = new Set<unknown>();
    /** The batches of these, where it goes on in what another driver made of them. */
    let leftBatches: ReadonlySet<unknown> = new Set();
    const waiting = [recorded];
    for (let window = waiting.pop(); window !== undefined; window = waiting.pop()) {
      const { inputs } = window.kind as WindowMergedRDD<unknown, unknown>;
      for (const { rdd } of inputs.leaving) left.add(rdd);
      for (const entering of inputs.entering)
        if (!left.has(entering.rdd) && !leftBatches.has(batchOf(entering.rdd)))
          this.#ofKey(key, this.#parents(entering, window.partition));
      for (const read of this.#parents(inputs.before, window.partition)) {
        const before = this.#original(read) ?? read;
        if (before !== read) {
          this.#read.add(read);
          leftBatches = new Set([...left].map((rdd) => batchOf(rdd as RDDBase<unknown>)));
        }
        if (before.kind instanceof WindowMergedRDD) waiting.push(before);
        else this.#ofKey(key, [before]);
      }
    }
  }

  #ofKey(key: unknown, parents: Iterable<RecordedPartition>): void {
    for (const parent of parents) {
      parent.records.forEach((record, index) => {
        if (hasKey(key, record)) this.add(parent, index);
      });
    }
  }

  /** Record `index` of a partition, which was taken out of the only record of a partition of `mapWithState`. */
  #outOf(states: RecordedPartition, { records }: RecordedPartition, index: number): void {
    const { mappedData } = states.records[0] as MapWithStateRDDRecord<unknown, unknown, unknown>;
    const isMapped =
      records.length <= mappedData.length && records.every((record, i) => Object.is(record, mappedData[i]));
    if (isMapped) this.add(states, index);
    else for (const state of statesOf(states, (key) => hasKey(key, records[index]))) this.add(states, state);
  }

  /** What the user's function of `mapWithState` gave, or a state that it left: of its key's records in the batch so far, and of the state before. */
  #mapped(recorded: RecordedPartition, index: number): void {
    const { calls, reads, partition } = recorded;
    const [previous, data] = reads as readonly [Dependency, Dependency];
    const { mappedData } = recorded.records[0] as MapWithStateRDDRecord<unknown, unknown, unknown>;
    const { givesAlways } = recorded.kind as MapWithStateRDD<unknown, unknown, unknown, unknown>;
    const numbers = calls.flatMap(({ gave }, number) => (gave || givesAlways ? [number] : []));
    const isMapped = index < mappedData.length;
    const call = isMapped ? numbers[index]! : Number.POSITIVE_INFINITY;
    const key = isMapped ? calls[call]!.key : keyOfState(recorded, index);
    for (const parent of this.#parents(data, partition)) {
      parent.records.forEach((record, i) => {
        if (i <= call && hasKey(key, record)) this.add(parent, i);
      });
    }
    for (const parent of this.#parents(previous, partition)) {
      for (const state of statesOf(parent, (other) => sameKey(other, key))) this.add(parent, state);
    }
  }

  /** A state that was there at first: of what it was given with. */
  #firstStates(recorded: RecordedPartition, index: number): void {
    const key = keyOfState(recorded, index);
    for (const dependency of recorded.reads) this.#ofKey(key, this.#parents(dependency, recorded.partition));
  }

  /** What a partition reads by a dependency. */
  *#parents(dependency: Dependency, partition: number): Generator<RecordedPartition> {
    const { rdd } = dependency;
    const partitions =
      dependency.type === "narrow"
        ? dependency.parents(partition)
        : Array.from({ length: rdd.getNumPartitions() }, (_, index) => index);
    for (const parent of partitions) {
      const recorded = this.#recorded(rdd as RDDBase<unknown>, parent);
      if (recorded !== undefined) yield recorded;
    }
  }

  #recorded(rdd: RDDBase<unknown>, partition: number): RecordedPartition | undefined {
    for (const recording of this.#recordings) {
      const found = recording.partition(rdd, partition);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** What was found, where a batch that two drivers made counts once. */
  #ofEachPlace(): Iterable<Found> {
    const places = new Map<unknown, Found>();
    for (const { recorded, indices } of this.#found.values()) {
      const { origin } = recorded.rdd;
      const place = origin === undefined ? recorded : `${origin.dstream} ${origin.time} ${recorded.partition}`;
      const known = places.get(place);
      const [longer, other] =
        known === undefined || known.recorded.records.length < recorded.records.length
          ? [recorded, known?.indices]
          : [known.recorded, known.indices];
      places.set(place, { recorded: longer, indices: new Set([...(other ?? []), ...indices]) });
    }
    return places.values();
  }

  #answer(): Explanation {
    const records: MadeOf[] = [];
    let outside = 0;
    let named = 0;
    for (const { recorded, indices } of this.#ofEachPlace()) {
      const { origin } = recorded.rdd;
      if (origin === undefined) {
        if (recorded.reads.length === 0 && !this.#read.has(recorded)) outside += indices.size;
        continue;
      }
      const sorted = [...indices].sort((a, b) => a - b).slice(0, MOST_NAMED - named);
      if (sorted.length < indices.size) this.#incomplete = true;
      named += sorted.length;
      const texts = sorted.map((index) => textOf(recorded, index));
      records.push({ ...origin, partition: recorded.partition, indices: sorted, texts });
    }
    records.sort((a, b) => a.time - b.time || a.dstream - b.dstream || a.partition - b.partition);
    return { records, outside, incomplete: this.#incomplete || this.#recordings.some(({ isFull }) => isFull) };
  }
}

/** The batch of which an RDD is, by the nearest RDD of a stream that it is made of; itself where there is none. */
function batchOf(rdd: RDDBase<unknown>): unknown {
  for (let each: RDDBase<unknown> | undefined = rdd; each !== undefined; each = each.dependencies[0]?.rdd)
    if (each.origin !== undefined) return `${each.origin.dstream} ${each.origin.time}`;
  return rdd;
}

function textOf(recorded: RecordedPartition, index: number): string {
  const [first] = recorded.records;
  if (!(first instanceof MapWithStateRDDRecord)) return recordText(recorded.records[index]);
  if (index < first.mappedData.length) return recordText(first.mappedData[index]);
  const key = keyOfState(recorded, index);
  const state = first.stateMap.look(key) ? first.stateMap.foundState : undefined;
  return recordText([key, state]);
}

/** The places of the states of a partition whose key is wanted. */
function* statesOf(recorded: RecordedPartition, isWanted: (key: unknown) => boolean): Generator<number> {
  const [first] = recorded.records;
  if (first instanceof MapWithStateRDDRecord) {
    const keys: unknown[] = [];
    first.stateMap.each((key) => keys.push(key));
    for (let i = 0; i < keys.length; i++) if (isWanted(keys[i])) yield first.mappedData.length + i;
    return;
  }
  for (let i = 0; i < recorded.records.length; i++) {
    const record = recorded.records[i];
    if (Array.isArray(record) && record.length === 2 && isWanted(record[0])) yield i;
  }
}

function keyOfState(recorded: RecordedPartition, index: number): unknown {
  const { stateMap, mappedData } = recorded.records[0] as MapWithStateRDDRecord<unknown, unknown, unknown>;
  const keys: unknown[] = [];
  stateMap.each((key) => keys.push(key));
  return keys[index - mappedData.length];
}
