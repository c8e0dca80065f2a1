import type { CompiledProgram, Diagnostic } from "../sandbox/protocol.ts";
import { compilingWorker, monaco } from "./monaco.ts";
import { defineThemes, themeName } from "./themes.ts";

export interface EditorOptions {
  readonly text: string;
  /** What the program's file is called; `program.ts` if left out. */
  readonly file?: string;
  readonly theme: "dark" | "light";
  /** What a screen reader calls it. Say there how to leave: Ctrl+M makes Tab move the focus. */
  readonly label: string;
  /** A plain text field instead of Monaco's: for touch, and where there is little room. Errors are found all the same. */
  readonly plain?: boolean;
}

/** A program's text with its type errors, and the way to what runs. */
export interface ProgramEditor {
  getText(): string;
  /** Replaces the text; the user can undo it. */
  setText(text: string): void;
  /** Calls `listener` after every change; returns the way to end that. */
  onChange(listener: (text: string) => void): () => void;
  /** Calls `listener` when the mistakes found while typing have changed, warnings left out; returns the way to end that. */
  onDiagnostics(listener: (diagnostics: readonly Diagnostic[]) => void): () => void;
  /** Marks places of a run's errors until the text changes; an empty list takes the marks away. */
  setMarkers(diagnostics: readonly Diagnostic[]): void;
  /** The program, ready to run, or the mistakes that stand against it. */
  compile(): Promise<CompiledProgram | readonly Diagnostic[]>;
  /** Brings a place into view and puts the cursor there; lines and columns count from 1. */
  reveal(line: number, column?: number): void;
  setTheme(theme: "dark" | "light"): void;
  /** Shows a text behind each of these lines: what the program's values are at the moment. */
  setInlineValues(values: ReadonlyMap<number, string>): void;
  setLabel(label: string): void;
  /** Code in the editor's own colours, as HTML in which nothing but spans and line breaks stand around its escaped text. */
  highlight(code: string): Promise<string>;
  focus(): void;
  dispose(): void;
}

/** True for what `compile` gives when the program cannot run. */
export function isDiagnostics(result: CompiledProgram | readonly Diagnostic[]): result is readonly Diagnostic[] {
  return Array.isArray(result);
}

/** Puts an editor into `element`, which it fills. One at a time for each file name. */
export function createEditor(element: HTMLElement, options: EditorOptions): ProgramEditor {
  const file = options.file ?? "program.ts";
  const model = monaco.editor.createModel(options.text, "typescript", monaco.Uri.parse(`file:///${file}`));
  model.setEOL(monaco.editor.EndOfLineSequence.LF);
  model.updateOptions({
    tabSize: 2,
    insertSpaces: true,
    // Colour says which DStream, and nothing else.
    bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
  });
  const surface = options.plain ? plainSurface(element, model, options) : monacoSurface(element, model, options);
  return new ModelEditor(file, model, surface);
}

/** What differs between Monaco's editor and a plain text field. */
interface Surface {
  reveal(line: number, column: number): void;
  setTheme(theme: "dark" | "light"): void;
  setInlineValues(values: ReadonlyMap<number, string>): void;
  setLabel(label: string): void;
  focus(): void;
  dispose(): void;
}

/** Marks of ours beside those of the TypeScript worker: of a run's errors, and of what compiles but may not do what it seems to. */
const ERRORS = "sluice-errors";
const WARNINGS = "sluice-warnings";

class ModelEditor implements ProgramEditor {
  readonly #file: string;
  readonly #model: monaco.editor.ITextModel;
  readonly #surface: Surface;
  readonly #disposables: monaco.IDisposable[] = [];

  constructor(file: string, model: monaco.editor.ITextModel, surface: Surface) {
    this.#file = file;
    this.#model = model;
    this.#surface = surface;
    this.#disposables.push(
      model.onDidChangeContent(() => {
        this.setMarkers([]);
        this.#mark(WARNINGS, [], monaco.MarkerSeverity.Warning);
      }),
    );
  }

  getText(): string {
    return this.#model.getValue();
  }

  async highlight(code: string): Promise<string> {
    const html = await monaco.editor.colorize(code, "typescript", { tabSize: 2 });
    // blanks at which a line may break, and no line after the last
    return html.replaceAll(/&#160;|&nbsp;|\u00a0/g, " ").replace(/(<br\/>)+$/, "");
  }

  setText(text: string): void {
    if (text === this.#model.getValue()) return;
    this.#model.pushStackElement();
    this.#model.pushEditOperations([], [{ range: this.#model.getFullModelRange(), text }], () => null);
    this.#model.pushStackElement();
  }

  onChange(listener: (text: string) => void): () => void {
    return this.#listen(this.#model.onDidChangeContent(() => listener(this.#model.getValue())));
  }

  onDiagnostics(listener: (diagnostics: readonly Diagnostic[]) => void): () => void {
    const tell = (): void => {
      const markers = monaco.editor.getModelMarkers({ resource: this.#model.uri });
      const errors = markers.filter(
        (marker) => marker.severity === monaco.MarkerSeverity.Error && marker.owner !== ERRORS,
      );
      listener(errors.map((marker) => this.#diagnostic(marker)));
    };
    return this.#listen(
      monaco.editor.onDidChangeMarkers((uris) => {
        if (uris.some((uri) => uri.toString() === this.#model.uri.toString())) tell();
      }),
    );
  }

  setMarkers(diagnostics: readonly Diagnostic[]): void {
    this.#mark(ERRORS, diagnostics, monaco.MarkerSeverity.Error);
  }

  async compile(): Promise<CompiledProgram | readonly Diagnostic[]> {
    const worker = await compilingWorker(this.#model.uri);
    const result = await worker.compile(this.#model.uri.toString());
    if (!("program" in result)) return result.diagnostics;
    this.#mark(WARNINGS, result.warnings, monaco.MarkerSeverity.Warning);
    return result.program;
  }

  reveal(line: number, column = 1): void {
    this.#surface.reveal(line, column);
  }

  setTheme(theme: "dark" | "light"): void {
    this.#surface.setTheme(theme);
  }

  setInlineValues(values: ReadonlyMap<number, string>): void {
    this.#surface.setInlineValues(values);
  }

  setLabel(label: string): void {
    this.#surface.setLabel(label);
  }

  focus(): void {
    this.#surface.focus();
  }

  dispose(): void {
    for (const disposable of this.#disposables.splice(0)) disposable.dispose();
    this.#surface.dispose();
    this.#model.dispose();
  }

  #mark(owner: string, diagnostics: readonly Diagnostic[], severity: monaco.MarkerSeverity): void {
    const own = diagnostics.filter((diagnostic) => diagnostic.file === this.#file);
    const markers = own.map(({ line, column, message, code }) => {
      const word = this.#model.getWordAtPosition(this.#model.validatePosition({ lineNumber: line, column }));
      const endColumn = word === null ? column + 1 : word.endColumn;
      return { severity, message, code, startLineNumber: line, startColumn: column, endLineNumber: line, endColumn };
    });
    monaco.editor.setModelMarkers(this.#model, owner, markers);
  }

  #listen(disposable: monaco.IDisposable): () => void {
    this.#disposables.push(disposable);
    return () => disposable.dispose();
  }

  #diagnostic(marker: monaco.editor.IMarker): Diagnostic {
    const code = typeof marker.code === "object" ? marker.code.value : marker.code;
    return {
      file: this.#file,
      line: marker.startLineNumber,
      column: marker.startColumn,
      message: marker.message,
      code: code === undefined ? undefined : `TS${code}`,
    };
  }
}

function monacoSurface(element: HTMLElement, model: monaco.editor.ITextModel, options: EditorOptions): Surface {
  defineThemes();
  const editor = monaco.editor.create(element, {
    model,
    theme: themeName(options.theme),
    ariaLabel: options.label,
    automaticLayout: true,
    fontFamily: getComputedStyle(element).getPropertyValue("--mono") || "Menlo, Consolas, monospace",
    fontSize: 12,
    lineHeight: 18,
    minimap: { enabled: false },
    scrollBeyondLastLine: false,
    padding: { top: 8, bottom: 8 },
    lineNumbersMinChars: 3,
    folding: true,
    renderLineHighlight: "line",
    guides: { indentation: false },
    overviewRulerLanes: 0,
    fixedOverflowWidgets: true,
    wordBasedSuggestions: "off",
    quickSuggestions: { other: true, comments: false, strings: false },
    unicodeHighlight: { ambiguousCharacters: false },
    scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, alwaysConsumeMouseWheel: false },
  });
  const values = editor.createDecorationsCollection();
  return {
    reveal: (line, column) => {
      const position = model.validatePosition({ lineNumber: line, column });
      editor.setPosition(position);
      editor.revealPositionInCenterIfOutsideViewport(position);
    },
    setTheme: (theme) => monaco.editor.setTheme(themeName(theme)),
    setInlineValues: (texts) => {
      const shown = [...texts].filter(([line]) => line >= 1 && line <= model.getLineCount());
      values.set(
        shown.map(([line, text]) => {
          const column = model.getLineMaxColumn(line);
          return {
            range: new monaco.Range(line, column, line, column),
            options: { after: { content: `  ${text}`, inlineClassName: "sluice-inline-value" }, showIfCollapsed: true },
          };
        }),
      );
    },
    setLabel: (ariaLabel) => editor.updateOptions({ ariaLabel }),
    focus: () => editor.focus(),
    dispose: () => editor.dispose(),
  };
}

function plainSurface(element: HTMLElement, model: monaco.editor.ITextModel, options: EditorOptions): Surface {
  defineThemes();
  monaco.editor.setTheme(themeName(options.theme));
  const field = document.createElement("textarea");
  field.className = "sluice-plain-editor";
  field.spellcheck = false;
  field.autocapitalize = "off";
  field.setAttribute("autocorrect", "off");
  field.setAttribute("aria-label", options.label);
  field.value = model.getValue();
  element.append(field);
  field.addEventListener("input", () => model.setValue(field.value));
  const listening = model.onDidChangeContent(() => {
    if (field.value !== model.getValue()) field.value = model.getValue();
  });
  return {
    reveal: (line, column) => {
      const offset = model.getOffsetAt(model.validatePosition({ lineNumber: line, column }));
      field.focus();
      field.setSelectionRange(offset, offset);
    },
    // only code beside the editor has colours
    setTheme: (theme) => monaco.editor.setTheme(themeName(theme)),
    setInlineValues: () => {},
    setLabel: (label) => field.setAttribute("aria-label", label),
    focus: () => field.focus(),
    dispose: () => {
      listening.dispose();
      field.remove();
    },
  };
}
