import type { Diagnostic } from "../sandbox/protocol.ts";
import type { Finding } from "./diagnostics.ts";
import type { ProgramModels } from "./models.ts";
import { monaco, programWorker } from "./monaco.ts";

/** So many milliseconds after the last change the files are looked at: who types is not told of every half word. */
const PAUSE = 300;
const OWNER = "typescript";
const SEVERITIES = {
  error: monaco.MarkerSeverity.Error,
  warning: monaco.MarkerSeverity.Warning,
  hint: monaco.MarkerSeverity.Hint,
} as const;

/** Looks at all files of the program whenever one of them changes: what one of them exports decides about the others. */
export class Checking {
  readonly #models: ProgramModels;
  readonly #found: (errors: readonly Diagnostic[]) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts changes: what was found of files as they were before the latest is out of date. */
  #changes = 0;

  /** `found` is called with the mistakes, whenever the files have been looked at. */
  constructor(models: ProgramModels, found: (errors: readonly Diagnostic[]) => void) {
    this.#models = models;
    this.#found = found;
  }

  /** The files have changed: they are looked at soon. */
  changed(): void {
    this.#changes++;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#check(), PAUSE);
  }

  dispose(): void {
    this.#changes++;
    clearTimeout(this.#timer);
  }

  async #check(): Promise<void> {
    const now = this.#changes;
    const { uris } = this.#models;
    const worker = await programWorker(...uris);
    const findings = await worker.check(uris.map(String));
    if (now !== this.#changes) return;
    for (const [path, model] of this.#models.entries())
      monaco.editor.setModelMarkers(model, OWNER, findings.filter(({ file }) => file === path).map(markerOf));
    this.#found(findings.filter(({ severity }) => severity === "error").map(diagnosticOf));
  }
}

function markerOf(finding: Finding): monaco.editor.IMarkerData {
  const tags: monaco.MarkerTag[] = [];
  if (finding.isUnnecessary) tags.push(monaco.MarkerTag.Unnecessary);
  if (finding.isDeprecated) tags.push(monaco.MarkerTag.Deprecated);
  return {
    severity: SEVERITIES[finding.severity],
    message: finding.message,
    // quick fixes are asked for by the number alone
    code: finding.code?.slice(2),
    startLineNumber: finding.line,
    startColumn: finding.column,
    endLineNumber: finding.endLine,
    endColumn: finding.endColumn,
    tags,
  };
}

function diagnosticOf({ file, line, column, message, code }: Finding): Diagnostic {
  return { file, line, column, message, code };
}
