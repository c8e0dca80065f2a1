import type ts from "typescript";

type Documented = Partial<Pick<ts.QuickInfo, "displayParts" | "documentation" | "tags">>;

/** What is said around documentation, in the reader's language; documentation itself is in English. */
export interface DocumentationWords {
  /** Before what is thrown, and when. */
  readonly throws: string;
  /** Before a name of Spark's. */
  readonly spark: string;
  readonly notInSpark: string;
}

/**
 * What TypeScript knows of a name, with all of its documentation as the text that readers see: what it does, what it throws, its name in Spark, examples
 * as code. Monaco would write each tag behind its name, and examples as running text.
 */
export function readable<T extends Documented>(info: T, words: DocumentationWords): T {
  const { displayParts, documentation = [], tags = [] } = info;
  const texts = [documentation.map(({ text }) => text).join(""), ...tags.map((tag) => tagText(tag, words))];
  const text = texts.filter((each) => each !== "").join("\n\n");
  return {
    ...info,
    displayParts: displayParts && shortSignature(displayParts),
    documentation: [{ kind: "text", text }],
    tags: undefined,
  };
}

/** A member's signature as it is called: without the class that happens to declare it, and without its `this`. */
export function shortSignature(parts: readonly ts.SymbolDisplayPart[]): ts.SymbolDisplayPart[] {
  const name = parts.findIndex(
    ({ kind }, i) => (kind === "methodName" || kind === "propertyName") && parts[i - 1]?.text === ".",
  );
  // "(", "method", ")", " "
  const called = name === -1 ? [...parts] : [...parts.slice(0, 4), ...parts.slice(name)];
  const self = called.findIndex(
    ({ kind, text }, i) => kind === "parameterName" && text === "this" && called[i - 1]?.text === "(",
  );
  if (self === -1) return called;
  let depth = 0;
  let end = self;
  for (; end < called.length; end++) {
    const { text } = called[end]!;
    if (depth === 0 && (text === "," || text === ")")) break;
    if ("([{<".includes(text)) depth++;
    else if (")]}>".includes(text)) depth--;
  }
  // a comma goes with the space behind it
  return [...called.slice(0, self), ...called.slice(called[end]?.text === "," ? end + 2 : end)];
}

function tagText({ name, text: parts = [] }: ts.JSDocTagInfo, words: DocumentationWords): string {
  const text = parts.map(({ text }) => text).join("");
  switch (name) {
    case "spark":
      return sparkText(text, words);
    case "example":
      return `\`\`\`typescript\n${text}\n\`\`\``;
    case "throws":
      return `${words.throws} ${text}`;
    case "param":
      // its name, a space, and what it is
      return `\`${parts[0]?.text}\`: ${parts
        .slice(1)
        .map(({ text }) => text)
        .join("")
        .trim()}`;
    default:
      return `*@${name}* ${text}`;
  }
}

function sparkText(counterpart: string, { spark, notInSpark }: DocumentationWords): string {
  const [none, more] = counterpart.split("; ");
  if (none !== "none") return `${spark}\`${counterpart}\``;
  return more === undefined ? notInSpark : `${notInSpark}; ${more}`;
}
