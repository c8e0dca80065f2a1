import { describe, expect, test } from "vitest";
import { textsAfterRename } from "../../../playground/editor/rename.ts";
import { serviceInNode } from "../compile-in-node.ts";

const FILES = {
  "program.ts":
    'import { words } from "./helpers/words.ts";\nexport { words } from "./helpers/words.ts";\nawait import("./helpers/words.ts");\nconsole.log(words, "./helpers/words.ts");\n',
  "helpers/words.ts":
    'import { Seconds } from "sluice";\nimport { BLANK } from "../blank.ts";\nexport const words = [BLANK, Seconds(1)];\n',
  "blank.ts":
    'import type { words } from "./helpers/words.ts";\nexport type Words = typeof words;\nexport const BLANK = " ";\n',
  "notes.ts": "export const unfinished: = 1;\n",
};

const renamed = (from: string, to: string) =>
  Object.fromEntries(textsAfterRename(serviceInNode(FILES), `file:///${from}`, `file:///${to}`));

describe("a file that gets another path", () => {
  test("in the same folder is imported from there, and nothing else is touched", () => {
    expect(renamed("helpers/words.ts", "helpers/pairs.ts")).toEqual({
      "program.ts": FILES["program.ts"]
        .replaceAll('from "./helpers/words.ts"', 'from "./helpers/pairs.ts"')
        .replace('import("./helpers/words.ts")', 'import("./helpers/pairs.ts")'),
      "blank.ts": FILES["blank.ts"].replace("words.ts", "pairs.ts"),
    });
  });

  test("in another folder finds what it imports itself", () => {
    expect(renamed("helpers/words.ts", "words.ts")).toMatchObject({
      "helpers/words.ts": FILES["helpers/words.ts"].replace("../blank.ts", "./blank.ts"),
      "blank.ts": FILES["blank.ts"].replace("./helpers/words.ts", "./words.ts"),
    });
  });

  test("that nobody imports changes nothing", () => {
    expect(renamed("notes.ts", "deep/er/notes.ts")).toEqual({});
  });
});
