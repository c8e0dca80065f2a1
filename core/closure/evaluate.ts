import type { Code } from "./packed.ts";

/** Makes the value of an expression's text; `file` is the user's file that the text stands for (the text says so itself too). */
export type Evaluator = (text: string, file: string) => unknown;

// Indirect, so that the text sees the globals only, and no `new Function`, which would put two lines before it.
// biome-ignore lint/security/noGlobalEval: this is what brings the user's own functions back to life.
const indirectEval = globalThis.eval;

let evaluate: Evaluator = (text) => indirectEval(text);

/**
 * How text becomes code in this thread. Node uses indirect eval; a page whose policy forbids that runs the text as a script.
 * The text is one expression that begins on the first line: a script has to keep it there.
 */
export function setEvaluator(evaluator: Evaluator): void {
  evaluate = evaluator;
}

/** A function that makes a packed function from the handle, the module, environments, imports and captured values. */
export type Factory = (this: unknown, ...args: unknown[]) => unknown;

const factories = new Map<string, Factory>();

/** Each text is compiled once in a thread. */
export function factoryOf(code: Code): Factory {
  let factory = factories.get(code.key);
  if (factory === undefined) {
    factory = evaluate(code.text, code.file) as Factory;
    factories.set(code.key, factory);
  }
  return factory;
}
