import type { Fault, FaultPlan, FaultPoint } from "./faults.ts";
import { type FailureCode, fileFailure } from "./file-failure.ts";
import { SimFiles } from "./files.ts";

/** Files on which every step of the disk may go wrong, by a plan. What `put` does is done by somebody else, and goes well. */
export class FaultyFiles extends SimFiles {
  readonly #plan: FaultPlan;
  readonly #die: () => void;
  #fromOutside = false;

  constructor(
    clock: { now(): number },
    plan: FaultPlan,
    die: () => void,
    ...rest: ConstructorParameters<typeof SimFiles> extends [unknown, ...infer R] ? R : never
  ) {
    super(clock, ...rest);
    this.#plan = plan;
    this.#die = die;
  }

  override put(path: string, content: string | Uint8Array, modified?: number): void {
    this.#fromOutside = true;
    try {
      super.put(path, content, modified);
    } finally {
      this.#fromOutside = false;
    }
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
    const fault = this.#fromOutside ? undefined : this.#plan.at(point);
    if (fault === undefined) work(bytes);
    else this.#wrong(fault, point, work, bytes);
  }

  #wrong(fault: Fault, { path = "" }: FaultPoint, work: (bytes: Uint8Array) => void, bytes: Uint8Array): void {
    const failure = (code: FailureCode): Error => fileFailure(code, "write", path);
    switch (fault) {
      case "crash-before":
        this.#die();
        throw failure("EIO");
      case "crash-after":
        work(bytes);
        this.#die();
        throw failure("EIO");
      case "torn":
        work(bytes.slice(0, bytes.length >> 1));
        this.#die();
        throw failure("EIO");
      case "fail":
        throw failure("EIO");
      case "full":
        throw failure("ENOSPC");
      case "corrupt": {
        const changed = bytes.slice();
        if (changed.length > 0) changed[changed.length >> 1]! ^= 0x40;
        work(changed);
      }
    }
  }
}
