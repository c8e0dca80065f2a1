import { setEvaluator } from "../../closure/index.ts";

const VALUE = Symbol.for("sluice.value");

/**
 * Revives functions without `eval`, which the sandbox's policy forbids: their text runs as a script from a blob, which a classic
 * worker loads synchronously.
 */
export function installScriptEvaluator(): void {
  const { importScripts, Blob, URL } = globalThis as unknown as WorkerGlobals;
  const place = globalThis as { [VALUE]?: unknown };
  setEvaluator((text) => {
    // On the first line, so that the text keeps its lines.
    const url = URL.createObjectURL(
      new Blob([`globalThis[Symbol.for("sluice.value")]=${text}`], { type: "text/javascript" }),
    );
    try {
      importScripts(url);
      return place[VALUE];
    } finally {
      URL.revokeObjectURL(url);
      delete place[VALUE];
    }
  });
}

interface WorkerGlobals {
  readonly importScripts: (url: string) => void;
  readonly Blob: typeof Blob;
  readonly URL: typeof URL;
}
