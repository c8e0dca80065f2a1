import type { AnyNode, Node } from "acorn";
import type { Variable } from "eslint-scope";
import type { Capture, ImportedName, LexicalUses } from "../module-table.ts";
import type { Entries, Entry } from "./entries.ts";
import type { PrivateUse } from "./private-uses.ts";
import { importOf, isArguments, isOutside, type Scopes, type Use } from "./scopes.ts";
import { type ClassNode, isClass, placeOf } from "./syntax.ts";

/** Which modules' exports travel how. */
export type ImportKind = "user" | "engine" | "package";

/** A captured variable with what is said of it in the transformed module: how its value is read. */
export interface CapturedVariable {
  readonly variable: Variable;
  readonly capture: Capture;
  /** The expression that gives the value. */
  readonly read: string;
}

export interface Captures {
  readonly variables: readonly CapturedVariable[];
  readonly imports: readonly ImportedName[];
  readonly uses: LexicalUses;
  readonly views: readonly (readonly [number, string])[];
}

export interface CaptureContext {
  readonly scopes: Scopes;
  readonly entries: Entries;
  readonly parents: ReadonlyMap<Node, AnyNode>;
  readonly importKind: (specifier: string) => ImportKind;
}

/** What a function takes along from around it. */
export function capturesOf(entry: Entry, context: CaptureContext): Captures {
  const { scopes, entries, parents, importKind } = context;
  const uses = { ...entry.uses };
  const byVariable = new Map<Variable, Use[]>();
  for (const use of scopes.within(entry.text)) {
    const { variable } = use;
    if (!isOutside(variable, entry.text)) continue;
    if (isArguments(variable)) {
      const { line, column } = placeOf(use.identifier);
      uses.arguments ??= [line, column];
      continue;
    }
    if (isItself(entry, variable, scopes)) continue;
    const known = byVariable.get(variable);
    if (known === undefined) byVariable.set(variable, [use]);
    else known.push(use);
  }

  const variables: CapturedVariable[] = [];
  const imports: ImportedName[] = [];
  for (const [variable, all] of byVariable) {
    const binding = importOf(variable);
    const { name } = variable;
    const kind = binding && importKind(binding.specifier);
    if (binding !== undefined && kind !== "user") {
      imports.push({ name, ...binding, ...(kind === "engine" && { engine: true as const }) });
      continue;
    }
    const { line, column } = placeOf(all[0]!.identifier);
    const capture: Capture = {
      name,
      line,
      column,
      ...(all.some((use) => use.writes) && { assigned: true as const }),
      ...(isClass(entry.node) &&
        all.some((use) => isEarly(entry.node as ClassNode, use.identifier)) && { early: true as const }),
    };
    variables.push({ variable, capture, read: binding?.imported === "*" ? usedExports(name, all, parents) : name });
  }

  const views: [number, string][] = [];
  for (const use of entries.privateUses) {
    if (!isLeftBehind(use, entry)) continue;
    const variable = use.form === undefined ? undefined : classVariable(use, context);
    const { line, column } = placeOf(use.node);
    if (variable === undefined) {
      uses.private ??= [line, column];
      continue;
    }
    if (!variables.some((each) => each.variable === variable)) {
      variables.push({ variable, capture: { name: variable.name, line, column }, read: variable.name });
    }
    const { index } = entries.of(use.owner)!;
    if (!views.some(([known]) => known === index)) views.push([index, variable.name]);
  }
  return { variables, imports, uses, views };
}

/** A declaration that names itself; its own text gives it that name again. */
function isItself({ node, text }: Entry, variable: Variable, scopes: Scopes): boolean {
  if (node.type !== "FunctionDeclaration" && !isClass(node)) return false;
  const declares = variable.defs.length === 1 && (variable.defs[0]!.node as unknown) === node;
  return declares && node.id !== null && !scopes.of(variable).some((use) => use.writes) && text.start === node.start;
}

/** Must the class know it in order to be defined? Static state comes from the copy and methods run later. */
function isEarly(node: ClassNode, identifier: Node): boolean {
  const within = (part: Node | null | undefined): boolean =>
    part !== null && part !== undefined && identifier.start >= part.start && identifier.end <= part.end;
  return (
    within(node.superClass) ||
    node.body.body.some((member) => member.type !== "StaticBlock" && member.computed && within(member.key))
  );
}

/** Of a module of the program only what is used of it, since something else in it may not be able to travel. */
function usedExports(name: string, uses: readonly Use[], parents: ReadonlyMap<Node, AnyNode>): string {
  const exports = new Set<string>();
  for (const { identifier } of uses) {
    const parent = parents.get(identifier)!;
    const isMember = parent.type === "MemberExpression" && parent.object === identifier && !parent.computed;
    if (!isMember || parent.property.type !== "Identifier") return name;
    exports.add(parent.property.name);
  }
  return `{__proto__:null,${[...exports].map((each) => `${each}:${name}.${each}`).join()}}`;
}

/** Is the class of this private member not part of the entry's text? */
export function isLeftBehind(use: PrivateUse, entry: Entry): boolean {
  return use.node.start >= entry.text.start && use.node.end <= entry.text.end && use.owner.start < entry.text.start;
}

/** The variable by which a class is known where one of its private members is used. */
function classVariable({ owner, node }: PrivateUse, { scopes, parents }: CaptureContext): Variable | undefined {
  const name = owner.id?.name;
  if (!name) return undefined;
  for (let next: AnyNode | undefined = node; next !== undefined && next !== owner; next = parents.get(next)) {
    if (scopes.at(next).some((scope) => scope.set.has(name))) return undefined;
  }
  return scopes
    .at(owner)
    .map((scope) => scope.set.get(name))
    .find((variable) => variable !== undefined);
}
