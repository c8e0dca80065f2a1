import type { Fault, FaultPoint, FaultyWorld } from "./faults.ts";
import { type FailureCode, fileFailure } from "./file-failure.ts";
import { type PathChange, SimFiles, type SimFilesOptions } from "./files.ts";

/** A disk that is full has room for fewer bytes than that. */
const MOST_ROOM = 3000;

/** Files on which every step of the disk may go wrong, by a plan. What somebody else than the program does goes well, and is on the disk. */
export class FaultyFiles extends SimFiles {
  readonly #clock: { now(): number };
  readonly #world: FaultyWorld;
  /** Until then no more than so many bytes fit on the disk. */
  #fullUntil = 0;
  #room = 0;

  constructor(clock: { now(): number }, world: FaultyWorld, options: SimFilesOptions = {}, sharedWith?: SimFiles) {
    super(clock, { ...options, losesPower: true }, sharedWith);
    this.#clock = clock;
    this.#world = world;
  }

  protected override changed(path: string, change?: PathChange): void {
    super.changed(path, change);
    if (this.author === "program") return;
    for (let flushed = path; ; flushed = parentOf(flushed)) {
      if (this.stat(flushed) !== undefined) super.flush(flushed);
      if (flushed === "/") break;
    }
  }

  override read(path: string, start?: number, end?: number): Uint8Array {
    this.#step({ kind: "read", path }, () => {});
    return super.read(path, start, end);
  }

  override write(path: string, bytes: Uint8Array): void {
    this.#step({ kind: "write", path }, (part) => super.write(path, part), bytes);
  }

  override append(path: string, bytes: Uint8Array): void {
    // a new file is written
    if (this.stat(path) === undefined) this.write(path, bytes);
    else this.#step({ kind: "append", path }, (part) => super.append(path, part), bytes);
  }

  override flush(path: string): void {
    this.#step({ kind: "flush", path }, () => super.flush(path));
  }

  override rename(from: string, to: string): void {
    this.#step({ kind: "rename", path: to }, () => super.rename(from, to));
  }

  override remove(path: string): void {
    this.#step({ kind: "remove", path }, () => super.remove(path));
  }

  #step(point: FaultPoint, work: (bytes: Uint8Array) => void, bytes: Uint8Array = new Uint8Array()): void {
    if (this.author !== "program" || this.#world.isDead) {
      work(bytes);
      return;
    }
    const { kind, path = "" } = point;
    if (this.#clock.now() < this.#fullUntil) {
      if (bytes.length > this.#room) throw fileFailure("ENOSPC", kind, path);
      this.#room -= bytes.length;
    }
    const fault = this.#world.plan.at(point);
    if (fault === undefined) work(bytes);
    else this.#wrong(fault, point, work, bytes);
  }

  #wrong(fault: Fault, { kind, path = "" }: FaultPoint, work: (bytes: Uint8Array) => void, bytes: Uint8Array): void {
    const { random, die, cutPower, pass } = this.#world;
    const failure = (code: FailureCode): Error => fileFailure(code, kind, path);
    switch (fault) {
      case "crash-before":
        die();
        throw failure("EIO");
      case "crash-after":
        work(bytes);
        die();
        throw failure("EIO");
      case "torn":
        work(bytes.slice(0, Math.floor(random() * bytes.length)));
        die();
        throw failure("EIO");
      case "power-cut":
        cutPower();
        throw failure("EIO");
      case "fail":
        throw failure("EIO");
      case "short":
        work(bytes.slice(0, Math.floor(random() * bytes.length)));
        throw failure("EIO");
      case "full":
        this.#fullUntil = this.#clock.now() + Math.floor(random() * 5000);
        // what is small may still fit
        this.#room = Math.floor(random() ** 2 * MOST_ROOM);
        throw failure("ENOSPC");
      case "corrupt": {
        const changed = bytes.slice();
        if (changed.length > 0) changed[Math.floor(random() * changed.length)]! ^= 1 << Math.floor(random() * 8);
        work(changed);
        break;
      }
      case "slow":
        pass(random() * 5);
        work(bytes);
        break;
      default:
        work(bytes);
    }
  }
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}
