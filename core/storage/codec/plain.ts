/**
 * Is every record like JSON: strings, numbers, booleans, null, undefined, plain arrays and plain objects, as a tree? Then MessagePack keeps it as it is. What
 * stands inside of a record must not stand anywhere else; whether two records are one and the same is not looked at.
 */
export function arePlain(records: readonly unknown[]): boolean {
  const test = new PlainTest(records);
  for (const record of records) {
    if (typeof record === "object" && record !== null ? !test.isPlain(record, 0) : !isPlainPrimitive(record))
      return false;
  }
  return true;
}

/** Deeper than this it may be a circle, and somebody else has to look at it. */
const DEPTH = 64;

class PlainTest {
  readonly #records: readonly unknown[];
  /** Every thing inside of a record that was met, and the records; made when the first such thing is. */
  #seen: Set<unknown> | undefined;

  constructor(records: readonly unknown[]) {
    this.#records = records;
  }

  isPlain(thing: object, depth: number): boolean {
    if (Array.isArray(thing)) {
      if (!isPlainArray(thing)) return false;
      for (let i = 0; i < thing.length; i++) {
        const value: unknown = thing[i];
        if (
          typeof value === "object" && value !== null
            ? !this.#isPlainInside(value, depth + 1)
            : !isPlainPrimitive(value)
        )
          return false;
        if (value === undefined && !(i in thing)) return false;
      }
      return true;
    }
    if (Object.getPrototypeOf(thing) !== Object.prototype) return false;
    for (const key of Object.keys(thing)) {
      const value = (thing as Record<string, unknown>)[key];
      if (!isPlainKey(key)) return false;
      if (
        typeof value === "object" && value !== null ? !this.#isPlainInside(value, depth + 1) : !isPlainPrimitive(value)
      )
        return false;
    }
    return true;
  }

  #isPlainInside(thing: object, depth: number): boolean {
    if (depth > DEPTH) return false;
    this.#seen ??= new Set(this.#records);
    if (this.#seen.has(thing)) return false;
    this.#seen.add(thing);
    return this.isPlain(thing, depth);
  }
}

export function isPlainArray(array: readonly unknown[]): boolean {
  return Object.getPrototypeOf(array) === Array.prototype && !isMoreThanArray(array);
}

/** The arrays with properties that the language makes: the result of a match with a regular expression, the strings of a template. */
export function isMoreThanArray(array: readonly unknown[]): boolean {
  return "index" in array || "raw" in array;
}

/** `__proto__` would become the prototype, `constructor` would be taken for the class. */
export function isPlainKey(key: string): boolean {
  return key !== "__proto__" && key !== "constructor" && key.isWellFormed();
}

export function isPlainPrimitive(value: unknown): boolean {
  switch (typeof value) {
    case "string":
      return value.isWellFormed();
    case "number":
      return value !== 0 || !Object.is(value, -0);
    case "boolean":
    case "undefined":
      return true;
    default:
      return value === null;
  }
}
