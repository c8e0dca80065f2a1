import MarkdownIt from "markdown-it";
import { FACT } from "../../core/lessons/pages.ts";

/** Markdown without markup of its own, without pictures, and with links that lead to pages only: also what a stranger wrote can be shown. */
const library = new MarkdownIt({ html: false, linkify: false, typographer: false }).disable([
  "image",
  "html_block",
  "html_inline",
]);

/** `fact:` marks a figure for the tests; to a reader it is plain text. */
library.validateLink = (url) => /^(https:\/\/|#\/|fact:)/.test(url);

library.core.ruler.push("facts", ({ tokens }) => {
  for (const { children } of tokens) {
    let isFact = false;
    for (const token of children ?? []) {
      if (token.type === "link_open") isFact = addressOf(token).startsWith(FACT);
      if (!isFact || (token.type !== "link_open" && token.type !== "link_close")) continue;
      token.hidden = true;
      token.type = "text";
      token.content = "";
      if (token.nesting === -1) isFact = false;
    }
  }
});

library.renderer.rules.link_open = (tokens, index, options, _, renderer) => {
  const token = tokens[index]!;
  if (addressOf(token).startsWith("https:")) {
    token.attrSet("target", "_blank");
    token.attrSet("rel", "noopener noreferrer");
  }
  return renderer.renderToken(tokens, index, options);
};

function addressOf(link: { attrGet(name: string): string | number | null }): string {
  return String(link.attrGet("href") ?? "");
}

/** A page's words as HTML: the library's own elements around text that it has escaped. */
export function htmlOf(markdown: string): string {
  return library.render(markdown);
}
