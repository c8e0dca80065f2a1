/**
 * Is `directory` one that `pattern` stands for, part by part, with `*` and `?`? Takes no longer than the product of their lengths, whatever they are: both come
 * from a program that may mean no good. Of patterns with other wildcards nobody is sure: nothing is.
 */
export function isMatch(pattern: string, directory: string): boolean {
  if (pattern === directory) return true;
  if (/[[\]{}\\]/.test(pattern)) return false;
  const [wanted, parts] = [pattern.split("/"), directory.split("/")];
  return wanted.length === parts.length && wanted.every((part, i) => isPartMatch(part, parts[i]!));
}

function isPartMatch(pattern: string, text: string): boolean {
  let [p, t] = [0, 0];
  /** Behind the last `*`, and how far the text was when it came to that. */
  let [star, taken] = [-1, 0];
  while (t < text.length) {
    if (pattern[p] === "*") {
      star = ++p;
      taken = t;
    } else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star;
      t = ++taken;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}
