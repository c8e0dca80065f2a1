import { TaskNotSerializableError } from "../closure/index.ts";
import {
  IllegalArgumentError,
  IllegalStateError,
  SluiceError,
  SparkError,
  UnsupportedOperationError,
} from "../conf/errors.ts";
import { StorageLevel } from "../conf/storage-level.ts";
import { Duration, Time } from "../conf/time.ts";
import { WriteCheckpoint } from "../rdd/checkpoint.ts";
import { GroupedDependency, OneToOneDependency, RangeDependency, StridedDependency } from "../rdd/dependency.ts";
import { engineNamed } from "../rdd/engine-function.ts";
import { BlockRDD } from "../rdd/kinds/block.ts";
import { CartesianRDD } from "../rdd/kinds/cartesian.ts";
import { CheckpointedRDD, LocalCheckpointRDD, ReliableCheckpointRDD } from "../rdd/kinds/checkpointed.ts";
import { CoalescedRDD } from "../rdd/kinds/coalesced.ts";
import { CoGroupedRDD } from "../rdd/kinds/cogrouped.ts";
import { CoGroupedValuesRDD } from "../rdd/kinds/cogrouped-values.ts";
import { CombinedRDD } from "../rdd/kinds/combined.ts";
import { DistinctRDD } from "../rdd/kinds/distinct.ts";
import { EmptyRDD } from "../rdd/kinds/empty.ts";
import { FilteredRDD } from "../rdd/kinds/filtered.ts";
import { FlatMappedRDD } from "../rdd/kinds/flat-mapped.ts";
import { GlommedRDD } from "../rdd/kinds/glommed.ts";
import { GroupedRDD } from "../rdd/kinds/grouped.ts";
import { HadoopRDD } from "../rdd/kinds/hadoop.ts";
import { JoinedRDD } from "../rdd/kinds/joined.ts";
import { MapPartitionsRDD } from "../rdd/kinds/map-partitions.ts";
import { MapWithStateRDD } from "../rdd/kinds/map-with-state.ts";
import { MappedRDD } from "../rdd/kinds/mapped.ts";
import { FlatMappedValuesRDD, MappedValuesRDD } from "../rdd/kinds/mapped-values.ts";
import { NewHadoopRDD } from "../rdd/kinds/new-hadoop.ts";
import { NumberedRDD } from "../rdd/kinds/numbered.ts";
import { PartitionerAwareUnionRDD } from "../rdd/kinds/partitioner-aware-union.ts";
import { PassedOnRDD } from "../rdd/kinds/passed-on.ts";
import { PipedRDD } from "../rdd/kinds/piped.ts";
import { PartitionPruningRDD } from "../rdd/kinds/pruned.ts";
import { RangeRDD } from "../rdd/kinds/range.ts";
import { SampledRDD } from "../rdd/kinds/sampled.ts";
import { SampledByKeyRDD } from "../rdd/kinds/sampled-by-key.ts";
import { ShuffledRDD } from "../rdd/kinds/shuffled.ts";
import { SlicesRDD } from "../rdd/kinds/slices.ts";
import { SortedPartitionsRDD, SortedRDD } from "../rdd/kinds/sorted.ts";
import { SpreadRDD } from "../rdd/kinds/spread.ts";
import { StateRDD } from "../rdd/kinds/state.ts";
import { SubtractedRDD } from "../rdd/kinds/subtracted.ts";
import { UnionRDD } from "../rdd/kinds/union.ts";
import { WholeTextFileRDD } from "../rdd/kinds/whole-text-file.ts";
import { WindowMergedRDD } from "../rdd/kinds/window-merged.ts";
import { WriteAheadLogBackedBlockRDD } from "../rdd/kinds/write-ahead-log-backed-block.ts";
import { ZippedPartitionsRDD } from "../rdd/kinds/zipped.ts";
import { CompactBuffer, List, SeqBuffer } from "../rdd/list.ts";
import { EngineAction } from "../rdd/partition-actions.ts";
import { HashPartitioner, Partitioner } from "../rdd/partitioner.ts";
import { RangePartitioner } from "../rdd/range-partitioner.ts";
import { SavePartition } from "../rdd/save-partition.ts";
import { StatCounter } from "../rdd/stat-counter.ts";
import { NoSuchElementError } from "../rdd/state/state.ts";
import {
  CorruptBlockError,
  NotSerializableError,
  RecordNotSerializableError,
  UnknownFormatError,
} from "../storage/codec.ts";
import { FetchFailedError } from "../storage/fetch-failed.ts";
import { FileAlreadyExistsError, InvalidInputError, IOError } from "../storage/files/errors.ts";

/** The classes of the engine's whose objects a stage may hold: what they are made of travels, the class itself goes by name. */
const CLASSES = {
  TaskNotSerializableError,
  IllegalArgumentError,
  IllegalStateError,
  SluiceError,
  SparkError,
  UnsupportedOperationError,
  StorageLevel,
  Duration,
  Time,
  WriteCheckpoint,
  GroupedDependency,
  OneToOneDependency,
  RangeDependency,
  StridedDependency,
  BlockRDD,
  CartesianRDD,
  CheckpointedRDD,
  LocalCheckpointRDD,
  ReliableCheckpointRDD,
  CoalescedRDD,
  CoGroupedRDD,
  CoGroupedValuesRDD,
  CombinedRDD,
  DistinctRDD,
  EmptyRDD,
  FilteredRDD,
  FlatMappedRDD,
  GlommedRDD,
  GroupedRDD,
  HadoopRDD,
  JoinedRDD,
  MapPartitionsRDD,
  MappedRDD,
  FlatMappedValuesRDD,
  MappedValuesRDD,
  NewHadoopRDD,
  MapWithStateRDD,
  NumberedRDD,
  PartitionerAwareUnionRDD,
  PassedOnRDD,
  PipedRDD,
  PartitionPruningRDD,
  RangeRDD,
  SampledRDD,
  SampledByKeyRDD,
  ShuffledRDD,
  SlicesRDD,
  SortedPartitionsRDD,
  SortedRDD,
  SpreadRDD,
  StateRDD,
  SubtractedRDD,
  UnionRDD,
  WholeTextFileRDD,
  WindowMergedRDD,
  WriteAheadLogBackedBlockRDD,
  ZippedPartitionsRDD,
  CompactBuffer,
  List,
  SeqBuffer,
  EngineAction,
  HashPartitioner,
  Partitioner,
  RangePartitioner,
  SavePartition,
  StatCounter,
  CorruptBlockError,
  NotSerializableError,
  RecordNotSerializableError,
  UnknownFormatError,
  FetchFailedError,
  NoSuchElementError,
  FileAlreadyExistsError,
  InvalidInputError,
  IOError,
};

let known = false;

/** Makes them known in this thread. */
export function registerEngineClasses(): void {
  if (known) return;
  known = true;
  for (const [name, owner] of Object.entries(CLASSES)) engineNamed(name, owner);
  // each is one object, by which it is known
  for (const level of StorageLevel.all()) engineNamed(level.toString(), level);
}
