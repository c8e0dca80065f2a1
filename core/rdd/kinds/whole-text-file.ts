import type { Files } from "../../host/files.ts";
import { type InputFile, inputFiles } from "../../storage/files/input.ts";
import { textOf } from "../../storage/files/lines.ts";
import { uriOf } from "../../storage/files/path.ts";
import { groupsOf } from "../../storage/files/splits.ts";
import type { RDDKind } from "../kind.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** Whole files, each as a pair of its path and its content; several small ones in a partition. */
export class WholeTextFileRDD implements RDDKind<[string, string]> {
  readonly name = "WholeTextFileRDD";
  readonly dependencies = [];
  readonly functions = [];
  readonly #files: Files;
  readonly #path: string;
  readonly #minPartitions: number;
  #groups: readonly (readonly InputFile[])[] | undefined;

  constructor(files: Files, path: string, minPartitions: number) {
    this.#files = files;
    this.#path = path;
    this.#minPartitions = minPartitions;
  }

  get groups(): readonly (readonly InputFile[])[] {
    this.#groups ??= groupsOf(inputFiles(this.#files, this.#path), this.#minPartitions);
    return this.#groups;
  }

  get numPartitions(): number {
    return this.groups.length;
  }

  each(partition: number, task: TaskContext, sink: Sink<[string, string]>): void {
    for (const { path } of this.groups[partition]!) sink([uriOf(path), textOf(task.host.files, path)]);
  }

  iterator(partition: number, task: TaskContext): IteratorObject<[string, string]> {
    return this.groups[partition]!.values().map(({ path }): [string, string] => [uriOf(path), textOf(task.host.files, path)]);
  }
}
