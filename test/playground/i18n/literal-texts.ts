import type { AST } from "svelte/compiler";

/** Attributes whose text a reader sees or hears. */
const SEEN = new Set(["title", "aria-label", "aria-valuetext", "aria-roledescription", "placeholder", "alt", "label"]);

interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Words in a component's markup that did not come from a message: in text, in attributes that are read, in expressions. */
export function literalTexts(root: AST.Root): string[] {
  const found: string[] = [];
  walk(root.fragment as unknown as Node, false, found);
  return found;
}

function walk(node: Node, isShown: boolean, found: string[]): void {
  switch (node.type) {
    case "Text":
      keep(String(node.data), found);
      return;
    case "StyleSheet":
    case "Script":
      return;
    case "Attribute":
      if (SEEN.has(String(node.name))) children(node, true, found);
      return;
    case "ClassDirective":
    case "StyleDirective":
    case "OnDirective":
    case "BindDirective":
    case "Comment":
      return;
    case "IfBlock":
    case "EachBlock":
    case "KeyBlock":
      // The conditions and lists of blocks are not shown; what is in the blocks is.
      for (const part of [node.consequent, node.alternate, node.body, node.fallback, node.fragment]) {
        if (isNode(part)) walk(part, false, found);
      }
      return;
    case "ConstTag":
      return;
    case "ExpressionTag":
      walk(node.expression as Node, true, found);
      return;
    case "ConditionalExpression":
      walk(node.consequent as Node, isShown, found);
      walk(node.alternate as Node, isShown, found);
      return;
    case "CallExpression":
    case "MemberExpression":
    case "ArrowFunctionExpression":
      return; // what a function makes of its arguments is its own affair
    case "Literal":
      if (isShown && typeof node.value === "string") keep(node.value, found);
      return;
    case "TemplateElement":
      if (isShown) keep(String((node.value as { cooked: string }).cooked), found);
      return;
    default:
      children(node, isShown, found);
  }
}

function children(node: Node, isShown: boolean, found: string[]): void {
  for (const [field, value] of Object.entries(node)) {
    if (field === "metadata" || field === "leadingComments") continue;
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) walk(child, isShown, found);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}

function keep(text: string, found: string[]): void {
  const words = text.trim();
  if (/\p{L}{2}/u.test(words)) found.push(words);
}
