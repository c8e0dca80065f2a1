import type { SimHost } from "./sim-host.ts";

/** Which files a store refuses to write: the driver's checkpoints, the write ahead logs, or whatever it is. */
export type StoreFiles = "checkpoint" | "log" | "any";

/** Something that goes wrong because somebody wants to see what becomes of the program. Durations are in virtual milliseconds. */
export type FaultDeed =
  /** The driver dies on the spot, as by `kill -9`. It is started again after `restart`, as under supervision; or by `start-driver`, where that is left out. */
  | { readonly kind: "kill-driver"; readonly restart?: number }
  /** A driver that is dead is started again: the program runs from its first line. */
  | { readonly kind: "start-driver" }
  /** The thread of the receiver of an input stream dies; its supervisor starts it again. */
  | { readonly kind: "kill-receiver"; readonly stream: number }
  /** An executor that is a thread of its own dies, with all that it kept. */
  | { readonly kind: "kill-executor"; readonly executor: number }
  /** The next write to such a file fails (EIO); or all of them do for `lasts`, since the disk is full (ENOSPC). */
  | { readonly kind: "fail-writes"; readonly files: StoreFiles; readonly lasts?: number }
  /** Every task, or only those of one `partition`, take `by` longer: for `lasts`, or until it is said again. 0 ends it. */
  | { readonly kind: "slow-tasks"; readonly by: number; readonly partition?: number; readonly lasts?: number };

/** Who runs the program. */
export interface Runner {
  /** Ends the driver at once; gives it back, in another life, after `restart` milliseconds, if that is said. Nothing happens while there is none. */
  killDriver(restart: number | undefined): void;
  /** Starts the driver again. Nothing happens while there is one. */
  startDriver(): void;
  killReceiver(stream: number): void;
  killExecutor(executor: number): void;
}

const KINDS: Readonly<Record<FaultDeed["kind"], true>> = {
  "kill-driver": true,
  "start-driver": true,
  "kill-receiver": true,
  "kill-executor": true,
  "fail-writes": true,
  "slow-tasks": true,
};

/** Is it something that goes wrong? */
export function isFault<D extends { readonly kind: string }>(deed: D): deed is Extract<D, FaultDeed> {
  return Object.hasOwn(KINDS, deed.kind);
}

/** Lets it go wrong now. But for the death of a driver, of which who starts drivers tells, the trace gets word of it. */
export function inflict(world: SimHost, deed: FaultDeed, runner: Runner): void {
  switch (deed.kind) {
    case "kill-driver":
      runner.killDriver(deed.restart);
      break;
    case "start-driver":
      runner.startDriver();
      break;
    case "kill-receiver":
      world.tell({ kind: "fault", fault: "receiver-killed", stream: deed.stream });
      runner.killReceiver(deed.stream);
      break;
    case "kill-executor":
      world.tell({ kind: "fault", fault: "executor-killed", executor: deed.executor });
      runner.killExecutor(deed.executor);
      break;
    case "fail-writes": {
      const { files, lasts } = deed;
      world.tell({ kind: "fault", fault: "writes-fail", files, lasts });
      const until = lasts === undefined ? undefined : world.clock.now() + lasts;
      world.files.refuseWrites({ matches: (path) => FILES[files].test(path), until });
      break;
    }
    case "slow-tasks": {
      const { by, partition, lasts } = deed;
      world.tell({ kind: "fault", fault: "tasks-slowed", by, partition, lasts });
      world.slowTasks({ by, partition, until: lasts === undefined ? undefined : world.clock.now() + lasts });
      break;
    }
  }
}

const FILES: Readonly<Record<StoreFiles, RegExp>> = {
  checkpoint: /\/\.?checkpoint-\d+[^/]*$/,
  log: /\/received(BlockMeta)?[dD]ata\//,
  any: /^/,
};
