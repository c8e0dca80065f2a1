/** Monaco's TypeScript worker, which also compiles: type check, stripping and transform share one program. */
import { initialize } from "monaco-editor/internal/common/initialize";
import { TypeScriptWorker } from "monaco-editor/languages/features/typescript/tsWorker";
import type ts from "typescript";
import { type CompileResult, compileProgram } from "./compile.ts";
import { type Finding, findingsIn } from "./diagnostics.ts";
import { type DocumentationWords, readable } from "./documentation.ts";
import { formatFile, type TextEdit } from "./format.ts";
import { textsAfterRename } from "./rename.ts";

/** What the page calls beyond Monaco's own methods. */
export interface ProgramWorker {
  /** These words stand around documentation from now on. */
  speak(words: DocumentationWords): Promise<void>;
  /** Checks and compiles the program whose entry is the model `uri`. */
  compile(uri: string): Promise<CompileResult>;
  /** What there is to say of the models `uris`. */
  check(uris: readonly string[]): Promise<readonly Finding[]>;
  /** What brings the model `uri` into form. */
  format(uri: string): Promise<readonly TextEdit[]>;
  /** The texts that change, by their paths, when the model `from` goes to the address `to`. */
  rename(from: string, to: string): Promise<readonly (readonly [path: string, text: string])[]>;
}

class SluiceTypeScriptWorker extends TypeScriptWorker implements ProgramWorker {
  readonly #numbers = new WeakMap<object, number>();
  #models = 0;
  /** Nothing is said of names before the page has told how. */
  #words: DocumentationWords | undefined;

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
    return info && this.#words && readable(info, this.#words);
  }

  override async getCompletionEntryDetails(
    file: string,
    position: number,
    entry: string,
  ): Promise<ts.CompletionEntryDetails | undefined> {
    const details = await super.getCompletionEntryDetails(file, position, entry);
    return details && this.#words && readable(details, this.#words);
  }

  async speak(words: DocumentationWords): Promise<void> {
    this.#words = words;
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

  async rename(from: string, to: string): Promise<readonly (readonly [path: string, text: string])[]> {
    return textsAfterRename(this.getLanguageService(), from, to);
  }
}

self.onmessage = () => initialize((context, data) => new SluiceTypeScriptWorker(context, data));
