import { type AnyNode, type Node, type Program, parse, tokTypes } from "acorn";
import type { Site } from "../../conf/errors.ts";
import { ProgramSyntaxError } from "./syntax-error.ts";

export type FunctionNode = Extract<
  AnyNode,
  { type: "ArrowFunctionExpression" | "FunctionExpression" | "FunctionDeclaration" }
>;
export type ClassNode = Extract<AnyNode, { type: "ClassDeclaration" | "ClassExpression" }>;
export type ObjectProperty = Extract<AnyNode, { type: "Property" }>;

export interface Syntax {
  readonly program: Program;
  readonly parents: ReadonlyMap<Node, AnyNode>;
  /** Where `=>` ends, in the order of the text. */
  readonly arrows: readonly number[];
}

/** Reads a module. @throws ProgramSyntaxError */
export function parseModule(source: string, file: string): Syntax {
  const arrows: number[] = [];
  let program: Program;
  try {
    program = parse(source, {
      ecmaVersion: "latest",
      sourceType: "module",
      locations: true,
      ranges: true,
      allowHashBang: true,
      onToken: (token) => {
        if (token.type === tokTypes.arrow) arrows.push(token.end);
      },
    });
  } catch (error) {
    throw asProgramError(error, file);
  }
  const parents = new Map<Node, AnyNode>();
  const link = (node: AnyNode): void => {
    for (const child of childrenOf(node)) {
      parents.set(child, node);
      link(child);
    }
  };
  link(program);
  // A function that is read twice, as `async (x) =>` is, gives its tokens twice.
  return { program, parents, arrows: [...new Set(arrows)].sort((a, b) => a - b) };
}

function asProgramError(error: unknown, file: string): unknown {
  const { loc, message } = error as { loc?: { line: number; column: number }; message: string };
  if (loc === undefined) return error;
  const site: Site = { file, line: loc.line, column: loc.column + 1 };
  const what = message.replace(/ \(\d+:\d+\)$/, "");
  const advice = what.startsWith("'with'")
    ? "Name the object each time, or take what is needed out of it: const { a, b } = object."
    : undefined;
  return new ProgramSyntaxError([{ message: what, site }], { cause: error, ...(advice && { advice }) });
}

/** The nodes directly below a node, in the order of the text as far as the tree has it. */
export function childrenOf(node: AnyNode): AnyNode[] {
  const children: AnyNode[] = [];
  const add = (value: unknown): void => {
    if (typeof value === "object" && value !== null && typeof (value as Node).type === "string")
      children.push(value as AnyNode);
  };
  for (const value of Object.values(node) as unknown[]) {
    if (Array.isArray(value)) value.forEach(add);
    else add(value);
  }
  // A shorthand's key and value are one and the same text.
  if (node.type === "Property" && node.shorthand)
    return children.filter((child) => child !== node.key || child === node.value);
  return children;
}

export function isFunction(node: AnyNode): node is FunctionNode {
  return (
    node.type === "ArrowFunctionExpression" || node.type === "FunctionExpression" || node.type === "FunctionDeclaration"
  );
}

export function isClass(node: AnyNode): node is ClassNode {
  return node.type === "ClassDeclaration" || node.type === "ClassExpression";
}

export function contains(outer: Node, position: number): boolean {
  return position >= outer.start && position < outer.end;
}

/** Where a node begins: lines from 1, columns from 0. */
export function placeOf(node: Node): { line: number; column: number } {
  return node.loc!.start;
}

/** An expression for the key of a property; undefined for a computed one that could give something else when it is evaluated again. */
export function keyText(property: { computed?: boolean; key: Node }): string | undefined {
  const name = keyName(property);
  return name === undefined ? pathText(property.key as AnyNode) : JSON.stringify(name);
}

function pathText(node: AnyNode): string | undefined {
  if (node.type === "Identifier") return node.name;
  if (node.type === "Literal") return node.raw;
  if (node.type !== "MemberExpression" || node.computed || node.property.type !== "Identifier") return undefined;
  const object = pathText(node.object as AnyNode);
  return object && `${object}.${node.property.name}`;
}

/** The name of a property that does not have to be computed. */
export function keyName(node: { computed?: boolean; key: Node }): string | undefined {
  const key = node.key as AnyNode;
  if (node.computed) return undefined;
  if (key.type === "Identifier") return key.name;
  return key.type === "Literal" ? String(key.value) : undefined;
}
