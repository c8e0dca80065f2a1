import type { AnyNode, Node } from "acorn";
import type { Capture, FunctionEntry, MemberEntry, ModuleTable, PrivateReference, TableEdit } from "../module-table.ts";
import { type Captures, capturesOf, type ImportKind, isLeftBehind } from "./captures.ts";
import { Cells } from "./cells.ts";
import { hookClass } from "./class-hooks.ts";
import { EditList } from "./edit-list.ts";
import { Entries, type Entry } from "./entries.ts";
import { inferredName, namedInPlace } from "./names.ts";
import { namedValues } from "./naming.ts";
import type { Scopes } from "./scopes.ts";
import {
  type ClassNode,
  childrenOf,
  type FunctionNode,
  isClass,
  isFunction,
  keyName,
  keyText,
  placeOf,
  type Syntax,
} from "./syntax.ts";
import { ProgramSyntaxError } from "./syntax-error.ts";

export interface ModuleInput {
  readonly source: string;
  readonly file: string;
  readonly syntax: Syntax;
  readonly scopes: Scopes;
  readonly importKind: (specifier: string) => ImportKind;
}

export interface WrittenModule {
  readonly table: Omit<ModuleTable, "file" | "hash" | "source">;
  /** What the module begins with: the registration of its declarations. */
  readonly prelude: string;
  /** What it ends with, before the table. */
  readonly trailer: string;
  readonly entries: Entries;
}

interface Text {
  readonly text: string;
  readonly cells: NonNullable<TableEdit["cells"]>;
}

/** Writes the registrations into a module, from the inside out, and its table. */
export class ModuleWriter {
  readonly #input: ModuleInput;
  readonly #entries: Entries;
  readonly #captures = new Map<Entry, Captures>();
  readonly #cells: Cells;
  readonly #edits = new EditList();
  readonly #functions: FunctionEntry[] = [];
  #prelude = "";

  constructor(input: ModuleInput) {
    this.#input = input;
    const { syntax, source, scopes, importKind } = input;
    const { parents } = syntax;
    this.#entries = new Entries(syntax, source);
    for (const entry of this.#entries.list) {
      this.#captures.set(entry, capturesOf(entry, { scopes, entries: this.#entries, parents, importKind }));
    }
    this.#cells = new Cells(this.#entries.list, this.#captures, scopes, parents);
  }

  write(): WrittenModule {
    const { program } = this.#input.syntax;
    this.#walk(program);
    const token = this.#cells.homes.get(program);
    return {
      table: {
        functions: this.#functions,
        edits: this.#edits.all,
        cells: this.#cells.references,
        privates: this.#privateReferences(),
        dynamicImports: this.#entries.dynamicImports,
        modules: this.#importedModules(),
      },
      prelude: this.#prelude,
      trailer: token === undefined ? "" : declareToken(token),
      entries: this.#entries,
    };
  }

  #walk(node: AnyNode): void {
    this.#refuse(node);
    const first = this.#edits.length;
    const entry = this.#entries.of(node);
    if (node.type === "StaticBlock") this.#beginStaticBlock(node);
    for (const child of childrenOf(node)) this.#walk(child);
    if (node.type === "StaticBlock") this.#edits.hookAfter(node.end - 1, "}");
    this.#declareToken(node);
    if (isClass(node)) this.#hookClass(node, entry!);
    if (entry !== undefined) {
      this.#functions[entry.index] = this.#describe(entry, first);
      this.#register(entry);
    }
    if (node.type === "ObjectExpression") this.#registerMethods(node);
    for (const { value, name } of namedValues(node, this.#input.syntax.parents)) {
      const { line, column } = placeOf(name);
      this.#edits.wrap(value, "$$$.n(", `,$$$t,${JSON.stringify(name.name)},${line},${column})`);
    }
  }

  /** What no transform can make travel. */
  #refuse(node: AnyNode): void {
    const { file } = this.#input;
    const { line, column } = placeOf(node);
    const site = { file, line, column: column + 1 };
    if (node.type === "CallExpression" && node.callee.type === "Identifier" && node.callee.name === "eval") {
      throw new ProgramSyntaxError(
        [{ message: "direct eval is not supported: nobody can know which variables it uses", site }],
        {
          code: "DIRECT_EVAL",
          advice: "Write the code as a function; or use globalThis.eval(text), which sees global variables only.",
        },
      );
    }
    if (node.type === "Identifier" && node.name.startsWith("$$$") && this.#isVariable(node)) {
      throw new ProgramSyntaxError([{ message: `names that begin with $$$ belong to Sluice: '${node.name}'`, site }], {
        code: "RESERVED_NAME",
        advice: "Choose another name. If this is not your own text: has the module been compiled by Sluice already?",
      });
    }
  }

  #isVariable(node: AnyNode): boolean {
    const parent = this.#input.syntax.parents.get(node)!;
    if (parent.type === "MemberExpression") return parent.computed || parent.object === node;
    const hasKey =
      parent.type === "Property" || parent.type === "MethodDefinition" || parent.type === "PropertyDefinition";
    return !hasKey || parent.computed || parent.value === node;
  }

  // Tokens of scopes with shared variables

  #declareToken(node: AnyNode): void {
    const token = this.#cells.homes.get(node);
    if (token === undefined || node.type === "Program") return;
    const declaration = declareToken(token);
    switch (node.type) {
      case "ForStatement":
      case "ForInStatement":
      case "ForOfStatement": {
        const { body } = node;
        if (body.type === "BlockStatement") this.#edits.statement(body.start + 1, declaration);
        else this.#edits.wrap(body, `{${declaration}`, "}");
        break;
      }
      case "SwitchStatement": {
        const first = node.cases.find((each) => each.consequent.length > 0);
        if (first !== undefined) this.#edits.statement(first.consequent[0]!.start, declaration);
        break;
      }
      case "ArrowFunctionExpression": {
        const arrow = this.#input.syntax.arrows.findLast((each) => each <= node.body.start)!;
        this.#edits.statement(arrow, `{${declaration}return(`);
        this.#edits.after(node.end, ")}");
        break;
      }
      default:
        this.#edits.statement(this.#blockStart(node), declaration);
    }
  }

  /** Where a block begins inside; a directive may lose its meaning, but "use strict" has none in a module. */
  #blockStart(node: AnyNode): number {
    return node.type === "StaticBlock" ? this.#input.source.indexOf("{", node.start) + 1 : node.start + 1;
  }

  // Classes

  #beginStaticBlock(node: AnyNode): void {
    const owner = this.#input.syntax.parents.get(this.#input.syntax.parents.get(node)!)!;
    const { index } = this.#entries.of(owner)!;
    this.#edits.hookStatement(this.#blockStart(node), `if($$$.d!==${index}){`);
  }

  #hookClass(node: ClassNode, entry: Entry): void {
    const readsOutside = [...this.#captures.values()].some(({ views }) =>
      views.some(([owner]) => owner === entry.index),
    );
    hookClass(node, entry.index, readsOutside, this.#edits);
  }

  // Registrations

  #register(entry: Entry): void {
    const { node } = entry;
    if (node.type === "FunctionDeclaration") this.#registerDeclaration(entry, node);
    else if (node.type === "ClassDeclaration" && node.id) this.#registerClassDeclaration(entry, node.id.name);
    else if (isFunction(node) || isClass(node)) this.#registerExpression(entry, node);
  }

  #registerExpression(entry: Entry, node: FunctionNode | ClassNode): void {
    const [before, after] = namedInPlace(node, this.#input.syntax.parents);
    const { text, cells } = this.#registration(entry);
    // A declaration needs no semicolon, what it becomes does.
    const end = node.type === "ClassDeclaration" ? ");" : ")";
    this.#edits.wrap(
      node,
      `$$$.${isClass(node) ? "c" : "f"}(${before}`,
      `${after},${text}${end}`,
      shift(cells, after.length + 1),
    );
  }

  #registerClassDeclaration(entry: Entry, name: string): void {
    const { text, cells } = this.#registration(entry);
    const before = `;$$$.c(${name},`;
    this.#edits.after(entry.node.end, `${before}${text});`, shift(cells, before.length));
  }

  /** At the beginning of the block, since the function is there from then on. */
  #registerDeclaration(entry: Entry, node: Extract<FunctionNode, { type: "FunctionDeclaration" }>): void {
    const name = node.id ? node.id.name : "$$$default";
    if (!node.id) this.#edits.after(this.#endOfKeyword(node), ` ${name}`);
    const { text, cells } = this.#registration(entry, node.id ? undefined : "default");
    const before = `$$$.f(${name},`;
    const statement = `${before}${text});`;
    const places = shift(cells, before.length);
    const { parents } = this.#input.syntax;
    let host = parents.get(node)!;
    if (host.type === "ExportNamedDeclaration" || host.type === "ExportDefaultDeclaration") host = parents.get(host)!;
    if (host.type === "Program") {
      this.#prelude += statement;
    } else if (host.type === "SwitchCase") {
      // It is there in every case, and nobody knows which one comes first.
      for (const { consequent } of (parents.get(host) as Extract<AnyNode, { type: "SwitchStatement" }>).cases) {
        if (consequent.length > 0) this.#edits.statement(consequent[0]!.start, statement, places);
      }
    } else {
      this.#edits.statement(this.#blockStart(host), statement, places);
    }
  }

  /** Behind `function` or `function*`. */
  #endOfKeyword(node: Node): number {
    const gap = String.raw`(?:\s|/\*[^]*?\*/|//.*\n)`;
    const keyword = new RegExp(`^(?:async${gap}+)?function(?:${gap}*\\*)?`).exec(
      this.#input.source.slice(node.start, node.end),
    )!;
    return node.start + keyword[0].length;
  }

  #registerMethods(node: Extract<AnyNode, { type: "ObjectExpression" }>): void {
    let text = ",$$$t,[";
    const cells: [number, string, string][] = [];
    let count = 0;
    for (const property of node.properties) {
      const entry = this.#entries.of(property);
      if (property.type !== "Property" || entry === undefined) continue;
      const slot = property.kind === "init" ? "value" : property.kind;
      const read = this.#read(entry);
      text += `${count++ > 0 ? "," : ""}[${keyText(property)},"${slot}",${entry.index}`;
      if (read !== undefined) {
        cells.push(...shift(read.cells, text.length + 1));
        text += `,${read.text}`;
      }
      text += "]";
    }
    if (count > 0) this.#edits.wrap(node, "$$$.o(", `${text}])`, cells);
  }

  /** The arguments of a registration behind the function. */
  #registration(entry: Entry, name?: string): Text {
    const read = this.#read(entry) ?? (name === undefined ? undefined : { text: "undefined", cells: [] });
    const before = `$$$t,${entry.index}`;
    const after = name === undefined ? "" : `,${JSON.stringify(name)}`;
    if (read === undefined) return { text: before + after, cells: [] };
    return { text: `${before},${read.text}${after}`, cells: shift(read.cells, before.length + 1) };
  }

  /** The function that reads what is captured, when it is needed. */
  #read(entry: Entry): Text | undefined {
    const { variables, imports, uses } = this.#captures.get(entry)!;
    const parts: { text: string; cell?: [string, string] }[] = [];
    if (uses.this) parts.push({ text: "this" });
    for (const { variable, read } of variables) {
      const token = this.#cells.tokenFor(variable, entry);
      parts.push({ text: read, ...(token && { cell: [token, variable.name] }) });
    }
    for (const { name, engine } of imports) if (!engine) parts.push({ text: name });
    for (const token of this.#tokens(entry)) parts.push({ text: token });
    if (parts.length === 0) return undefined;
    let text = "()=>[";
    const cells: [number, string, string][] = [];
    for (const [i, part] of parts.entries()) {
      if (i > 0) text += ",";
      if (part.cell !== undefined) cells.push([text.length, ...part.cell]);
      text += part.text;
    }
    return { text: `${text}]`, cells };
  }

  #tokens(entry: Entry): string[] {
    const tokens = this.#captures.get(entry)!.variables.map(({ variable }) => this.#cells.tokenFor(variable, entry));
    return [...new Set(tokens.filter((token) => typeof token === "string"))];
  }

  // The table

  #describe(entry: Entry, first: number): FunctionEntry {
    const { kind, text } = entry;
    const { variables, imports, uses, views } = this.#captures.get(entry)!;
    const { line, column } = placeOf(entry.node);
    const node = entry.node as FunctionNode | ClassNode;
    const inferred =
      kind === "expression" || kind === "class" ? (inferredName(node, this.#input.syntax.parents) ?? "") : "";
    return {
      kind,
      ...text,
      line,
      column,
      name: inferred || this.#ownName(entry),
      ...(inferred !== "" && { inferred: true }),
      captures: variables.map(({ variable, capture }): Capture => {
        const token = this.#cells.tokenFor(variable, entry);
        return token === undefined ? capture : { ...capture, token };
      }),
      imports,
      tokens: this.#tokens(entry),
      uses,
      edits: [first, this.#edits.length],
      ...(views.length > 0 && { views }),
      ...(isClass(entry.node) && this.#classFacts(entry.node)),
    };
  }

  #ownName({ kind, node }: Entry): string {
    if (kind === "computed") return "";
    if (node.type === "Property") return keyName(node)!;
    return (node as FunctionNode | ClassNode).id?.name ?? "";
  }

  #classFacts(node: ClassNode): Pick<FunctionEntry, "isBase" | "members"> {
    const members: MemberEntry[] = [];
    for (const member of node.body.body) {
      if (member.type !== "MethodDefinition" || member.kind === "constructor") continue;
      const key = keyName(member);
      if (key === undefined || member.key.type === "PrivateIdentifier") continue;
      members.push({ key, ...(member.static && { static: true }), ...placeOf(member) });
    }
    return { members, ...(this.#isBase(node) && { isBase: true }) };
  }

  /** Nobody knows what `extends f(…)` extends. */
  #isBase(node: ClassNode): boolean {
    const name = node.id?.name ?? inferredName(node, this.#input.syntax.parents);
    return this.#entries.list.some(({ node: other }) => {
      if (!isClass(other) || !other.superClass) return false;
      return other.superClass.type === "Identifier" ? other.superClass.name === name : true;
    });
  }

  #importedModules(): string[] {
    const { syntax, importKind } = this.#input;
    const specifiers = syntax.program.body.flatMap((statement) =>
      "source" in statement && typeof statement.source?.value === "string" ? [statement.source.value] : [],
    );
    return [...new Set(specifiers)].filter((specifier) => importKind(specifier) === "user");
  }

  #privateReferences(): PrivateReference[] {
    // From the inside out, as edits are.
    return this.#entries.privateUses
      .toReversed()
      .filter((use) => use.form !== undefined && this.#entries.list.some((entry) => isLeftBehind(use, entry)))
      .map(({ object, access, name, owner, form }) => ({
        object: [object.start, object.end],
        access,
        name,
        class: this.#entries.of(owner)!.index,
        classStart: owner.start,
        form: form!,
      }));
  }
}

/** Functions are there from the start of their block, whatever comes before them in the text. */
function declareToken(token: string): string {
  return `function ${token}(){}`;
}

function shift(cells: Text["cells"], by: number): [number, string, string][] {
  return cells.map(([at, token, name]) => [at + by, token, name]);
}
