import { engineNamed } from "../../core/rdd/engine-function.ts";
import type { Receiver } from "../../core/receiver/receiver.ts";

/** Runs something after so many milliseconds. */
export type After = (milliseconds: number, run: () => void) => void;

/** What a scripted receiver does, and what came of it: outside of all drivers. */
export class Stage {
  starts = 0;
  stops = 0;
  /** The receiver that was started last. */
  receiver: Receiver<unknown> | undefined;
  readonly said: string[] = [];
  /** The records of each batch, by partition. */
  readonly batches: (readonly (readonly unknown[])[])[] = [];
  /** The kind of each batch's RDD. */
  readonly kinds: string[] = [];
  readonly script: (receiver: Receiver<unknown>, after: After) => void;

  constructor(script: (receiver: Receiver<unknown>, after: After) => void) {
    this.script = script;
  }
}

let current: Stage | undefined;

/** From now on receivers play this. */
export function setStage(stage: Stage | undefined): void {
  current = stage;
}

export const play = engineNamed("receivers.play", (receiver: Receiver<unknown>, after: After): void => {
  if (current === undefined) return;
  current.starts++;
  current.receiver = receiver;
  current.script(receiver, after);
});

export const stopped = engineNamed("receivers.stopped", (): void => {
  if (current !== undefined) current.stops++;
});

export const putBatch = engineNamed(
  "receivers.put",
  (lineage: string, records: readonly (readonly unknown[])[]): void => {
    current?.kinds.push(/\w+(?=\[)/.exec(lineage)?.[0] ?? lineage);
    current?.batches.push(records);
  },
);
