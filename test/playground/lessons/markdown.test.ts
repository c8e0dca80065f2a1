import { describe, expect, test } from "vitest";
import { htmlOf } from "../../../playground/lessons/markdown.ts";

describe("a page's words as HTML", () => {
  test("set code, emphasis and lists", () => {
    expect(htmlOf("A **batch** of `lines`.\n\n- one\n")).toBe(
      "<p>A <strong>batch</strong> of <code>lines</code>.</p>\n<ul>\n<li>one</li>\n</ul>\n",
    );
    expect(htmlOf('```ts\nconst a = "<b>";\n```\n')).toBe(
      '<pre><code class="language-ts">const a = &quot;&lt;b&gt;&quot;;\n</code></pre>\n',
    );
  });

  test("show a marked figure as plain text", () => {
    expect(htmlOf("seen [3](fact:seen) times, [four](fact:more)")).toBe("<p>seen 3 times, four</p>\n");
  });

  test("lead to other pages, and to the web in a tab of its own that knows nothing of this one", () => {
    expect(htmlOf("[next](#/lessons/02-b)")).toBe('<p><a href="#/lessons/02-b">next</a></p>\n');
    expect(htmlOf("[Spark](https://spark.apache.org/)")).toBe(
      '<p><a href="https://spark.apache.org/" target="_blank" rel="noopener noreferrer">Spark</a></p>\n',
    );
  });

  test.each([
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "a <b onclick='alert(1)'>b</b>",
    "[x](javascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](JaVaScRiPt:alert(1))",
    "![x](https://example.org/pixel.png)",
    '<https://example.org/" onmouseover="alert(1)>',
    '[x](fact:a" onclick="alert(1))',
    '```ts"onclick="alert(1)\ncode\n```',
    "[r]: javascript:alert(1)\n\n[x][r]",
  ])("bring no markup and no address of their own: %s", (hostile) => {
    const html = htmlOf(hostile);
    const tags = [...html.matchAll(/<\/?([a-z0-9]+)([^>]*)>/g)];
    for (const [, tag, attributes] of tags) {
      expect(["p", "a", "pre", "code", "ul", "li", "strong", "em", "h1"]).toContain(tag);
      expect(attributes).not.toMatch(/\son\w+=/i);
      expect(attributes).not.toMatch(/(javascript|data):/i);
    }
  });
});
