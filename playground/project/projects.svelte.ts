import { packageName } from "../../core/project/project.ts";
import type { Playground } from "../app/playground.svelte.ts";
import { currentLanguage } from "../i18n/i18n.svelte.ts";
import { pathsOf } from "../work/files.ts";
import { ArchiveError, type ArchiveFailure } from "../zip/archive-error.ts";
import { downloadZip } from "../zip/download.ts";

/** What became of the last wish; `name` is the file's. */
export type ProjectOutcome =
  | { readonly kind: "exported"; readonly name: string; readonly bytes: number }
  | { readonly kind: "not-exported" }
  | { readonly kind: "imported"; readonly name: string; readonly paths: readonly string[] }
  | { readonly kind: "not-imported"; readonly name: string; readonly failure: ArchiveFailure };

/** A program out as a Node project of its own, and in from one. What comes in is shown, and runs only when the reader says so. */
export class Projects {
  /** For the reader, until it has been seen. */
  outcome = $state.raw<ProjectOutcome | undefined>();
  /** One thing at a time. */
  isBusy = $state(false);
  readonly #playground: Playground;
  /** The way back from the last import. */
  #undo = $state.raw<(() => void) | undefined>();

  constructor(playground: Playground) {
    this.#playground = playground;
  }

  get canUndo(): boolean {
    return this.outcome?.kind === "imported" && this.#undo !== undefined;
  }

  /** Gives the reader the program in the editor as a zip, in which `npm install && npm start` runs it. */
  export(): Promise<void> {
    return this.#alone(async () => {
      try {
        const { packProject } = await import("./pack-project.ts");
        const { product, packedProduct } = await import("./product.ts");
        const { entry, files } = this.#playground.files;
        const title = titleOf(files.get(entry)!) ?? entry.replace(/\.ts$/, "");
        const happenings = this.#playground.run.repeatable?.scenario?.happenings ?? [];
        const typed = happenings.filter((each) => each.kind === "line");
        const language = currentLanguage();
        const packed = await packProject({ title, entry, files, product, typed, language }, await packedProduct());
        const name = packageName(title);
        downloadZip(packed, name);
        return { kind: "exported", name: `${name}.zip`, bytes: packed.length };
      } catch (error) {
        console.error(error);
        return { kind: "not-exported" };
      }
    });
  }

  /** Opens the program in a file as the reader's own; one that holds none leaves everything as it is. */
  import(file: File): Promise<void> {
    return this.#alone(async () => {
      const { name } = file;
      try {
        const { unpackProject } = await import("./unpack-project.ts");
        const program = await unpackProject(file);
        this.#undo = this.#playground.openFiles(program);
        return { kind: "imported", name, paths: pathsOf(program) };
      } catch (error) {
        if (error instanceof ArchiveError) return { kind: "not-imported", name, failure: error.failure };
        throw error;
      }
    });
  }

  /** The reader's program is again what it was before the last import. */
  undo(): void {
    this.#undo?.();
    this.dismiss();
  }

  /** The reader has seen it. */
  dismiss(): void {
    this.outcome = undefined;
    this.#undo = undefined;
  }

  async #alone(act: () => Promise<ProjectOutcome>): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.dismiss();
    try {
      this.outcome = await act();
    } finally {
      this.isBusy = false;
    }
  }
}

/** What a program calls itself. */
function titleOf(text: string): string | undefined {
  return /\bsetAppName\(\s*(["'`])([^"'`]+)\1/.exec(text)?.[2];
}
