import { engineNamed } from "../rdd/engine-function.ts";
import { ConstantInput } from "./kinds/constant-input.ts";
import { FileInputDStream } from "./kinds/file-input.ts";
import { InternalMapWithStateDStream, MapWithStateDStreamImpl } from "./kinds/map-with-state.ts";
import { MappedDStream } from "./kinds/mapped.ts";
import { QueueInputDStream } from "./kinds/queue-input.ts";
import { ReceiverInputDStream } from "./kinds/receiver-input.ts";
import { ReducedWindowedDStream } from "./kinds/reduced-windowed.ts";
import { ShuffledDStream } from "./kinds/shuffled.ts";
import { StateDStream } from "./kinds/state.ts";
import { TransformedDStream } from "./kinds/transformed.ts";
import { UnionDStream } from "./kinds/union.ts";
import { WindowedDStream } from "./kinds/windowed.ts";
import { OutputOperation } from "./output.ts";

/** The classes that a graph of streams is made of: in a checkpoint they go by name. */
const CLASSES = {
  ConstantInput,
  FileInputDStream,
  InternalMapWithStateDStream,
  MapWithStateDStreamImpl,
  MappedDStream,
  QueueInputDStream,
  ReceiverInputDStream,
  ReducedWindowedDStream,
  ShuffledDStream,
  StateDStream,
  TransformedDStream,
  UnionDStream,
  WindowedDStream,
  OutputOperation,
};

let known = false;

/** Makes them known in this thread. */
export function registerStreamClasses(): void {
  if (known) return;
  known = true;
  for (const [name, owner] of Object.entries(CLASSES)) engineNamed(name, owner);
}
