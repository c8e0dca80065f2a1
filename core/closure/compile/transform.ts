import MagicString, { type SourceMap } from "magic-string";
import { apart, inOrder } from "../edits.ts";
import type { ImportKind } from "./captures.ts";
import { hashOf } from "./hash.ts";
import { ModuleWriter } from "./module-writer.ts";
import { Scopes } from "./scopes.ts";
import { parseModule } from "./syntax.ts";
import { assignmentWarnings, type Warning } from "./warnings.ts";

export interface TransformOptions {
  /** How the file is called in errors and stack traces. */
  readonly file: string;
  /**
   * How stack traces of copies call the file, if not as sites do. Copies stand at the user's own lines and columns: where the platform
   * applies the module's source map to everything of the module's name, as Node does, they need another one (`…?copy`).
   */
  readonly copyUrl?: string;
  /** What the transformed module imports the run time from (`core/closure/registry.ts`). */
  readonly runtime?: string;
  /**
   * How the exports of a module travel: of the user's modules by value; of the engine by name, known in every thread; of packages by
   * name, imported again where the function runs.
   */
  readonly importKind?: (specifier: string) => ImportKind;
  /** The text with types, for the source map; positions are the same. */
  readonly original?: string;
}

export interface Transformed {
  /** Every line of the source stands on its own line. */
  readonly code: string;
  readonly map: SourceMap;
  readonly warnings: readonly Warning[];
}

/**
 * JavaScript (what `strip` leaves of TypeScript) to a module that does the same and registers its functions, so that they can travel:
 * their text, their place and how to read the variables that they capture. Nothing is read before a function travels.
 * @throws ProgramSyntaxError
 */
export function transform(source: string, options: TransformOptions): Transformed {
  const { file, copyUrl, runtime = "sluice/closure", importKind = defaultImportKind, original = source } = options;
  const syntax = parseModule(source, file);
  const scopes = new Scopes(syntax.program);
  const writer = new ModuleWriter({ source, file, syntax, scopes, importKind });
  const { table, prelude, trailer, entries } = writer.write();

  const text = new MagicString(source);
  const start = source.startsWith("#!") ? source.indexOf("\n") + 1 || source.length : 0;
  text.appendLeft(start, `import{$module as $$$}from${JSON.stringify(runtime)};$$$.m($$$t);${prelude}`);
  let last = -1;
  for (const edit of inOrder(table.edits)) {
    const before = edit.at === last ? undefined : source[edit.at - 1];
    text.appendLeft(edit.at, apart(before, edit.text) + edit.text);
    last = edit.at;
  }
  const newLine = source.endsWith("\n") || source === "" ? "" : "\n";
  const hash = hashOf(`${file}\n${copyUrl}\n${source}`);
  text.append(
    `${newLine}${trailer}function $$$t(){return${JSON.stringify({ file, url: copyUrl, hash, source, ...table })}}\n`,
  );
  return {
    code: text.toString(),
    map: mapOf(text, file, original),
    warnings: assignmentWarnings(file, scopes, entries, syntax.parents),
  };
}

function mapOf(text: MagicString, file: string, original: string): SourceMap {
  const map = text.generateMap({ source: file, hires: "boundary", includeContent: true });
  map.sourcesContent = [original];
  return map;
}

/** What begins with a dot or a slash, or is a file, is the user's own. */
export function defaultImportKind(specifier: string): ImportKind {
  if (specifier === "sluice" || specifier.startsWith("sluice/")) return "engine";
  return /^([./]|file:|blob:|data:)/.test(specifier) ? "user" : "package";
}
