import type { AnyNode } from "acorn";
import type { EditList } from "./edit-list.ts";
import { privateNames } from "./private-uses.ts";
import type { ClassNode } from "./syntax.ts";

/**
 * What a class needs so that its instances and its static state can be made again from a copy: access to its private members, a
 * constructor and field initialisers that do nothing meanwhile. Called before the registrations inside of the class's own text end.
 */
export function hookClass(node: ClassNode, index: number, readsOutside: boolean, edits: EditList): void {
  const names = privateNames(node);
  const isConstructed = names.size > 0 || Boolean(node.superClass);
  if (isConstructed) {
    const access = names.size > 0 ? `,${privateAccess(node, readsOutside)}` : "";
    edits.hookStatement(node.body.start + 1, `static{$$$.p(this${access})}`);
  }
  for (const member of node.body.body) {
    if (member.type === "MethodDefinition" && member.kind === "constructor" && isConstructed) {
      const skip = node.superClass ? "if($$$.r.on){super(...$$$.r.args);return}" : "if($$$.r.on)return;";
      edits.hookStatement(member.value.body.start + 1, skip);
    }
    if (member.type !== "PropertyDefinition" || !member.value || makesOnlyItself(member.value as AnyNode)) continue;
    if (member.static) edits.hookAround(member.value, `$$$.d===${index}?undefined:(`, ")");
    else if (isConstructed) edits.hookAround(member.value, "$$$.r.on?undefined:(", ")");
  }
}

/** Evaluating it does nothing but make it, and a function keeps its name this way. */
function makesOnlyItself(node: AnyNode): boolean {
  switch (node.type) {
    case "Literal":
    case "ArrowFunctionExpression":
    case "FunctionExpression":
      return true;
    case "ClassExpression":
      return !node.id;
    case "ArrayExpression":
      return node.elements.length === 0;
    case "ObjectExpression":
      return node.properties.length === 0;
    default:
      return false;
  }
}

interface PrivateMember {
  readonly static: boolean;
  readonly isField: boolean;
  readonly parts: Set<"get" | "set" | "call">;
}

function privateAccess(node: ClassNode, readsOutside: boolean): string {
  const members = new Map<string, PrivateMember>();
  for (const member of node.body.body) {
    if (member.type === "StaticBlock" || member.key.type !== "PrivateIdentifier") continue;
    const isField = member.type === "PropertyDefinition";
    const parts = isField
      ? (["get", "set"] as const)
      : member.kind === "get" || member.kind === "set"
        ? ([member.kind] as const)
        : (["call"] as const);
    const known = members.get(member.key.name) ?? { static: member.static, isField, parts: new Set() };
    for (const part of parts) known.parts.add(part);
    members.set(member.key.name, known);
  }
  const all = [...members];
  const fields = (isStatic: boolean): string =>
    JSON.stringify(all.filter(([, each]) => each.isField && each.static === isStatic).map(([name]) => name));
  const brand = all.find(([, each]) => !each.static)?.[0];
  const view = all.flatMap(([name, { parts }]) => [
    parts.has("get") ? `get ${name}(){return o.#${name}}` : "",
    // A method finds its object as `this`.
    parts.has("call") ? `get ${name}(){return o.#${name}.bind(o)}` : "",
    parts.has("set") ? `set ${name}(v){o.#${name}=v}` : "",
  ]);
  const entries = [
    `fields:${fields(false)}`,
    `staticFields:${fields(true)}`,
    `has:${brand === undefined ? "()=>false" : `o=>#${brand} in o`}`,
    `view:o=>o==null?o:({${view.filter((each) => each !== "").join()}})`,
  ];
  if (readsOutside) {
    const readable = all.filter(([, { parts }]) => parts.has("get") || parts.has("call"));
    entries.push(`read:{${readable.map(([name]) => `${name}:o=>o.#${name}`).join()}}`);
    entries.push(`brand:{${all.map(([name]) => `${name}:o=>#${name} in o`).join()}}`);
  }
  return `{${entries.join()}}`;
}
