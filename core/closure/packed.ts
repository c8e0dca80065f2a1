import type { ModuleTable } from "./module-table.ts";

/**
 * Functions and all that they capture, as they were when they were packed: data that can be cloned to another thread and written
 * to a file, except for `local`, which holds live values and stays in this thread (see `portable`).
 */
export interface Packed {
  readonly version: 1;
  /** The functions, in the order given to `pack`. */
  readonly roots: readonly Value[];
  readonly nodes: readonly Node[];
  /** The texts of the functions, by key; the same object each time a function is packed. */
  readonly codes: Readonly<Record<string, Code>>;
  /** The modules of instrumented functions, by hash: what their inner functions need to travel again. */
  readonly modules: Readonly<Record<string, ModuleTable>>;
  /**
   * Functions that were not compiled by Sluice, live values of imports and classes that can never change; `LocalNode`, `ImportNode` and `FunctionNode` name
   * them by number.
   */
  readonly local: readonly unknown[];
}

/** A primitive value as it is, or one of the below. */
export type Value = string | number | boolean | bigint | null | undefined | Reference | Special;

/** A node, by number. */
export interface Reference {
  readonly $: number;
}

/** What codecs and clones do not keep. */
export type Special =
  | { readonly symbol: string }
  | { readonly wellKnownSymbol: string }
  | { readonly negativeZero: true }
  | { readonly hole: true }
  /** A string with half a surrogate pair, as UTF-16 units. */
  | { readonly units: readonly number[] };

/** The text of a function with what it takes to make the function from it. */
export interface Code {
  readonly key: string;
  /** An expression: a function that takes what is captured and gives the function, or `[fn, read, set]` unless it is `simple`. */
  readonly text: string;
  readonly file: string;
  readonly simple: boolean;
  /** The number of the function in its module, and the module's hash. */
  readonly index: number;
  readonly module: string;
  readonly instrumented: boolean;
  readonly isClass: boolean;
  /** The text calls the engine (for private members, or `import(…)`). */
  readonly needsHandle: boolean;
}

export type Node =
  | FunctionNode
  | ObjectNode
  | ClassMemberNode
  | { readonly t: "prototype"; readonly owner: Value }
  | { readonly t: "environment" }
  | { readonly t: "intrinsic"; readonly name: string }
  | ImportNode
  | { readonly t: "custom"; readonly data: Value }
  | { readonly t: "local"; readonly index: number; readonly what: string };

export interface FunctionNode {
  readonly t: "function";
  code: string;
  readonly this?: Value;
  /** In the order of the function's captures. */
  readonly captured: Value[];
  /** The captures of a base class that are made after all else, since they may extend it. */
  deferred?: number[];
  /** Which captured variables live in an environment that other functions of this graph share. */
  cells?: (readonly [capture: number, environment: number, name: string])[];
  /** The environments that stand for the scopes' tokens. */
  readonly environments?: number[];
  readonly imports?: Value[];
  readonly properties?: readonly Property[];
  /** What was added to its `prototype`, and what that inherits from if it was changed. */
  readonly prototype?: readonly Property[];
  readonly prototypeBase?: Value;
  /** Another object that was put in place of its `prototype`. */
  readonly prototypeObject?: Value;
  /** Private fields of a class itself. */
  readonly privates?: readonly Value[];
  /** Of a class: which one it is, whichever copy. */
  readonly identity?: string;
  /** Of a class that can never change: what it holds, as a text. One such class serves everybody in a thread. */
  readonly constant?: string;
  /** Where that class itself stands in `local`. */
  readonly local?: number;
}

export interface ClassMemberNode {
  readonly t: "member";
  readonly owner: Value;
  readonly key: Value;
  readonly static: boolean;
  readonly slot: "value" | "get" | "set";
}

/** An export: of the engine or of a package, found by name in another thread. */
export interface ImportNode {
  readonly t: "import";
  readonly specifier: string;
  readonly name: string;
  /** The module that imports it. */
  readonly importer?: string;
  /** Where the live value stands in `local`. */
  readonly local?: number;
}

/** An object: what the language makes it (`base`), its class or prototype, its contents and its properties. */
export interface ObjectNode {
  readonly t: "object";
  readonly base?: Base;
  /** The class of the user's program, or an engine's class, that it is an instance of. */
  readonly class?: Value;
  /** Another prototype than the one that goes without saying. */
  readonly prototype?: Value;
  /** Plain enumerable properties. */
  readonly keys?: readonly string[];
  readonly values?: readonly Value[];
  /** All others. */
  readonly properties?: readonly Property[];
  /** Private fields, with how far up the chain of classes they belong. */
  readonly privates?: readonly (readonly [depth: number, values: readonly Value[]])[];
  readonly integrity?: "frozen" | "sealed" | "closed";
}

export type Base =
  | { readonly kind: "array"; readonly elements: readonly Value[] }
  | { readonly kind: "map"; readonly keys: readonly Value[]; readonly values: readonly Value[] }
  | { readonly kind: "set"; readonly members: readonly Value[] }
  | { readonly kind: "date"; readonly time: number }
  | { readonly kind: "regexp"; readonly source: string; readonly flags: string; readonly lastIndex: number }
  | { readonly kind: "buffer"; readonly bytes: ArrayBuffer }
  | {
      readonly kind: "view";
      readonly type: string;
      readonly buffer: Value;
      readonly offset: number;
      readonly length: number;
    }
  | { readonly kind: "error"; readonly type: string; readonly stack: string | undefined }
  | { readonly kind: "box"; readonly value: Value };

export interface Property {
  readonly key: Value;
  readonly value?: Value;
  readonly get?: Value;
  readonly set?: Value;
  readonly accessor?: true;
  /** Not enumerable, not writable, not configurable: bits 1, 2, 4. */
  readonly hidden?: number;
}
