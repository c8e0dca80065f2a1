import { applyEdits, CLOSE, type Edit, OPEN, REPLACE } from "./edits.ts";
import type { FunctionEntry, ModuleTable, PrivateReference, TableEdit } from "./module-table.ts";
import type { Code } from "./packed.ts";
import type { LoadedModule } from "./registration.ts";

/** In which form the text of a function travels. */
export interface Variant {
  /** Functions that it creates can travel again; else it is the user's own text. */
  readonly instrumented: boolean;
  /** Captures, by number, whose values come only after the function exists, since they hold the function itself. */
  readonly late: readonly number[];
  /** Captures, by number, that live in an environment shared with other functions. */
  readonly shared: readonly number[];
}

export const PLAIN: Variant = { instrumented: false, late: [], shared: [] };

/** The copy of a class always can travel again: records that a task makes may be its instances, and leave the task. */
export function travelsAgain(entry: FunctionEntry): boolean {
  return entry.kind === "class";
}

export function codeOf(module: LoadedModule, index: number, variant: Variant): Code {
  const { table } = module;
  const form = variant.instrumented ? "i" : "p";
  const key = `${table.hash}:${index}:${form}:${variant.late.join()}:${variant.shared.join()}`;
  let code = module.codes.get(key) as Code | undefined;
  if (code === undefined) {
    code = write(key, table, index, variant);
    module.codes.set(key, code);
  }
  return code;
}

function write(key: string, table: ModuleTable, index: number, variant: Variant): Code {
  const entry = table.functions[index]!;
  const isClass = entry.kind === "class";
  const edits = editsOf(table, entry, variant);
  const text = applyEdits(table.source, entry.start, entry.end, edits);
  const simple = !variant.instrumented && variant.late.length === 0;
  return {
    key,
    text: frame(table, entry, variant, simple, text),
    file: table.file,
    simple,
    index,
    module: table.hash,
    instrumented: variant.instrumented,
    isClass,
    needsHandle: edits.length > 0 || entry.kind === "computed",
  };
}

/**
 * Everything that is added stands before the function's text, on the first line, or behind it: the text keeps its line, and its column
 * unless it begins on line 1.
 */
function frame(table: ModuleTable, entry: FunctionEntry, variant: Variant, simple: boolean, text: string): string {
  const { captures } = entry;
  const own = captures.map((_, i) => i).filter((i) => !variant.shared.includes(i));
  const isVariable = (i: number): boolean => captures[i]!.assigned === true || variant.late.includes(i);
  const isLate = (name: string): boolean => variant.late.some((i) => captures[i]!.name === name);
  // Constants, since a variable that something could assign costs on each use.
  const constants = own.filter((i) => !isVariable(i)).map((i) => `${captures[i]!.name}=$$$${i}`);
  const parameters = [
    "$$$",
    "$$$t",
    ...entry.tokens,
    ...entry.imports.map((each) => each.name),
    ...own.map((i) => (isVariable(i) ? captures[i]!.name : `$$$${i}`)),
  ];
  const views = entry.views ?? [];
  const [open, close] = expression(entry);
  const place = entry.line > 1 ? "\n".repeat(entry.line - 1) + " ".repeat(entry.column) : "";
  return [
    `(function(${parameters.join()}){"use strict";`,
    constants.length > 0 ? `const ${constants.join()};` : "",
    ...views.map(([owner, name]) => (isLate(name) ? `let $$$v${owner};` : `const $$$v${owner}=$$$.v(${name});`)),
    simple ? "return" : "const $$$f=",
    open,
    place,
    text,
    close,
    simple ? "" : `;return[$$$f,${read(entry, variant)},${set(entry, variant)}]`,
    `})\n//# sourceURL=${(table.url ?? table.file).replace(/\s/g, encodeURIComponent)}`,
  ].join("");
}

/** What goes around a text so that it is an expression whose value is the function, with the function's name. */
function expression(entry: FunctionEntry): [open: string, close: string] {
  const name = JSON.stringify(entry.name);
  const key = entry.name === "__proto__" ? `[${name}]` : name;
  switch (entry.kind) {
    case "method":
      return ["({", `})[${name}]`];
    case "computed":
      return ["($$$.k({", "}))"];
    case "getter":
      return ["({", `}).__lookupGetter__(${name})`];
    case "setter":
      return ["({", `}).__lookupSetter__(${name})`];
    default:
      return entry.inferred ? [`({${key}:`, `}[${name}])`] : ["(", ")"];
  }
}

/** How the restored function's captures are read when it travels again: as `Registration.read` does. */
function read(entry: FunctionEntry, variant: Variant): string {
  const captured = entry.captures.map(({ name, token }, i) => (variant.shared.includes(i) ? `${token}.${name}` : name));
  const imported = entry.imports.filter((each) => !each.engine).map((each) => each.name);
  return `()=>[${[...(entry.uses.this ? ["this"] : []), ...captured, ...imported, ...entry.tokens].join()}]`;
}

function set(entry: FunctionEntry, variant: Variant): string {
  const cases = variant.late.map((i) => {
    const { name } = entry.captures[i]!;
    const views = (entry.views ?? [])
      .filter(([, owner]) => owner === name)
      .map(([owner]) => `$$$v${owner}=$$$.v(${name});`);
    return `case ${i}:${name}=$$$x;${views.join("")}break;`;
  });
  return `($$$i,$$$x)=>{switch($$$i){${cases.join("")}}}`;
}

function editsOf(table: ModuleTable, entry: FunctionEntry, variant: Variant): Edit[] {
  const within = (at: number): boolean => at >= entry.start && at < entry.end;
  const cells = new Set(
    variant.shared.map((i) => cellName(entry.captures[i]!.token as string, entry.captures[i]!.name)),
  );
  const edits: Edit[] = [];
  for (const reference of table.privates) {
    // Where the class itself is part of the text, its private names are known.
    if (within(reference.access[0]) && reference.classStart < entry.start) edits.push(...viewEdits(reference));
  }
  for (const edit of table.edits.slice(...entry.edits)) {
    if (variant.instrumented || edit.hook) edits.push(withCells(edit, cells));
  }
  if (cells.size > 0) {
    for (const { at, name, token, form } of table.cells) {
      if (!within(at) || !cells.has(cellName(token, name))) continue;
      const cell = `${token}.${name}`;
      const text = form === "shorthand" ? `${name}:${cell}` : form === "callee" ? `(0,${cell})` : cell;
      edits.push({ at, text, rank: REPLACE, remove: name.length });
    }
  }
  for (const at of table.dynamicImports) {
    if (within(at)) edits.push({ at, text: "$$$.i ", rank: REPLACE, remove: "import".length });
  }
  return edits;
}

function cellName(token: string, name: string): string {
  return `${token}.${name}`;
}

function withCells(edit: TableEdit, shared: ReadonlySet<string>): Edit {
  if (shared.size === 0 || edit.cells === undefined) return edit;
  const replacements = edit.cells
    .filter(([, token, name]) => shared.has(cellName(token, name)))
    .map(([at, token, name]): Edit => ({ at, text: `${token}.${name}`, rank: REPLACE, remove: name.length }));
  return { ...edit, text: applyEdits(edit.text, 0, edit.text.length, replacements) };
}

/** `object.#name` by way of the access that the class gave; as wide as before where that is possible. */
function viewEdits({ object, access, name, class: owner, form }: PrivateReference): Edit[] {
  const [from, to] = access;
  const view = `$$$v${owner}`;
  switch (form) {
    case "read":
      return [
        { at: object[0], text: `${view}.read.${name}(`, rank: OPEN },
        { at: object[1], text: ")", rank: CLOSE },
        { at: from, text: " ".repeat(to - from), rank: REPLACE, remove: to - from },
      ];
    case "view":
    case "chain": {
      const hash = to - name.length - 1;
      const dot: Edit =
        form === "view"
          ? { at: hash, text: " ", rank: REPLACE, remove: 1 }
          : { at: from, text: "?.".padEnd(hash + 1 - from), rank: REPLACE, remove: hash + 1 - from };
      return [{ at: object[0], text: `${view}.view(`, rank: OPEN }, { at: object[1], text: ")", rank: CLOSE }, dot];
    }
    case "in":
      return [
        { at: from, text: `${view}.brand.${name}`.padEnd(to - from), rank: REPLACE, remove: to - from },
        { at: object[0], text: "(", rank: OPEN },
        { at: object[1], text: ")", rank: CLOSE },
      ];
  }
}
