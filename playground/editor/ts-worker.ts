/** Monaco's TypeScript worker, which also compiles: type check, stripping and transform share one program. */
import { initialize } from "monaco-editor/internal/common/initialize";
import { TypeScriptWorker } from "monaco-editor/languages/features/typescript/tsWorker";
import { type CompileResult, compileProgram } from "./compile.ts";

/** What the page calls beyond Monaco's own methods. */
export interface CompilingWorker {
  /** Checks and compiles the program whose entry is the model `uri`. */
  compile(uri: string): Promise<CompileResult>;
}

class SluiceTypeScriptWorker extends TypeScriptWorker implements CompilingWorker {
  readonly #numbers = new WeakMap<object, number>();
  #models = 0;

  /** A new model of an old name starts again at version 1, and TypeScript would keep the old one's text. */
  override getScriptVersion(file: string): string {
    const model = this._getModel(file);
    if (model === null) return super.getScriptVersion(file);
    let number = this.#numbers.get(model);
    if (number === undefined) {
      number = ++this.#models;
      this.#numbers.set(model, number);
    }
    return `${number}.${model.version}`;
  }

  async compile(uri: string): Promise<CompileResult> {
    return compileProgram(this.getLanguageService(), uri);
  }
}

self.onmessage = () => initialize((context, data) => new SluiceTypeScriptWorker(context, data));
