/** How deep objects are shown, how many entries of each, how wide a line may get and how many levels it may hold: as in Node. */
const DEPTH = 2;
const ENTRIES = 100;
const WIDTH = 80;
const LEVELS = 3;

/** What `console.log` writes of its arguments, in the form that Node gives them. */
export function formatArguments(args: readonly unknown[], describeError: (error: Error) => string = errorText): string {
  const rest = [...args];
  const parts: string[] = [];
  if (typeof rest[0] === "string" && rest.length > 1) parts.push(expand(rest.shift() as string, rest, describeError));
  for (const value of rest) parts.push(typeof value === "string" ? value : inspect(value, describeError));
  return parts.join(" ");
}

/** `%s`, `%d`, … in a first string take the arguments that follow it. */
function expand(format: string, rest: unknown[], describeError: (error: Error) => string): string {
  return format.replace(/%[sdifjoOc%]/g, (directive) => {
    if (directive === "%%") return "%";
    if (rest.length === 0) return directive;
    const value = rest.shift();
    switch (directive) {
      case "%s":
        return typeof value === "object" && value !== null ? inspect(value, describeError, 0) : String(value);
      case "%d":
        return typeof value === "bigint" ? `${value}n` : String(Number(value));
      case "%i":
        return typeof value === "bigint" ? `${value}n` : String(Number.parseInt(String(value), 10));
      case "%f":
        return String(Number.parseFloat(String(value)));
      case "%j":
        return JSON.stringify(value) ?? "undefined";
      case "%c":
        return "";
      default:
        return inspect(value, describeError);
    }
  });
}

function errorText(error: Error): string {
  return error.stack ?? String(error);
}

/** A value as Node's `util.inspect` shows it, for everything that programs commonly print. */
export function inspect(value: unknown, describeError: (error: Error) => string = errorText, depth = DEPTH): string {
  return new Inspector(describeError).show(value, depth, 0);
}

class Inspector {
  readonly #describeError: (error: Error) => string;
  readonly #open: object[] = [];
  /** The level of the object that was shown last. */
  #level = 0;
  readonly #circular: object[] = [];

  constructor(describeError: (error: Error) => string) {
    this.#describeError = describeError;
  }

  show(value: unknown, depth: number, indent: number): string {
    switch (typeof value) {
      case "string":
        return quote(value);
      case "bigint":
        return `${value}n`;
      case "number":
        return Object.is(value, -0) ? "-0" : String(value);
      case "function":
        return functionText(value);
      case "object":
        return value === null ? "null" : this.#object(value, depth, indent);
      default:
        return String(value);
    }
  }

  #object(value: object, depth: number, indent: number): string {
    if (this.#open.includes(value)) {
      if (!this.#circular.includes(value)) this.#circular.push(value);
      return `[Circular *${this.#circular.indexOf(value) + 1}]`;
    }
    if (value instanceof Error) return nested(this.#describeError(value), indent);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
    if (value instanceof RegExp) return String(value);
    if (depth < 0 && !isEmpty(value))
      return Array.isArray(value) ? "[Array]" : `[${nameOf(value) ?? "Object: null prototype"}]`;

    const level = this.#open.length;
    if (!isEmpty(value)) this.#level = level;
    this.#open.push(value);
    const { prefix, entries, brackets } = this.#parts(value, depth, indent + 2);
    this.#open.pop();
    const reference = this.#circular.includes(value) ? `<ref *${this.#circular.indexOf(value) + 1}> ` : "";
    return layOut(
      entries,
      `${reference}${prefix}${brackets[0]}`,
      brackets[1]!,
      indent,
      value,
      this.#level - level < LEVELS,
    );
  }

  #parts(value: object, depth: number, indent: number): { prefix: string; entries: string[]; brackets: "[]" | "{}" } {
    const show = (item: unknown): string => this.show(item, depth - 1, indent);
    const name = nameOf(value);
    if (Array.isArray(value)) {
      const entries = limited(value.length, (i) => (i in value ? show(value[i]) : "<empty>"));
      return {
        prefix: name === "Array" ? "" : `${name}(${value.length}) `,
        entries: entries.concat(named(value, show)),
        brackets: "[]",
      };
    }
    if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
      const items = value as unknown as ArrayLike<unknown>;
      return {
        prefix: `${name}(${items.length}) `,
        entries: limited(items.length, (i) => show(items[i])),
        brackets: "[]",
      };
    }
    if (value instanceof Map) {
      const pairs = [...value];
      const entries = limited(pairs.length, (i) => `${show(pairs[i]![0])} => ${show(pairs[i]![1])}`);
      return { prefix: `${name}(${value.size}) `, entries, brackets: "{}" };
    }
    if (value instanceof Set) {
      const items = [...value];
      return {
        prefix: `${name}(${value.size}) `,
        entries: limited(items.length, (i) => show(items[i])),
        brackets: "{}",
      };
    }
    if (value instanceof Promise) return { prefix: "Promise ", entries: [], brackets: "{}" };
    const prefix = name === undefined ? "[Object: null prototype] " : name === "Object" ? "" : `${name} `;
    return { prefix, entries: named(value, show), brackets: "{}" };
  }
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0 && !((value instanceof Map || value instanceof Set) && value.size > 0);
}

function nameOf(value: object): string | undefined {
  for (let at: object | null = value; at !== null; at = Object.getPrototypeOf(at)) {
    const made: unknown = Object.getOwnPropertyDescriptor(at, "constructor")?.value;
    if (typeof made === "function" && made.name !== "") return made.name;
  }
  return undefined;
}

function limited(length: number, entry: (index: number) => string): string[] {
  const entries = Array.from({ length: Math.min(length, ENTRIES) }, (_, i) => entry(i));
  if (length > ENTRIES) entries.push(`... ${length - ENTRIES} more item${length - ENTRIES > 1 ? "s" : ""}`);
  return entries;
}

function named(value: object, show: (item: unknown) => string): string[] {
  const array = Array.isArray(value);
  const keys = Reflect.ownKeys(value).filter(
    (key) =>
      Object.getOwnPropertyDescriptor(value, key)?.enumerable &&
      !(array && typeof key === "string" && /^\d+$/.test(key)),
  );
  return limited(keys.length, (i) => {
    const key = keys[i]!;
    const property = Object.getOwnPropertyDescriptor(value, key)!;
    const accessor = property.get && property.set ? "[Getter/Setter]" : property.get ? "[Getter]" : "[Setter]";
    return `${keyText(key)}: ${"value" in property ? show(property.value) : accessor}`;
  });
}

function keyText(key: string | symbol): string {
  if (typeof key === "symbol") return String(key);
  return /^[a-zA-Z_$][\w$]*$/.test(key) ? key : quote(key);
}

function functionText(value: Function): string {
  if (/^class\b/.test(Function.prototype.toString.call(value))) {
    const parent = Object.getPrototypeOf(value) as Function;
    return `[class ${value.name || "(anonymous)"}${parent.name ? ` extends ${parent.name}` : ""}]`;
  }
  return value.name ? `[Function: ${value.name}]` : "[Function (anonymous)]";
}

/** Single quotes, or others where the text itself has them. */
function quote(text: string): string {
  const mark = !text.includes("'") ? "'" : !text.includes('"') ? '"' : !/[`$]/.test(text) ? "`" : "'";
  const escapes: Record<string, string> = {
    "\n": "\\n",
    "\t": "\\t",
    "\r": "\\r",
    "\b": "\\b",
    "\f": "\\f",
    "\v": "\\v",
    "\\": "\\\\",
  };
  let out = mark;
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if (char === mark) out += `\\${char}`;
    else if (escapes[char] !== undefined) out += escapes[char];
    else if (code < 32 || (code >= 127 && code < 160)) out += `\\x${code.toString(16).toUpperCase().padStart(2, "0")}`;
    else out += char;
  }
  return out + mark;
}

function nested(text: string, indent: number): string {
  return text.replaceAll("\n", `\n${" ".repeat(indent)}`);
}

/** Side by side where it fits, else one below the other: Node's own rules. */
function layOut(
  entries: string[],
  open: string,
  close: string,
  indent: number,
  value: object,
  shallow: boolean,
): string {
  if (entries.length === 0) return `${open}${close}`;
  const rows = entries.length > 6 && isList(value) ? inColumns(entries, value, indent) : entries;
  if (shallow && rows === entries) {
    const width = entries.reduce((sum, entry) => sum + entry.length, 2 * entries.length + indent + open.length + 10);
    if (width <= WIDTH && !entries.some((entry) => entry.includes("\n")))
      return `${open} ${entries.join(", ")} ${close}`;
  }
  const pad = " ".repeat(indent);
  return `${open}\n${pad}  ${rows.join(`,\n${pad}  `)}\n${pad}${close}`;
}

function isList(value: object): value is object & ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** Many short items in columns, numbers to the right. */
function inColumns(entries: string[], value: ArrayLike<unknown>, indent: number): string[] {
  const items = value.length > ENTRIES ? entries.slice(0, -1) : entries;
  const lengths = items.map((item) => item.length);
  const total = lengths.reduce((sum, length) => sum + length + 2, 0);
  const widest = Math.max(...lengths) + 2;
  if (widest * 3 + indent >= WIDTH || (total / widest <= 5 && widest > 8)) return entries;
  const biased = Math.max(widest - 3 - Math.sqrt(widest - total / entries.length), 1);
  const columns = Math.min(
    Math.round(Math.sqrt(2.5 * biased * items.length) / biased),
    Math.floor((WIDTH - indent) / widest),
    LEVELS * 4,
    15,
  );
  if (columns <= 1) return entries;

  const widths = Array.from(
    { length: columns },
    (_, c) => Math.max(...lengths.filter((_, i) => i % columns === c)) + 2,
  );
  const right = Array.from(value).every((item) => typeof item === "number" || typeof item === "bigint");
  const rows: string[] = [];
  for (let i = 0; i < items.length; i += columns) {
    const row = items.slice(i, i + columns);
    const cells = row.map((item, c) => {
      const last = c === row.length - 1;
      const text = last ? item : `${item}, `;
      return right ? text.padStart(widths[c]! - (last ? 2 : 0)) : last ? text : text.padEnd(widths[c]!);
    });
    rows.push(cells.join(""));
  }
  return items === entries ? rows : [...rows, entries.at(-1)!];
}
