import type { Site } from "../../../core/conf/errors.ts";
import type {
  ErrorInfo,
  KeptInfo,
  Preview,
  StateInfo,
  TraceEvent,
  TraceEventOf,
  TraceKind,
  WindowInfo,
} from "../../../core/trace/events.ts";
import { count, errorInfo, isNumber, list, site, text } from "../checks.ts";
import { checkedPreview, checkedPreviews } from "../preview.ts";
import { before } from "../search.ts";

/** Records of one partition or block that are kept for showing. */
const KEPT_SAMPLE = 100;
/** Entries that one event may bring (blocks of a batch, …): no program that can be shown has more. */
const KEPT_ENTRIES = 10_000;
/** DStreams, output operations and receivers of a program that are shown, and parents of a DStream: more could not be drawn. */
const KEPT_DSTREAMS = 500;
const KEPT_RECEIVERS = 100;
/** Coming and going of executors. */
const KEPT_EXECUTORS = 1_000;
/** Drivers that start streams, and what goes wrong because somebody wants it: nobody asks for more in a run. */
const KEPT_FAULTS = 1_000;
/** No driver makes a batch after so many later ones: a trace in which that is so lies, and sorting it in would take for ever. */
const MOST_LATER = 1_000;

/** Lines that an output operation wrote for one batch and that are kept for showing. */
const KEPT_LINES = 10;
/** `print` writes the batch's time between two rules. */
const PRINT_HEADING = /^(?:-{43}|Time: \d+ ms)$/;

/** A fact is true from the event with this index on: it shows at every position greater than `at`. */
interface Fact {
  readonly at: number;
}

export interface DStreamFact extends Fact {
  readonly dstream: number;
  readonly operation: string;
  readonly parents: readonly number[];
  readonly slide: number;
  readonly site: Site | undefined;
  readonly detail: string;
  readonly stream: number | undefined;
  readonly window: WindowInfo | undefined;
  readonly state: StateInfo | undefined;
  name: (Fact & { readonly name: string }) | undefined;
  /** The most partitions that an RDD of it has had, each time that it became more. */
  readonly partitions: (Fact & { readonly most: number })[];
}

export interface OutputFact extends Fact {
  readonly output: number;
  readonly dstream: number;
  readonly operation: string;
  readonly site: Site | undefined;
}

export interface ArrivalFact extends Fact {
  readonly t: number;
  readonly record: Preview;
}

export interface BlockFact extends Fact {
  readonly block: string;
  readonly from: number;
  readonly to: number;
  readonly records: number;
  readonly sample: readonly Preview[];
}

export type ReceiverStatus = "started" | "waiting" | "error" | "restarting" | "stopped";

/** What came in through one receiver, in the order in which it came. */
export interface StreamFacts {
  readonly stream: number;
  readonly arrivals: ArrivalFact[];
  readonly blocks: BlockFact[];
  readonly status: (Fact & { readonly status: ReceiverStatus; readonly words: string })[];
}

export interface ComputedFact extends Fact {
  readonly records: number;
  readonly complete: boolean;
  readonly sample: readonly Preview[];
}

/** The RDD of one DStream for one batch, or that there is none. */
export interface CellFact extends Fact {
  readonly rdd: number | undefined;
  readonly total: number;
  /** By partition; more than one entry where it was computed more than once. */
  readonly partitions: Map<number, ComputedFact[]>;
}

export interface OutputRun {
  started: number | undefined;
  completed: (Fact & { readonly duration: number; readonly error: ErrorInfo | undefined }) | undefined;
  /** What it wrote to the console, without the heading of `print`. */
  readonly written: (Fact & { readonly lines: number; readonly first: readonly string[] })[];
}

export interface BatchFacts extends Fact {
  readonly time: number;
  /** The same batch as a driver had it that has died since. */
  readonly earlier: BatchFacts | undefined;
  readonly cells: Map<number, CellFact>;
  readonly outputs: Map<number, OutputRun>;
  /** Its driver died before it was done. */
  died: Fact | undefined;
  allocated: (Fact & { readonly blocks: number; readonly records: number }) | undefined;
  generationFailed: (Fact & { readonly error: ErrorInfo }) | undefined;
  submitted: (Fact & { readonly records: number; readonly outputs: number; readonly hasFiles: boolean }) | undefined;
  started: (Fact & { readonly schedulingDelay: number }) | undefined;
  /** A checkpoint of the driver as of this batch is on the disk. */
  checkpoint: Fact | undefined;
  completed:
    | (Fact & {
        readonly records: number;
        readonly schedulingDelay: number;
        readonly processingTime: number;
        readonly totalDelay: number;
        readonly failures: number;
      })
    | undefined;
}

export interface StartFact extends Fact {
  readonly zeroTime: number;
  readonly batchInterval: number;
  readonly blockInterval: number;
  readonly kept: readonly KeptInfo[];
}

/** A driver went on from a checkpoint: which batches it ran at once, and which of them were known to have begun. */
export interface RecoveryFact extends Fact {
  readonly checkpoint: number;
  /** The time of the first batch that it ran. */
  readonly first: number;
  readonly batches: ReadonlySet<number>;
  readonly again: ReadonlySet<number>;
}

export type FaultEvent = TraceEventOf<"driver-died"> | TraceEventOf<"driver-started"> | TraceEventOf<"fault">;

export interface FaultFact extends Fact {
  readonly event: FaultEvent;
}

export interface ExecutorFact extends Fact {
  readonly executor: number;
  readonly came: boolean;
}

/**
 * What a trace says about DStreams, intake and batches, folded event by event. Every fact keeps the index of the event that
 * brought it, so that the state at any earlier position is read off without folding again (`timelineAt`). Events that it does
 * not know, or that are not what their kind promises, count as a step and change nothing.
 */
export class TimelineFold {
  /** How many events were folded: the position of the latest state. */
  length = 0;
  readonly dstreams: DStreamFact[] = [];
  readonly outputs: OutputFact[] = [];
  readonly streams: StreamFacts[] = [];
  /** In the order of their times. */
  readonly batches: BatchFacts[] = [];
  /** That streams were started, by the first driver. */
  streaming: StartFact | undefined;
  /** The same, by each. */
  readonly starts: StartFact[] = [];
  /** What went wrong because somebody wanted it, and when drivers came. */
  readonly faults: FaultFact[] = [];
  /** Executors that are threads of their own, as they came and went. */
  readonly executors: ExecutorFact[] = [];
  /** Each time that a driver went on from a checkpoint. */
  readonly recoveries: RecoveryFact[] = [];
  /** Blocks are written to a log before batches get them: since the first was. */
  logged: Fact | undefined;
  readonly states: (Fact & { readonly state: string })[] = [];
  application: (Fact & { readonly appName: string; readonly master: string; readonly slots: number }) | undefined;

  /** Whether there was word of batches in the order of their times. */
  #inOrder = true;
  /** From where on events are the current driver's. */
  #driverSince = 0;
  readonly #times: number[] = [];
  readonly #dstreamById = new Map<number, DStreamFact>();
  readonly #streamById = new Map<number, StreamFacts>();
  readonly #batchByTime = new Map<number, BatchFacts>();
  readonly #cellsByRdd = new Map<number, CellFact[]>();
  readonly #inner = new Map<number, Map<number, ComputedFact[]>>();

  append(events: readonly TraceEvent[]): void {
    for (const event of events) {
      const at = this.length++;
      const known = event as TraceEvent | null | undefined;
      const t = known?.t;
      this.#times.push(isNumber(t) ? t : (this.#times.at(-1) ?? 0));
      const fold = Object.hasOwn(FOLDS, known?.kind as string) ? FOLDS[known!.kind] : undefined;
      (fold as ((fold: TimelineFold, event: TraceEvent, at: number) => void) | undefined)?.(this, event, at);
    }
  }

  /** When the last event before `position` happened; 0 at the very start. */
  timeAt(position: number): number {
    return this.#times[Math.min(position, this.length) - 1] ?? 0;
  }

  /** Whether it is kept. */
  fault(fact: FaultFact): boolean {
    return this.faults.length < KEPT_FAULTS && this.faults.push(fact) > 0;
  }

  start(fact: StartFact): void {
    this.streaming ??= fact;
    if (this.starts.length < KEPT_FAULTS) this.starts.push(fact);
  }

  executor(fact: ExecutorFact): void {
    if (isNumber(fact.executor) && this.executors.length < KEPT_EXECUTORS) this.executors.push(fact);
  }

  stream(id: number): StreamFacts {
    let stream = this.#streamById.get(id);
    if (stream === undefined) {
      stream = { stream: id, arrivals: [], blocks: [], status: [] };
      this.#streamById.set(id, stream);
      if (this.streams.length < KEPT_RECEIVERS) this.streams.push(stream);
    }
    return stream;
  }

  batch(time: number, at: number): BatchFacts {
    const known = this.#batchByTime.get(time);
    let batch = known;
    // what another driver makes of it is not what the dead one has done
    if (batch === undefined || batch.at < this.#driverSince) {
      batch = {
        at,
        time,
        earlier: known,
        died: undefined,
        cells: new Map(),
        outputs: new Map(),
        allocated: undefined,
        generationFailed: undefined,
        submitted: undefined,
        started: undefined,
        checkpoint: undefined,
        completed: undefined,
      };
      this.#batchByTime.set(time, batch);
      if (known !== undefined) {
        const listed = this.batches.lastIndexOf(known);
        if (listed >= 0) this.batches[listed] = batch;
        this.#inOrder = false;
        return batch;
      }
      const earliest = Math.max(0, this.batches.length - MOST_LATER);
      let place = this.batches.length;
      while (place > earliest && this.batches[place - 1]!.time > time) place--;
      if (place > 0 && this.batches[place - 1]!.time > time) return batch;
      if (place < this.batches.length) this.#inOrder = false;
      this.batches.splice(place, 0, batch);
    }
    return batch;
  }

  /** The batches of which there has been word before `position`, in the order of their times. */
  batchesAt(position: number): readonly BatchFacts[] {
    if (position >= this.length) return this.batches;
    if (this.#inOrder) return this.batches.slice(0, before(this.batches, position) + 1);
    return this.batches.map((batch) => asOf(batch, position)).filter((batch) => batch !== undefined);
  }

  /** The driver dies, with all that it has begun. */
  die(at: number): void {
    for (const batch of this.batches)
      if (batch.completed === undefined && batch.generationFailed === undefined) batch.died ??= { at };
  }

  /** Another driver begins. */
  begin(at: number): void {
    this.#driverSince = at;
  }

  /** The batch at `time`, if there has been word of it. */
  knownBatch(time: number): BatchFacts | undefined {
    return this.#batchByTime.get(time);
  }

  outputRun(time: number, output: number, at: number): OutputRun {
    const { outputs } = this.batch(time, at);
    let run = outputs.get(output);
    if (run === undefined) {
      run = { started: undefined, completed: undefined, written: [] };
      outputs.set(output, run);
    }
    return run;
  }

  declare(fact: DStreamFact): void {
    if (this.#dstreamById.has(fact.dstream) || this.dstreams.length === KEPT_DSTREAMS) return;
    this.#dstreamById.set(fact.dstream, fact);
    this.dstreams.push(fact);
  }

  dstream(id: number): DStreamFact | undefined {
    return this.#dstreamById.get(id);
  }

  /** The RDD of a batch; not of those before the ones that a recovered driver runs, for which it makes RDDs of its windows anew. */
  cell(time: number, dstream: number, cell: CellFact): void {
    const recovery = this.recoveries.at(-1);
    if (recovery !== undefined && time < recovery.first) return;
    const { cells } = this.batch(time, cell.at);
    if (cells.has(dstream)) return;
    cells.set(dstream, cell);
    const partitions = this.#dstreamById.get(dstream)?.partitions;
    if (partitions !== undefined && cell.total > (partitions.at(-1)?.most ?? 0))
      partitions.push({ at: cell.at, most: cell.total });
    if (cell.rdd === undefined) return;
    const others = this.#cellsByRdd.get(cell.rdd);
    if (others === undefined) this.#cellsByRdd.set(cell.rdd, [cell]);
    else others.push(cell);
  }

  /** The cells that show `rdd`: two where a DStream hands on its parent's RDD as it is. */
  cellsOf(rdd: number): readonly CellFact[] {
    return this.#cellsByRdd.get(rdd) ?? [];
  }

  /** What was computed of an RDD that is of no declared DStream, but of a step within one, by partition. */
  innerOf(rdd: number): Map<number, ComputedFact[]> {
    let partitions = this.#inner.get(rdd);
    if (partitions === undefined) {
      partitions = new Map();
      this.#inner.set(rdd, partitions);
    }
    return partitions;
  }
}

/** A batch as it was known before `position`. */
function asOf(batch: BatchFacts, position: number): BatchFacts | undefined {
  let known: BatchFacts | undefined = batch;
  while (known !== undefined && known.at >= position) known = known.earlier;
  return known;
}

type Folds = { readonly [K in TraceKind]?: (fold: TimelineFold, event: TraceEventOf<K>, at: number) => void };

const FOLDS: Folds = {
  "application-started": (fold, event, at) => {
    fold.application = { at, appName: text(event.appName), master: text(event.master), slots: count(event.slots) };
  },
  "executor-added": (fold, { executor }, at) => fold.executor({ at, executor, came: true }),
  "executor-removed": (fold, { executor }, at) => fold.executor({ at, executor, came: false }),
  "driver-died": (fold, event, at) => {
    if (fold.fault({ at, event })) fold.die(at);
  },
  "driver-started": (fold, event, at) => {
    fold.fault({ at, event });
    fold.begin(at);
  },
  fault: (fold, event, at) => {
    fold.fault({ at, event });
  },
  "dstream-declared": (fold, event, at) => {
    if (!isNumber(event.dstream)) return;
    fold.declare({
      at,
      dstream: event.dstream,
      operation: text(event.operation),
      parents: [...new Set(list(event.parents).filter(isNumber))].slice(0, KEPT_DSTREAMS),
      slide: count(event.slide),
      site: site(event.site),
      detail: text(event.detail),
      stream: isNumber(event.stream) ? event.stream : undefined,
      window: windowInfo(event.window),
      state: stateInfo(event.state),
      name: undefined,
      partitions: [],
    });
    if (isNumber(event.stream)) fold.stream(event.stream);
  },
  "dstream-named": (fold, event, at) => {
    const dstream = fold.dstream(event.dstream);
    const name = text(event.name);
    if (dstream !== undefined && name !== "") dstream.name ??= { at, name };
  },
  "output-declared": (fold, event, at) => {
    if (!isNumber(event.output) || !isNumber(event.dstream)) return;
    if (fold.outputs.length === KEPT_DSTREAMS || fold.outputs.some((known) => known.output === event.output)) return;
    fold.outputs.push({
      at,
      output: event.output,
      dstream: event.dstream,
      operation: text(event.operation),
      site: site(event.site),
    });
  },
  "context-state": (fold, event, at) => {
    fold.states.push({ at, state: text(event.state) });
  },
  "streaming-started": (fold, event, at) => {
    if (!isNumber(event.zeroTime) || !(count(event.batchInterval) > 0)) return;
    const blockInterval = count(event.blockInterval) || event.batchInterval;
    const kept = list(event.kept).slice(0, KEPT_ENTRIES).map(keptInfo);
    fold.start({ at, zeroTime: event.zeroTime, batchInterval: count(event.batchInterval), blockInterval, kept });
  },
  "receiver-started": (fold, event, at) => status(fold, event.stream, at, "started", text(event.name)),
  "receiver-waiting": (fold, event, at) => status(fold, event.stream, at, "waiting", text(event.reason, 1_000)),
  "receiver-error": (fold, event, at) => status(fold, event.stream, at, "error", text(event.message, 1_000)),
  "receiver-restarting": (fold, event, at) => status(fold, event.stream, at, "restarting", text(event.message, 1_000)),
  "receiver-stopped": (fold, event, at) => status(fold, event.stream, at, "stopped", text(event.message, 1_000)),
  "record-arrived": (fold, event, at) => {
    if (!isNumber(event.stream) || !isNumber(event.t)) return;
    fold.stream(event.stream).arrivals.push({ at, t: event.t, record: checkedPreview(event.record) });
  },
  "block-stored": (fold, event, at) => {
    if (!isNumber(event.stream) || !isNumber(event.from) || !isNumber(event.to)) return;
    fold.stream(event.stream).blocks.push({
      at,
      block: text(event.block),
      from: event.from,
      to: event.to,
      records: count(event.records),
      sample: checkedPreviews(event.sample, KEPT_SAMPLE),
    });
  },
  "blocks-allocated": (fold, event, at) => {
    if (!isNumber(event.time)) return;
    const blocks = list(event.blocks).slice(0, KEPT_ENTRIES) as readonly { readonly records?: unknown }[];
    const records = blocks.reduce((sum, block) => sum + count(block?.records), 0);
    fold.batch(event.time, at).allocated ??= { at, blocks: blocks.length, records };
  },
  "rdd-generated": (fold, event, at) => {
    if (!isNumber(event.time) || !isNumber(event.dstream) || !isNumber(event.rdd)) return;
    fold.cell(event.time, event.dstream, { at, rdd: event.rdd, total: count(event.partitions), partitions: new Map() });
  },
  "no-rdd": (fold, event, at) => {
    if (!isNumber(event.time) || !isNumber(event.dstream)) return;
    fold.cell(event.time, event.dstream, { at, rdd: undefined, total: 0, partitions: new Map() });
  },
  "generation-failed": (fold, event, at) => {
    if (!isNumber(event.time)) return;
    const error = errorInfo(event.error) ?? { name: "Error", message: "" };
    fold.batch(event.time, at).generationFailed ??= { at, error };
  },
  "batch-submitted": (fold, event, at) => {
    if (!isNumber(event.time)) return;
    const hasFiles = list(event.inputs).some((input) => list((input as { files?: unknown } | null)?.files).length > 0);
    const [records, outputs] = [count(event.records), count(event.outputs)];
    fold.batch(event.time, at).submitted ??= { at, records, outputs, hasFiles };
  },
  "driver-recovered": (fold, event, at) => {
    if (!isNumber(event.checkpoint)) return;
    const times = (value: unknown): ReadonlySet<number> => new Set(list(value).filter(isNumber).slice(0, KEPT_ENTRIES));
    const batches = times(event.batches);
    const first = Math.min(event.checkpoint, ...batches);
    fold.recoveries.push({ at, checkpoint: event.checkpoint, first, batches, again: times(event.again) });
  },
  "checkpoint-written": (fold, event, at) => {
    const batch = isNumber(event.time) ? fold.knownBatch(event.time) : undefined;
    if (batch !== undefined) batch.checkpoint ??= { at };
  },
  "log-written": (fold, event, at) => {
    if (event.entry === "block") fold.logged ??= { at };
  },
  "batch-started": (fold, event, at) => {
    if (!isNumber(event.time)) return;
    fold.batch(event.time, at).started ??= { at, schedulingDelay: count(event.schedulingDelay) };
  },
  "batch-completed": (fold, event, at) => {
    if (!isNumber(event.time)) return;
    fold.batch(event.time, at).completed ??= {
      at,
      records: count(event.records),
      schedulingDelay: count(event.schedulingDelay),
      processingTime: count(event.processingTime),
      totalDelay: count(event.totalDelay),
      failures: count(event.failures),
    };
  },
  "output-started": (fold, event, at) => {
    if (!isNumber(event.time) || !isNumber(event.output)) return;
    fold.outputRun(event.time, event.output, at).started ??= at;
  },
  "output-completed": (fold, event, at) => {
    if (!isNumber(event.time) || !isNumber(event.output)) return;
    const run = fold.outputRun(event.time, event.output, at);
    run.completed ??= { at, duration: count(event.duration), error: errorInfo(event.error) };
  },
  console: (fold, event, at) => {
    if (!isNumber(event.time) || !isNumber(event.output)) return;
    const lines = text(event.text, 100_000)
      .split("\n")
      .filter((line) => line.trim() !== "" && !PRINT_HEADING.test(line));
    const first = lines.slice(0, KEPT_LINES).map((line) => text(line));
    if (lines.length > 0) fold.outputRun(event.time, event.output, at).written.push({ at, lines: lines.length, first });
  },
  "partition-computed": (fold, event, at) => {
    if (!isNumber(event.rdd) || !isNumber(event.partition)) return;
    const computed: ComputedFact = {
      at,
      records: count(event.records),
      complete: event.complete === true,
      sample: checkedPreviews(event.sample, KEPT_SAMPLE),
    };
    const cells = fold.cellsOf(event.rdd);
    if (cells.length === 0) add(fold.innerOf(event.rdd), event.partition, computed);
    for (const cell of cells)
      if (event.partition >= 0 && event.partition < cell.total) add(cell.partitions, event.partition, computed);
  },
};

function add(partitions: Map<number, ComputedFact[]>, partition: number, computed: ComputedFact): void {
  const before = partitions.get(partition);
  if (before === undefined) partitions.set(partition, [computed]);
  else before.push(computed);
}

function status(fold: TimelineFold, stream: unknown, at: number, status: ReceiverStatus, words: string): void {
  if (isNumber(stream)) fold.stream(stream).status.push({ at, status, words });
}

function windowInfo(value: unknown): WindowInfo | undefined {
  const { length, incremental } = (value ?? {}) as { readonly length?: unknown; readonly incremental?: unknown };
  return count(length) > 0 ? { length: count(length), incremental: incremental === true } : undefined;
}

function stateInfo(value: unknown): StateInfo | undefined {
  const { dstream, timeout } = (value ?? {}) as { readonly dstream?: unknown; readonly timeout?: unknown };
  return isNumber(dstream) ? { dstream, timeout: isNumber(timeout) ? timeout : undefined } : undefined;
}

function keptInfo(value: unknown): KeptInfo {
  const { dstream, level, checkpoint } = (value ?? {}) as Record<string, unknown>;
  return {
    dstream: isNumber(dstream) ? dstream : -1,
    level: text(level) || undefined,
    checkpoint: count(checkpoint) || undefined,
  };
}
