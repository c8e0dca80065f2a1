import type ts from "typescript";
import { expect, test } from "vitest";
import { type DocumentationWords, readable, shortSignature } from "../../../playground/editor/documentation.ts";

const WORDS = { throws: "Throws", spark: "Spark: ", notInSpark: "Not in Spark" };

const parts = (text: string): ts.SymbolDisplayPart[] => [{ kind: "text", text }];
const tag = (name: string, text: string): ts.JSDocTagInfo => ({ name, text: parts(text) });

const shown = (documentation: string, ...tags: ts.JSDocTagInfo[]) => shownIn(WORDS, documentation, ...tags);

const shownIn = (words: DocumentationWords, documentation: string, ...tags: ts.JSDocTagInfo[]) => {
  const info = readable({ documentation: parts(documentation), tags, kind: "method" }, words);
  expect(info).toMatchObject({ kind: "method", tags: undefined });
  return info.documentation[0]!.text;
};

test("a name's documentation is one text: what it does, what it throws, its name in Spark, an example as code", () => {
  const text = shown(
    "Counts.",
    tag("throws", "SparkError when it fails"),
    tag("spark", "RDD.count"),
    tag("example", "await rdd.count();\n  // 3"),
  );
  expect(text).toBe(
    "Counts.\n\nThrows SparkError when it fails\n\nSpark: `RDD.count`\n\n```typescript\nawait rdd.count();\n  // 3\n```",
  );
});

test.each([
  ["none", "Not in Spark"],
  ["none; in PySpark DStream.pprint", "Not in Spark; in PySpark DStream.pprint"],
])("the counterpart %j is said as %j", (counterpart, words) => {
  expect(shown("", tag("spark", counterpart))).toBe(words);
});

test("what is said around it is in the reader's language", () => {
  const words = { throws: "抛出", spark: "Spark：", notInSpark: "Spark 中没有" };
  expect(shownIn(words, "", tag("throws", "SparkError"), tag("spark", "RDD.count"))).toBe(
    "抛出 SparkError\n\nSpark：`RDD.count`",
  );
  expect(shownIn(words, "", tag("spark", "none"))).toBe("Spark 中没有");
});

test("a parameter has its name, and any other tag its own", () => {
  const param = { name: "param", text: [...parts("num"), ...parts(" "), ...parts("how many")] };
  expect(shown("Prints.", param, tag("deprecated", "since 2"))).toBe(
    "Prints.\n\n`num`: how many\n\n*@deprecated* since 2",
  );
});

test("what has no documentation is left without", () => {
  expect(readable({ documentation: undefined }, WORDS).documentation).toEqual(parts(""));
});

/** The parts of a text as TypeScript has them, as far as names go: `*name` is the member's, `this` a parameter's. */
function signature(text: string): ts.SymbolDisplayPart[] {
  return text.split(/(\*\w+|\w+|=>|\s|[^\w\s])/).flatMap((part) => {
    if (part === "") return [];
    if (part.startsWith("*")) return [{ kind: "methodName", text: part.slice(1) }];
    return [{ kind: part === "this" ? "parameterName" : "text", text: part }];
  });
}

test.each([
  [
    "(method) Windows<[string, number]>.*window<K>(this: DStream<readonly [K, (a: K) => void]>, length: Duration): DStream<K>",
    "(method) window<K>(length: Duration): DStream<K>",
  ],
  ["(method) Actions<{ a: 1 }>.*count(this: RDD<number>): number", "(method) count(): number"],
  ["(method) Joins<T>.*join(other: T): T", "(method) join(other: T): T"],
  ["const lines: DStream<string>", "const lines: DStream<string>"],
  ["function *Seconds(n: number): Duration", "function Seconds(n: number): Duration"],
])("%s is shown as %s", (whole, short) => {
  expect(
    shortSignature(signature(whole))
      .map(({ text }) => text)
      .join(""),
  ).toBe(short);
});
