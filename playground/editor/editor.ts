import type { CompiledProgram, Diagnostic } from "../sandbox/protocol.ts";
import type { ProgramFiles } from "../work/files.ts";
import { Checking } from "./checking.ts";
import { type Comparison, type ComparisonLabels, compare } from "./comparison.ts";
import type { DocumentationWords } from "./documentation.ts";
import { ProgramModels, uriOf } from "./models.ts";
import { monaco, programWorker } from "./monaco.ts";
import { monacoSurface } from "./monaco-surface.ts";
import { plainSurface } from "./plain-surface.ts";
import type { Surface } from "./surface.ts";

/** What the editor says, in the reader's language. */
export interface EditorWords {
  /** What a screen reader calls it. Say there how to leave: Ctrl+M makes Tab move the focus. */
  readonly label: string;
  readonly documentation: DocumentationWords;
}

export interface EditorOptions {
  readonly program: ProgramFiles;
  readonly theme: "dark" | "light";
  readonly words: EditorWords;
  /** A plain text field instead of Monaco's: for touch, and where there is little room. Errors are found all the same. */
  readonly plain?: boolean;
}

/** Texts behind lines, by file and line: what the program's values are at the moment. */
export type InlineValues = ReadonlyMap<string, ReadonlyMap<number, string>>;

/** A program's files, one of them shown, with their type errors, and the way to what runs. */
export interface ProgramEditor {
  /** Takes over another program, and shows its entry; the one before cannot be brought back by undoing. */
  open(program: ProgramFiles): void;
  /** Takes over the program's files as they are now; where a text changes, the user can undo it. */
  update(program: ProgramFiles): void;
  /** Shows a file of the program; one that it does not have changes nothing. */
  show(path: string): void;
  /** Calls `listener` after every change of a text; returns the way to end that. */
  onChange(listener: (path: string, text: string) => void): () => void;
  /** Calls `listener` when the mistakes found while typing have changed, warnings left out; returns the way to end that. */
  onDiagnostics(listener: (diagnostics: readonly Diagnostic[]) => void): () => void;
  /** Marks places of a run's errors until the text changes; an empty list takes the marks away. */
  setMarkers(diagnostics: readonly Diagnostic[]): void;
  /** The program, ready to run, or the mistakes that stand against it. */
  compile(): Promise<CompiledProgram | readonly Diagnostic[]>;
  /** Brings the file that is shown into form; the user can undo it. */
  format(): Promise<void>;
  /** The texts that change when the file at `path` goes to `renamed`, because of what they import; by the paths that they have until then. */
  textsAfterRename(path: string, renamed: string): Promise<ReadonlyMap<string, string>>;
  /** Brings a place of the file that is shown into view and puts the cursor there; lines and columns count from 1. */
  reveal(line: number, column?: number): void;
  /** Puts a comparison of another text with the file at `path` into `element`, which it fills; a file that there is not is empty. To be disposed of by whoever asked for it. */
  compare(element: HTMLElement, path: string, before: string, labels: ComparisonLabels): Comparison;
  setTheme(theme: "dark" | "light"): void;
  /** Shows these texts behind lines, in place of those before. */
  setInlineValues(values: InlineValues): void;
  setWords(words: EditorWords): void;
  /** Code in the editor's own colours, as HTML in which nothing but spans and line breaks stand around its escaped text. */
  highlight(code: string): Promise<string>;
  focus(): void;
  dispose(): void;
}

/** Puts an editor into `element`, which it fills. One at a time in a page. */
export function createEditor(element: HTMLElement, options: EditorOptions): ProgramEditor {
  return new ModelsEditor(element, options);
}

/** Marks of ours beside those of the TypeScript worker: of a run's errors, and of what compiles but may not do what it seems to. */
const ERRORS = "sluice-errors";
const WARNINGS = "sluice-warnings";

class ModelsEditor implements ProgramEditor {
  readonly #models: ProgramModels;
  readonly #surface: Surface;
  readonly #listeners = new Set<(path: string, text: string) => void>();
  readonly #diagnosticsListeners = new Set<(diagnostics: readonly Diagnostic[]) => void>();
  readonly #checking: Checking;
  #shown: string;
  /** The decorations that show values. */
  readonly #values = new WeakMap<monaco.editor.ITextModel, string[]>();

  constructor(element: HTMLElement, options: EditorOptions) {
    this.#shown = options.program.entry;
    this.#models = new ProgramModels((path, text) => this.#edited(path, text));
    this.#checking = new Checking(this.#models, (errors) => {
      for (const listener of this.#diagnosticsListeners) listener(errors);
    });
    this.#models.open(options.program);
    this.#checking.changed();
    const surface = options.plain ? plainSurface : monacoSurface;
    this.#surface = surface(element, this.#models.entry, options.theme);
    this.setWords(options.words);
  }

  open(program: ProgramFiles): void {
    this.#shown = program.entry;
    this.#models.open(program);
    this.#showAgain(program);
  }

  update(program: ProgramFiles): void {
    this.#models.replace(program);
    this.#showAgain(program);
  }

  show(path: string): void {
    const model = this.#models.get(path);
    if (model === undefined) return;
    this.#shown = path;
    this.#surface.show(model);
  }

  onChange(listener: (path: string, text: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onDiagnostics(listener: (diagnostics: readonly Diagnostic[]) => void): () => void {
    this.#diagnosticsListeners.add(listener);
    return () => this.#diagnosticsListeners.delete(listener);
  }

  setMarkers(diagnostics: readonly Diagnostic[]): void {
    this.#mark(ERRORS, diagnostics, monaco.MarkerSeverity.Error);
  }

  async compile(): Promise<CompiledProgram | readonly Diagnostic[]> {
    const worker = await programWorker(...this.#models.uris);
    const result = await worker.compile(this.#models.entry.uri.toString());
    if (!("program" in result)) return result.diagnostics;
    this.#mark(WARNINGS, result.warnings, monaco.MarkerSeverity.Warning);
    return result.program;
  }

  async format(): Promise<void> {
    const model = this.#models.get(this.#shown)!;
    const version = model.getVersionId();
    const worker = await programWorker(model.uri);
    const edits = await worker.format(model.uri.toString());
    // who has typed on meanwhile is not disturbed
    if (model.isDisposed() || model.getVersionId() !== version) return;
    const operations = edits.map(({ start, length, text }) => {
      const [from, to] = [model.getPositionAt(start), model.getPositionAt(start + length)];
      return { range: monaco.Range.fromPositions(from, to), text };
    });
    model.pushStackElement();
    model.pushEditOperations([], operations, () => null);
    model.pushStackElement();
  }

  async textsAfterRename(path: string, renamed: string): Promise<ReadonlyMap<string, string>> {
    const worker = await programWorker(...this.#models.uris);
    return new Map(await worker.rename(uriOf(path).toString(), uriOf(renamed).toString()));
  }

  reveal(line: number, column = 1): void {
    this.#surface.reveal(line, column);
  }

  compare(element: HTMLElement, path: string, before: string, labels: ComparisonLabels): Comparison {
    return compare(element, uriOf(path), before, this.#models.get(path), labels);
  }

  setTheme(theme: "dark" | "light"): void {
    this.#surface.setTheme(theme);
  }

  setInlineValues(values: InlineValues): void {
    for (const [path, model] of this.#models.entries()) {
      const shown = [...(values.get(path) ?? [])].filter(([line]) => line >= 1 && line <= model.getLineCount());
      const decorations = shown.map(([line, text]) => {
        const column = model.getLineMaxColumn(line);
        return {
          range: new monaco.Range(line, column, line, column),
          options: { after: { content: `  ${text}`, inlineClassName: "sluice-inline-value" }, showIfCollapsed: true },
        };
      });
      this.#values.set(model, model.deltaDecorations(this.#values.get(model) ?? [], decorations));
    }
  }

  setWords({ label, documentation }: EditorWords): void {
    this.#surface.setLabel(label);
    void programWorker().then((worker) => worker.speak(documentation));
  }

  async highlight(code: string): Promise<string> {
    const html = await monaco.editor.colorize(code, "typescript", { tabSize: 2 });
    // blanks at which a line may break, and no line after the last
    return html.replaceAll(/&#160;|&nbsp;|\u00a0/g, " ").replace(/(<br\/>)+$/, "");
  }

  focus(): void {
    this.#surface.focus();
  }

  dispose(): void {
    this.#checking.dispose();
    this.#surface.dispose();
    this.#models.dispose();
  }

  /** The file that is shown may have gone, or come again as another model. */
  #showAgain({ entry, files }: ProgramFiles): void {
    this.show(files.has(this.#shown) ? this.#shown : entry);
    this.#checking.changed();
  }

  #edited(path: string, text: string): void {
    this.setMarkers([]);
    this.#mark(WARNINGS, [], monaco.MarkerSeverity.Warning);
    this.#checking.changed();
    for (const listener of this.#listeners) listener(path, text);
  }

  #mark(owner: string, diagnostics: readonly Diagnostic[], severity: monaco.MarkerSeverity): void {
    for (const [path, model] of this.#models.entries()) {
      const markers = diagnostics
        .filter(({ file }) => file === path)
        .map(({ line, column, message, code }) => {
          const word = model.getWordAtPosition(model.validatePosition({ lineNumber: line, column }));
          const endColumn = word === null ? column + 1 : word.endColumn;
          return {
            severity,
            message,
            code,
            startLineNumber: line,
            startColumn: column,
            endLineNumber: line,
            endColumn,
          };
        });
      monaco.editor.setModelMarkers(model, owner, markers);
    }
  }
}
