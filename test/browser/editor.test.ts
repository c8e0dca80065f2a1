import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { CompiledProgram } from "../../playground/sandbox/protocol.ts";
import { launchChromium, serve, type TestServer } from "./chromium.ts";
import type { EditorPage } from "./editor-page/main.ts";
import { sharedPages } from "./pages.ts";

declare const page: EditorPage;

let pages: string;
let server: TestServer;
let browser: Browser;
let tab: Page;
const problems: string[] = [];

beforeAll(async () => {
  pages = await sharedPages(fileURLToPath(new URL("editor-page/", import.meta.url)));
  [server, browser] = await Promise.all([serve(pages), launchChromium()]);
  tab = await browser.newPage();
  tab.on("pageerror", (error) => problems.push(String(error)));
  tab.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  await tab.goto(server.address);
  await tab.waitForFunction(() => "page" in globalThis);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
});
beforeEach(() => {
  problems.length = 0;
});

const WORD_COUNT = `import { Seconds, SparkConf, StreamingContext } from "sluice";

const conf = new SparkConf().setMaster("local[2]").setAppName("NetworkWordCount");
const ssc = new StreamingContext(conf, Seconds(1));

const lines = ssc.socketTextStream("localhost", 9999);
const counts = lines
  .flatMap((line) => line.split(" "))
  .map((word): [string, number] => [word, 1])
  .reduceByKey((a, b) => a + b);
counts.print();

ssc.start();
await ssc.awaitTermination();
`;

const open = (text: string, plain = false): Promise<void> =>
  tab.evaluate(([text, plain]) => page.open({ "program.ts": text as string }, plain as boolean), [text, plain]);
const change = (text: string): Promise<void> => tab.evaluate((text) => page.update({ "program.ts": text }), text);
const compile = () => tab.evaluate(() => page.editor.compile());

describe("the editor", () => {
  test("compiles the quick start: checked, stripped, on its own lines", async () => {
    await open(WORD_COUNT);
    const result = await compile();
    expect(result).toMatchObject({ entry: "program.ts", modules: [{ name: "program.ts" }] });
    const { code } = (result as CompiledProgram).modules[0]!;
    expect(code).not.toContain(": [string, number]");
    expect(code.split("\n")[5]).toContain("socketTextStream");
    expect(problems).toEqual([]);
  });

  test("says of a name what it does, what it is called in Spark, and shows how it is written", async () => {
    const openThere = async (): Promise<void> => {
      await open(
        WORD_COUNT.replace("reduceByKey((a, b) => a + b)", "reduceByKeyAndWindow((a, b) => a + b, Seconds(30))"),
      );
      await tab.locator(".monaco-editor .view-line").first().click();
      await tab.evaluate(() => page.editor.reveal(10, 8));
      await tab.evaluate(() => page.editor.focus());
    };
    await openThere();
    const hover = tab.locator(".monaco-hover:visible");
    // the compiler may still be loading, and a hover that finds nothing closes again
    const hovered = async (): Promise<string> => {
      await tab.keyboard.press("Control+k");
      await tab.keyboard.press("Control+i");
      await hover
        .first()
        .waitFor({ timeout: 5_000 })
        .catch(() => {});
      return (await hover.allTextContents()).join("\n").replaceAll("\u00a0", " ");
    };
    await expect
      .poll(hovered, { timeout: 60_000 })
      .toMatch(
        /The values of each key in the window, reduced by.*Spark: PairDStreamFunctions\.reduceByKeyAndWindow.*Seconds\(30\), Seconds\(10\)/s,
      );
    expect(await hover.locator("code", { hasText: "PairDStreamFunctions" }).count()).toBe(1);
    expect(await hover.getByText("@example").count()).toBe(0);
    // documentation is in English, whatever the page is in
    expect(await hover.first().evaluate((element) => element.closest("[lang]")?.getAttribute("lang"))).toBe("en");
    await openThere();
    await tab.evaluate(() =>
      page.editor.setWords({
        label: "程序",
        documentation: { throws: "抛出", spark: "Spark：", notInSpark: "Spark 中没有" },
      }),
    );
    await expect.poll(hovered, { timeout: 60_000 }).toMatch(/Spark：PairDStreamFunctions\.reduceByKeyAndWindow/);
    await tab.keyboard.press("Escape");
    expect(problems).toEqual([]);
  }, 120_000);

  test.each([
    ["a type error", `const n: number = "one";`, { line: 1, column: 7, code: "TS2322" }],
    ["a syntax error", "const a = 1;\nconst = 2;", { line: 2, column: 7, code: "TS1134" }],
    ["an enum", "enum Colour { Red }", { line: 1, column: 6, code: "TS1294" }],
    ["a name that there is not", "document.title;", { line: 1, column: 1, code: "TS2584" }],
    ["a name that sluice does not export", `import { Secnods } from "sluice";\nSecnods(1);`, { line: 1, column: 10 }],
    ["an unknown package", `import "lodash-es";\nexport {};`, { line: 1, column: 8 }],
    ["a missing file", `import "./words.ts";\nexport {};`, { line: 1, column: 8 }],
    [
      "a type that is imported as a value",
      `import { StreamingContextState } from "sluice";\nlet s: StreamingContextState | undefined;\nconsole.log(s);`,
      { line: 1, column: 10, code: "TS1484" },
    ],
    [
      "reduceByKey on what are no pairs",
      WORD_COUNT.replace("  .map((word): [string, number] => [word, 1])\n", ""),
      { line: 7, column: 16, code: "TS2684" },
    ],
  ])("%s stands against a run, with its place", async (_, text, place) => {
    await open(text);
    const result = await compile();
    expect(result).toMatchObject({ 0: { file: "program.ts", ...place } });
  });

  test("mistakes show while typing", async () => {
    await open("const n: number = 1;\n");
    await change('const n: number = "one";\n');
    await tab.waitForFunction(() => page.heard.diagnostics?.length === 1);
    expect(await tab.evaluate(() => page.heard)).toMatchObject({
      texts: [["program.ts", 'const n: number = "one";\n']],
      diagnostics: [{ file: "program.ts", line: 1, column: 7, code: "TS2322" }],
    });
    await tab.waitForSelector(".squiggly-error");
  });

  test("completes what is typed, with what is known of it", async () => {
    await open(`${WORD_COUNT}counts.`);
    await tab.evaluate(() => page.editor.reveal(15, 8));
    await tab.evaluate(() => page.editor.focus());
    const list = tab.locator(".suggest-widget.visible");
    // asked before the types are read, Monaco has nothing to say
    await expect
      .poll(
        async () => {
          await tab.keyboard.press("Escape");
          await tab.keyboard.press("Control+Space");
          await list
            .getByText("cogroup")
            .waitFor({ timeout: 5_000 })
            .catch(() => {});
          return (await list.allTextContents()).join("\n");
        },
        { timeout: 60_000 },
      )
      .toContain("cogroup");
    await tab.keyboard.type("reduceByKeyAndW");
    const details = tab.locator(".suggest-details:visible");
    // the key shows the list, then what is known of its entry
    await expect
      .poll(
        async () => {
          await tab.keyboard.press("Control+Space");
          await details
            .getByText("Spark: ")
            .waitFor({ timeout: 5_000 })
            .catch(() => {});
          return (await details.allTextContents()).join("\n");
        },
        { timeout: 60_000 },
      )
      .toContain("PairDStreamFunctions.reduceByKeyAndWindow");
    await tab.keyboard.press("Enter");
    await expect.poll(() => tab.evaluate(() => page.heard.texts.at(-1)?.[1])).toMatch(/counts\.reduceByKeyAndWindow$/);
    expect(problems).toEqual([]);
  }, 120_000);

  test("Ctrl+M lets Tab leave the editor; the label says so", async () => {
    await open("1;\n");
    await tab.evaluate(() => page.editor.focus());
    expect(await tab.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toContain("Ctrl+M");
    await tab.keyboard.press("Tab");
    expect(await tab.evaluate(() => page.heard.texts.at(-1))).toEqual(["program.ts", "  1;\n"]);
    await tab.keyboard.press("Control+m");
    await tab.keyboard.press("Tab");
    expect(await tab.evaluate(() => document.activeElement?.id)).toBe("after");
    await tab.evaluate(() => page.editor.focus());
    await tab.keyboard.press("Control+m");
  });

  test("marks, places, values and themes", async () => {
    await open(WORD_COUNT);
    await tab.evaluate(() => {
      page.editor.setMarkers([{ file: "program.ts", line: 8, column: 26, message: "line.splt is not a function" }]);
      page.editor.setInlineValues(new Map([["program.ts", new Map([[7, "(hello,2) (world,1)"]])]]));
      page.editor.reveal(8, 26);
      page.editor.setTheme("light");
    });
    await tab.waitForSelector(".squiggly-error");
    await tab.waitForFunction(() => document.querySelector(".view-lines")?.textContent?.includes("(hello,2)"));
    const background = () =>
      tab.evaluate(() => getComputedStyle(document.querySelector(".monaco-editor-background")!).backgroundColor);
    expect(await background()).toBe("rgb(255, 255, 255)");
    await tab.evaluate(() => page.editor.setTheme("dark"));
    await tab.waitForFunction(
      () =>
        getComputedStyle(document.querySelector(".monaco-editor-background")!).backgroundColor === "rgb(21, 27, 31)",
    );
    await change("let a = 1;");
    await tab.waitForFunction(() => document.querySelector(".squiggly-error") === null);
  });

  test("the plain field edits and compiles the same", async () => {
    await open("let n = 1;\n", true);
    await tab.fill("textarea.sluice-plain-editor", 'const n: number = "one";\n');
    expect(await compile()).toMatchObject([{ line: 1, column: 7, code: "TS2322" }]);
    await change("console.log(1);\n");
    expect(await tab.inputValue("textarea.sluice-plain-editor")).toBe("console.log(1);\n");
    expect(await compile()).toMatchObject({ entry: "program.ts" });
    expect(problems).toEqual([]);
  });

  test.each([false, true])("brings a program into form, which can be undone (plain: %s)", async (plain) => {
    const text = "const a = {b:1 ,\n        c : 2};\nif(a.b==1){console.log( a )}\n";
    await open(text, plain);
    await tab.evaluate(() => page.editor.format());
    const formed = "const a = {\n  b: 1,\n  c: 2\n};\nif (a.b == 1) { console.log(a) }\n";
    expect(await tab.evaluate(() => page.heard.texts.at(-1))).toEqual(["program.ts", formed]);
    if (plain) return;
    await tab.evaluate(() => page.editor.focus());
    await tab.keyboard.press("Control+z");
    expect(await tab.evaluate(() => page.heard.texts.at(-1))).toEqual(["program.ts", text]);
  });

  test("completes what a stream of pairs can do", async () => {
    await open(`${WORD_COUNT.split("counts.print")[0]}counts.`);
    await tab.waitForFunction(() => page.heard.diagnostics !== undefined);
    await tab.evaluate(() => {
      page.editor.reveal(11, 8);
      page.editor.focus();
    });
    await tab.keyboard.type("reduceByKeyAnd");
    // asked again as long as nothing is offered: the first answer may come before the worker has heard of the typing
    const offered = async (): Promise<string> => {
      const widget = tab.locator(".suggest-widget.visible");
      if ((await widget.count()) === 0) await tab.keyboard.press("Control+Space");
      return (await widget.allTextContents()).join();
    };
    await expect.poll(offered, { timeout: 60_000 }).toContain("reduceByKeyAndWindow");
    await tab.keyboard.press("Escape");
  }, 90_000);

  describe("with several files", () => {
    const FILES = {
      "program.ts": 'import { words } from "./helpers/words.ts";\nconsole.log(words("a b"));\n',
      "helpers/words.ts":
        'import { BLANK } from "../blank.ts";\nexport const words = (line: string): string[] => line.split(BLANK);\n',
      "blank.ts": 'export const BLANK = " ";\n',
      "notes.ts": "const unfinished: = 1;\n",
    };
    const openAll = (plain = false): Promise<void> =>
      tab.evaluate(([files, plain]) => page.open(files as Record<string, string>, plain as boolean), [FILES, plain]);

    test("what the entry imports is compiled, in whatever folder; what it does not import does not stand against a run", async () => {
      await openAll();
      const { entry, modules } = (await compile()) as CompiledProgram;
      expect(entry).toBe("program.ts");
      expect(modules.map(({ name }) => name)).toEqual(["program.ts", "helpers/words.ts", "blank.ts"]);
      await tab.waitForFunction(() => page.heard.diagnostics !== undefined);
      expect(await tab.evaluate(() => page.heard.diagnostics)).toMatchObject([{ file: "notes.ts", line: 1 }]);
    });

    test("mistakes and marks are in the file where they belong, also where it is not shown", async () => {
      await openAll();
      await tab.evaluate((files) => page.update({ ...files, "blank.ts": "export const BLANK = 1;\n" }), FILES);
      expect(await compile()).toMatchObject([{ file: "helpers/words.ts", line: 2, code: "TS2769" }]);
      await tab.waitForFunction(() => page.heard.diagnostics?.some(({ file }) => file === "helpers/words.ts"));
      await tab.evaluate(() => {
        page.editor.setMarkers([{ file: "helpers/words.ts", line: 2, column: 14, message: "no" }]);
        page.editor.setInlineValues(new Map([["helpers/words.ts", new Map([[1, "(a,1)"]])]]));
        page.editor.show("helpers/words.ts");
        page.editor.reveal(2, 14);
      });
      await tab.waitForSelector(".squiggly-error");
      await tab.waitForFunction(() => document.querySelector(".view-lines")?.textContent?.includes("(a,1)"));
    });

    test.each([false, true])("a file that goes takes its import along (plain: %s)", async (plain) => {
      await openAll(plain);
      await tab.evaluate(() => page.editor.show("helpers/words.ts"));
      await tab.evaluate(({ "helpers/words.ts": _, ...rest }) => page.update(rest), FILES);
      expect(await compile()).toMatchObject([{ file: "program.ts", line: 1, column: 23, code: "TS2307" }]);
      await tab.evaluate((files) => page.update(files), FILES);
      expect(await compile()).toMatchObject({ entry: "program.ts" });
      expect(problems).toEqual([]);
    });

    test("another program in its place cannot be undone into the one before", async () => {
      await openAll();
      await tab.evaluate(() => {
        page.editor.open({ entry: "program.ts", files: new Map([["program.ts", "let other = 1;\n"]]) });
        page.editor.focus();
      });
      await tab.keyboard.press("Control+z");
      await tab.keyboard.press("End");
      await tab.keyboard.type(" // typed");
      await tab.waitForFunction(() => page.heard.texts.at(-1)?.[1] === "let other = 1; // typed\n");
    });
  });
});
