/** Monaco's TypeScript worker, which also compiles: type check, stripping and transform share one program. */
import { initialize } from "monaco-editor/internal/common/initialize";
import { TypeScriptWorker } from "monaco-editor/languages/features/typescript/tsWorker";
import type ts from "typescript";
import { type CompileResult, compileProgram } from "./compile.ts";
import { type Finding, findingsIn } from "./diagnostics.ts";
import { readable } from "./documentation.ts";
import { formatFile, type TextEdit } from "./format.ts";

/** What the page calls beyond Monaco's own methods. */
export interface ProgramWorker {
  /** Checks and compiles the program whose entry is the model `uri`. */
  compile(uri: string): Promise<CompileResult>;
  /** What there is to say of the models `uris`. */
  check(uris: readonly string[]): Promise<readonly Finding[]>;
  /** What brings the model `uri` into form. */
  format(uri: string): Promise<readonly TextEdit[]>;
}

class SluiceTypeScriptWorker extends TypeScriptWorker implements ProgramWorker {
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

  override async getQuickInfoAtPosition(file: string, position: number): Promise<ts.QuickInfo | undefined> {
    const info = await super.getQuickInfoAtPosition(file, position);
    return info && readable(info);
  }

  override async getCompletionEntryDetails(
    file: string,
    position: number,
    entry: string,
  ): Promise<ts.CompletionEntryDetails | undefined> {
    const details = await super.getCompletionEntryDetails(file, position, entry);
    return details && readable(details);
  }

  async compile(uri: string): Promise<CompileResult> {
    return compileProgram(this.getLanguageService(), uri);
  }

  async check(uris: readonly string[]): Promise<readonly Finding[]> {
    return findingsIn(this.getLanguageService(), uris);
  }

  async format(uri: string): Promise<readonly TextEdit[]> {
    return formatFile(this.getLanguageService(), uri);
  }
}

self.onmessage = () => initialize((context, data) => new SluiceTypeScriptWorker(context, data));
