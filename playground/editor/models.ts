import type { ProgramFiles } from "../work/files.ts";
import { monaco } from "./monaco.ts";

type Model = monaco.editor.ITextModel;

/** The address of a file's model. */
export function uriOf(path: string): monaco.Uri {
  return monaco.Uri.parse(`file:///${path}`);
}

/** The files of the program as Monaco's models, which TypeScript checks together. */
export class ProgramModels {
  #entry = "";
  readonly #models = new Map<string, Model>();
  readonly #edited: (path: string, text: string) => void;

  /** `edited` is called after every change of a text. */
  constructor(edited: (path: string, text: string) => void) {
    this.#edited = edited;
  }

  /** The model of the file that is run. */
  get entry(): Model {
    return this.get(this.#entry)!;
  }

  get uris(): monaco.Uri[] {
    return [...this.#models.values()].map((model) => model.uri);
  }

  get(path: string): Model | undefined {
    return this.#models.get(path);
  }

  entries(): IterableIterator<[path: string, model: Model]> {
    return this.#models.entries();
  }

  /** Takes over another program: nothing of the one before can be brought back by undoing. */
  open(program: ProgramFiles): void {
    this.#take(program, (model, text) => model.setValue(text));
  }

  /** Takes over texts in place of those that there are; the user can undo it where a file stays. */
  replace(program: ProgramFiles): void {
    this.#take(program, (model, text) => {
      model.pushStackElement();
      model.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null);
      model.pushStackElement();
    });
  }

  dispose(): void {
    for (const model of this.#models.values()) model.dispose();
    this.#models.clear();
  }

  #take({ entry, files }: ProgramFiles, set: (model: Model, text: string) => void): void {
    this.#entry = entry;
    for (const [path, text] of files) {
      const model = this.#models.get(path);
      if (model === undefined) this.#models.set(path, this.#create(path, text));
      else if (model.getValue() !== text) set(model, text);
    }
    for (const [path, model] of [...this.#models]) {
      if (files.has(path)) continue;
      this.#models.delete(path);
      model.dispose();
    }
  }

  #create(path: string, text: string): Model {
    const model = monaco.editor.createModel(text, "typescript", uriOf(path));
    model.setEOL(monaco.editor.EndOfLineSequence.LF);
    model.updateOptions({
      tabSize: 2,
      insertSpaces: true,
      // Colour says which DStream, and nothing else.
      bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
    });
    model.onDidChangeContent(() => this.#edited(path, model.getValue()));
    return model;
  }
}
