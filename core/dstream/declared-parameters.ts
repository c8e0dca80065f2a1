/**
 * How many parameters a function declares, also those with a default value, which `length` does not count; undefined when that is open, because
 * there is a rest parameter, or none at all, or because nothing can be known of it.
 */
export function declaredParameters(f: Function): number | undefined {
  const text = parametersOf(Function.prototype.toString.call(f));
  if (text === undefined) return undefined;
  const parameters = splitAtCommas(text);
  return parameters.length === 0 || parameters.some((each) => each.startsWith("...")) ? undefined : parameters.length;
}

/** What stands between a function's brackets; of `x => …`, `x`. */
function parametersOf(source: string): string | undefined {
  const single = /^(?:async\s+)?([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*=>/u.exec(source);
  if (single !== null) return single[1];
  const open = source.indexOf("(");
  if (open < 0) return undefined;
  const text = source.slice(open + 1);
  const end = scan(text, (depth, char) => depth < 0 && char === ")");
  // nothing is known of what the language brings along, or of bound functions
  return end < 0 || /^\s*\{\s*\[native code\]/.test(text.slice(end + 1)) ? undefined : text.slice(0, end);
}

function splitAtCommas(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (;;) {
    const end = scan(text.slice(start), (depth, char) => depth === 0 && char === ",");
    const part = withoutComments(end < 0 ? text.slice(start) : text.slice(start, start + end));
    // a comma may stand after the last one
    if (part !== "") parts.push(part);
    if (end < 0) return parts;
    start += end + 1;
  }
}

function withoutComments(text: string): string {
  return text.replace(/^(\s|\/\*.*?\*\/|\/\/[^\n]*)+/s, "").trim();
}

/** Texts, templates, comments, brackets. */
const TOKEN = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`|\/\*.*?\*\/|\/\/[^\n]*|[()[\]{},]/gs;

/** The place of the first bracket or comma, outside of texts and comments, at which `stop` holds; -1 if there is none. */
function scan(text: string, stop: (depth: number, char: string) => boolean): number {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token.length > 1) continue;
    if ("([{".includes(token)) depth++;
    else if (")]}".includes(token)) depth--;
    if (stop(depth, token)) return index;
  }
  return -1;
}
