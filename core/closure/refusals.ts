/** What cannot be copied, in the error's words, and what to do about it. */
export interface Uncopyable {
  readonly what: string;
  readonly advice: string;
  /** It is a function whose text is not known. */
  readonly uncompiled?: true;
  /** The error that says so, where it was not the packer that found it. */
  readonly cause?: Error;
}

/** "a Socket", "an object without a class". */
export function describeThing(thing: object): string {
  const name: unknown = Object.getPrototypeOf(thing)?.constructor?.name;
  const tag = Object.prototype.toString.call(thing).slice(8, -1);
  const word = typeof name === "string" && name !== "" && name !== "Object" ? name : tag === "Object" ? "" : tag;
  if (word === "") return "an object of no known class";
  return `${/^[AEIO]/.test(word) ? "an" : "a"} ${word}`;
}

const MAKE_INSIDE =
  "Make it inside the function instead; a connection, for instance, once per partition, in foreachPartition or mapPartitions.";

export const REFUSED = {
  driverOnly: (what: string): Uncopyable => ({
    what,
    advice:
      "Use it outside of the functions that run on executors; copy what such a function needs from it into a variable first.",
  }),
  instance: (thing: object, owner: Function): Uncopyable => ({
    what: `${describeThing(thing)}${owner.name === "" ? " of an anonymous class" : ""}, which is not of a class of your program`,
    advice: MAKE_INSIDE,
  }),
  outsideBase: (thing: object, base: Function): Uncopyable => ({
    what: `${describeThing(thing)}, whose class extends ${base.name || "a class"}, which is not a class of your program`,
    advice: MAKE_INSIDE,
  }),
  thing: (thing: object): Uncopyable => {
    const tag = Object.prototype.toString.call(thing).slice(8, -1);
    return { what: `${describeThing(thing)}, which cannot be copied`, advice: ADVICE[tag] ?? MAKE_INSIDE };
  },
  symbol: {
    what: "a symbol that exists only here",
    advice: "Use Symbol.for(name), which is the same everywhere, or a string.",
  },
  native: (fn: Function): Uncopyable => ({
    what: `${fn.name.startsWith("bound ") ? "a bound function" : "a function of the platform"} (${fn.name || "without a name"}), whose text cannot be read`,
    advice: "Use an arrow function instead: (x) => object.method(x).",
  }),
  uncompiled: (what: string): Uncopyable => ({
    what: `${what}, which was not compiled by Sluice`,
    advice:
      "Import it where it is used, or write it in a module of your program, and start the program with `sluice run`.",
    uncompiled: true,
  }),
  notYet: (message: string): Uncopyable => ({
    what: `which cannot be read yet: ${message}`,
    advice: "Declare the variable before the operation that uses it.",
  }),
  circularThis: {
    what: "an object whose class captures this very function",
    advice: "Copy what the function needs from `this` into a variable first.",
  },
  circularClass: {
    what: "which in turn needs the class that is made from it",
    advice: "Let the base class not use what extends it, or what creates that.",
  },
  headVariable: {
    what: "which other functions may change too, and which is declared in the head of a loop or among parameters",
    advice: "Copy it into a variable of the body: const copy = …",
  },
  arguments: {
    what: "which an arrow function takes from the function around it",
    advice: "Name the parameters, or collect them: (...values) => …",
  },
  super: {
    what: "which a function cannot take along without its class",
    advice: "Call it through a method: this.parentsMethod(x).",
  },
  newTarget: {
    what: "which an arrow function takes from the function around it",
    advice: "Copy it into a variable first: const target = new.target.",
  },
  importMeta: {
    what: "which belongs to the module and cannot be taken along",
    advice: "Copy what is needed into a variable of the module: const url = import.meta.url.",
  },
  private: {
    what: "a private member of a class that has no name by which it could be taken along here",
    advice: "Give the class a name, and let nothing else in it have the same name.",
  },
  depth: { what: "something that is nested too deeply", advice: "Keep long chains of objects in an array." },
};

const ADVICE: Record<string, string> = {
  Promise: "Await it first and capture its value.",
  Generator: "Collect its values first: const values = [...generator].",
  AsyncGenerator: "Collect its values first.",
  WeakMap: "Use a Map.",
  WeakSet: "Use a Set.",
  WeakRef: "Capture what it refers to.",
  SharedArrayBuffer: "Use an ArrayBuffer.",
  URL: "Capture its text, url.href, and make it again inside the function.",
};
