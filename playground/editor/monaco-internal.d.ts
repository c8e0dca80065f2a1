/** Modules of Monaco without declarations of their own, as far as we use them. */

/** Completion. Monaco's own list of features forgets it, and it comes with TypeScript only then, too late for an editor that is there already. */
declare module "monaco-editor/editor/contrib/suggest/browser/suggestController" {}

declare module "monaco-editor/internal/common/initialize" {
  /** Makes the worker's service when the page's first message has come. */
  export function initialize(create: (context: unknown, data: unknown) => object): void;
}

declare module "monaco-editor/languages/features/typescript/tsWorker" {
  import type ts from "typescript";

  export class TypeScriptWorker {
    constructor(context: unknown, data: unknown);
    protected getLanguageService(): ts.LanguageService;
    getScriptVersion(file: string): string;
    getQuickInfoAtPosition(file: string, position: number): Promise<ts.QuickInfo | undefined>;
    getCompletionEntryDetails(
      file: string,
      position: number,
      entry: string,
    ): Promise<ts.CompletionEntryDetails | undefined>;
    /** The worker's copy of a model of the page. */
    protected _getModel(file: string): { readonly version: number } | null;
  }
}

declare module "monaco-editor/languages/features/typescript/lib/typescriptServices" {
  import type ts from "typescript";

  export const typescript: typeof ts;
}
