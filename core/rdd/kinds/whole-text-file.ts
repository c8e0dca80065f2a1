import type { InputFile } from "../../storage/files/input.ts";
import { textOf } from "../../storage/files/lines.ts";
import { uriOf } from "../../storage/files/path.ts";
import type { RDDKind } from "../kind.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** The files of each partition. */
type Groups = readonly (readonly InputFile[])[];

/** Whole files, each as a pair of its path and its content; several small ones in a partition. */
export class WholeTextFileRDD implements RDDKind<[string, string]> {
  readonly name = "WholeTextFileRDD";
  readonly dependencies = [];
  readonly functions = [];
  private readonly find: (() => Groups) | undefined;
  private found: Groups | undefined;

  constructor(groups: Groups | (() => Groups)) {
    if (typeof groups === "function") this.find = groups;
    else this.found = groups;
  }

  get groups(): Groups {
    this.found ??= this.find!();
    return this.found;
  }

  get numPartitions(): number {
    return this.groups.length;
  }

  each(partition: number, task: TaskContext, sink: Sink<[string, string]>): void {
    for (const file of this.groups[partition]!) sink(pairOf(file, task));
  }

  iterator(partition: number, task: TaskContext): IteratorObject<[string, string]> {
    return this.groups[partition]!.values().map((file) => pairOf(file, task));
  }

  /** With what was found, since only the driver looks. */
  forExecutors(): RDDKind<[string, string]> {
    return new WholeTextFileRDD(this.groups);
  }
}

function pairOf({ path }: InputFile, task: TaskContext): [string, string] {
  return [uriOf(path), textOf(task.host.files, path)];
}
