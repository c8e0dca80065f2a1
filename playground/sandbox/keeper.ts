import { HostileMessageError } from "./check-message.ts";
import { KeepError } from "./keep-error.ts";
import type { DriverMessage, FileChange, KeepFailure, KeptDisk } from "./protocol.ts";
import { LIMITS } from "./wire.ts";

type FilesMessage = Extract<DriverMessage, { readonly type: "files" }>;

export interface KeeperEvents {
  kept(group: number, changes: readonly FileChange[], now: number): void;
  failed(group: number, failure: KeepFailure): void;
}

/** Takes the changes of a run's files out of checked messages, puts those of a group together, and has a disk keep them, group after group. */
export class Keeper {
  readonly #disk: KeptDisk;
  readonly #events: KeeperEvents;
  #group = 1;
  #changes: FileChange[] = [];
  #bytes = 0;
  #under = 0;
  #failed = false;
  #writing: Promise<void> = Promise.resolve();

  constructor(disk: KeptDisk, events: KeeperEvents) {
    this.#disk = disk;
    this.#events = events;
  }

  /** @throws HostileMessageError when the engine would not have sent it */
  take({ group, changes, last, now }: FilesMessage): void {
    if (this.#failed) return;
    if (group !== this.#group) throw new HostileMessageError("changes of files come out of order");
    for (const change of changes) {
      this.#bytes += change.change === "remove" ? 0 : (change.bytes?.length ?? 0);
      this.#changes.push(change);
    }
    // what a group removes makes no room in it: no group needs more than all that may be kept
    if (this.#bytes > LIMITS.keptBytes || this.#changes.length > 2 * LIMITS.keptFiles) {
      this.#fail(group, "quota");
      return;
    }
    if (!last) return;
    if (++this.#under > LIMITS.keptGroups) throw new HostileMessageError("it changes files faster than they are kept");
    const whole = this.#changes;
    this.#group++;
    this.#changes = [];
    this.#bytes = 0;
    this.#writing = this.#writing.then(() => this.#write(group, whole, now));
  }

  /** Resolves when all groups that were taken are written, or never will be. */
  idle(): Promise<void> {
    return this.#writing;
  }

  async #write(group: number, changes: readonly FileChange[], now: number): Promise<void> {
    if (this.#failed) return;
    try {
      await this.#disk.commit(changes, now);
    } catch (error) {
      this.#fail(group, error instanceof KeepError ? error.failure : "unavailable");
      return;
    }
    this.#under--;
    this.#events.kept(group, changes, now);
  }

  #fail(group: number, failure: KeepFailure): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#changes = [];
    this.#events.failed(group, failure);
  }
}
