import type { Rank } from "./edits.ts";

/**
 * What the transform knows about a module's functions, as data: it stands at the end of the transformed module and in checkpoints.
 * Positions are offsets in `source`; lines count from 1 and columns from 0.
 */
export interface ModuleTable {
  /** How sites call it. */
  readonly file: string;
  /** How stack traces of copies call it; `file` if it is not there. */
  readonly url?: string;
  /** Of file and source: functions of equal hash have equal text. */
  readonly hash: string;
  /** The program without its types, otherwise as the user wrote it. */
  readonly source: string;
  readonly functions: readonly FunctionEntry[];
  /** All that the transform put into the module, from the inside out. */
  readonly edits: readonly TableEdit[];
  /** Where variables stand that several functions share and one of them changes. */
  readonly cells: readonly CellReference[];
  /** Where private members of a class are used by functions that can travel without it. */
  readonly privates: readonly PrivateReference[];
  /** Where `import(…)` stands. */
  readonly dynamicImports: readonly number[];
  /** The program's own modules that it imports, as written. */
  readonly modules: readonly string[];
}

/** How the text of a function becomes the function: an expression, a class, or a member of an object literal (its key may be computed). */
export type FunctionKind = "expression" | "class" | "method" | "getter" | "setter" | "computed";

export interface FunctionEntry {
  readonly kind: FunctionKind;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
  /** Its `name`; empty when it has none. */
  readonly name: string;
  /** It has its name from where it stands and not in its own text. */
  readonly inferred?: true;
  readonly captures: readonly Capture[];
  readonly imports: readonly ImportedName[];
  /** The variables by which scopes are told apart, for the captures that are cells. */
  readonly tokens: readonly string[];
  readonly uses: LexicalUses;
  /** From … to (exclusive): which of the module's edits lie inside. */
  readonly edits: readonly [from: number, to: number];
  /** The classes whose private members it uses without lying in its text: number of the class and the name it is captured by. */
  readonly views?: readonly (readonly [number, string])[];
  /** A class that another one extends. */
  readonly isBase?: true;
  /** Positions of a class's own functions, as far as their names are known beforehand. */
  readonly members?: readonly MemberEntry[];
}

/** What a function takes from around itself beside variables, and which of these cannot be taken along. */
export interface LexicalUses {
  readonly this?: Place;
  readonly arguments?: Place;
  readonly super?: Place;
  readonly newTarget?: Place;
  readonly importMeta?: Place;
  /** Private members of a class that has no name here by which it could be taken along. */
  readonly private?: Place;
  readonly dynamicImport?: true;
}

export type Place = readonly [line: number, column: number];

/** A variable that a function takes along: its value at the time of packing. */
export interface Capture {
  readonly name: string;
  /** Where it is first used. */
  readonly line: number;
  readonly column: number;
  /** The function itself changes it. */
  readonly assigned?: true;
  /** A class needs it in order to be defined: what it extends, for instance. */
  readonly early?: true;
  /** Other functions may see the change: the variable that holds the scope's identity, or false where none can be had. */
  readonly token?: string | false;
}

export interface ImportedName {
  readonly name: string;
  readonly specifier: string;
  /** The exported name; `*` for the namespace. */
  readonly imported: string;
  /** A part of the engine: known by name in every thread. */
  readonly engine?: true;
}

export interface MemberEntry {
  readonly key: string;
  readonly static?: true;
  readonly line: number;
  readonly column: number;
}

export interface TableEdit {
  readonly at: number;
  readonly text: string;
  readonly rank: Rank;
  /** Also in the text for executors: what a class needs so that its instances can be made anew. */
  readonly hook?: true;
  /** Where in `text` cells stand. */
  readonly cells?: readonly (readonly [offset: number, token: string, name: string])[];
}

export interface CellReference {
  readonly at: number;
  readonly name: string;
  readonly token: string;
  /** `{n}` needs its key, `n()` must not get the environment as `this`. */
  readonly form?: "shorthand" | "callee";
}

export interface PrivateReference {
  /** The object of `object.#name`, or the right side of `#name in object`. */
  readonly object: readonly [start: number, end: number];
  /** `.#name`, or `#name in`. */
  readonly access: readonly [start: number, end: number];
  readonly name: string;
  /** The class, by its number in `functions`, and where it begins. */
  readonly class: number;
  readonly classStart: number;
  /** `chain`: it may be skipped, as in `object?.#name`. */
  readonly form: "read" | "view" | "chain" | "in";
}
