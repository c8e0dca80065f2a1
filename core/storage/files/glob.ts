import { IllegalArgumentError } from "../../conf/errors.ts";
import type { Files } from "../../host/files.ts";

/** Does a path have wildcards: `*`, `?`, `[a-c]`, `[^a]`, `{a,b}`? A backslash takes a character as it is. */
export function isPattern(path: string): boolean {
  return /[*?[\]{}\\]/.test(path);
}

/** The absolute paths of all that is there and matches, in order. */
export function glob(files: Files, pattern: string): string[] {
  const found = new Set<string>();
  for (const path of expandBraces(pattern)) for (const match of matches(files, path)) found.add(match);
  return [...found].sort();
}

function matches(files: Files, pattern: string): string[] {
  let paths = [""];
  for (const part of pattern.split("/").filter((part) => part !== "")) {
    const exact = isPattern(part) ? undefined : part;
    const test = exact === undefined ? componentTest(part, pattern) : undefined;
    paths = paths.flatMap((path) => {
      if (test === undefined) return files.stat(`${path}/${exact}`) === undefined ? [] : [`${path}/${exact}`];
      if (files.stat(path === "" ? "/" : path)?.kind !== "directory") return [];
      return files
        .list(path === "" ? "/" : path)
        .filter(({ name }) => test.test(name))
        .map(({ name }) => `${path}/${name}`);
    });
  }
  return paths.map((path) => (path === "" ? "/" : path));
}

/** `a{b,c{d,e}}` as `ab`, `acd`, `ace`. */
function expandBraces(pattern: string): string[] {
  const open = indexOutside(pattern, "{", 0);
  if (open < 0) return [pattern];
  const alternatives: string[] = [];
  let depth = 0;
  let start = open + 1;
  for (let i = open; i < pattern.length; i++) {
    const char = pattern[i];
    if (char === "\\") i++;
    else if (char === "{") depth++;
    else if (char === "," && depth === 1) {
      alternatives.push(pattern.slice(start, i));
      start = i + 1;
    } else if (char === "}" && --depth === 0) {
      alternatives.push(pattern.slice(start, i));
      const [before, after] = [pattern.slice(0, open), pattern.slice(i + 1)];
      return alternatives.flatMap((each) => expandBraces(`${before}${each}${after}`));
    }
  }
  throw badPattern(pattern, "a { is not closed");
}

/** Where `char` stands without a backslash before it. */
function indexOutside(pattern: string, char: string, from: number): number {
  for (let i = from; i < pattern.length; i++) {
    if (pattern[i] === "\\") i++;
    else if (pattern[i] === char) return i;
  }
  return -1;
}

function componentTest(part: string, pattern: string): RegExp {
  let text = "";
  for (let i = 0; i < part.length; i++) {
    const char = part[i]!;
    if (char === "*") text += ".*";
    else if (char === "?") text += ".";
    else if (char === "\\") {
      if (i + 1 === part.length) throw badPattern(pattern, "nothing follows the \\");
      text += literal(part[++i]!);
    } else if (char === "[") {
      const end = part.indexOf("]", part[i + 1] === "^" ? i + 3 : i + 2);
      if (end < 0) throw badPattern(pattern, "a [ is not closed");
      const negated = part[i + 1] === "^" || part[i + 1] === "!";
      const set = part.slice(negated ? i + 2 : i + 1, end).replace(/[\\\]^[]/g, "\\$&");
      text += `[${negated ? "^" : ""}${set}]`;
      i = end;
    } else text += literal(char);
  }
  try {
    return new RegExp(`^${text}$`, "su");
  } catch {
    throw badPattern(pattern, "a range in [ ] is upside down");
  }
}

function literal(char: string): string {
  return char.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

function badPattern(pattern: string, why: string): IllegalArgumentError {
  return new IllegalArgumentError(`Illegal file pattern: ${pattern}: ${why}`, {
    code: "FILE_PATTERN",
    advice: "Put a backslash before a character that is to be taken as it is.",
  });
}
