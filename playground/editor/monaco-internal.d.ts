/** Modules of Monaco without declarations of their own, as far as we use them. */

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
    /** The worker's copy of a model of the page. */
    protected _getModel(file: string): { readonly version: number } | null;
  }
}

declare module "monaco-editor/languages/features/typescript/lib/typescriptServices" {
  import type ts from "typescript";

  export const typescript: typeof ts;
}
