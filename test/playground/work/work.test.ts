import { beforeEach, describe, expect, test } from "vitest";
import { FIRST_PROGRAM } from "../../../playground/app/default-program.ts";
import { oneFile, type ProgramFiles, withFile } from "../../../playground/work/files.ts";
import { Keeper } from "../../../playground/work/keeper.ts";
import type { WorkStore } from "../../../playground/work/store.ts";
import { type OpenedProgram, Work, type Workplace } from "../../../playground/work/work.svelte.ts";

const LESSON: OpenedProgram = {
  name: "lesson/exercise.ts",
  start: {
    entry: "program.ts",
    files: new Map([
      ["program.ts", "task"],
      ["a/help.ts", "help"],
      ["z.ts", "zed"],
    ]),
  },
};

/** An editor that holds texts, and knows what renaming a file changes elsewhere. */
class FakeEditor {
  texts = new Map<string, string>();
  shown = "";
  /** What is done while the worker is asked about a rename. */
  meanwhile: (() => void)[] = [];

  open({ entry, files }: ProgramFiles): void {
    this.texts = new Map(files);
    this.shown = entry;
  }

  update({ files }: ProgramFiles): void {
    this.texts = new Map(files);
  }

  show(path: string): void {
    this.shown = path;
  }

  async textsAfterRename(path: string, renamed: string): Promise<ReadonlyMap<string, string>> {
    const texts = new Map(this.texts);
    await Promise.resolve();
    this.meanwhile.shift()?.();
    return new Map(
      [...texts]
        .filter(([, text]) => text.includes(path))
        .map(([each, text]) => [each, text.replaceAll(path, renamed)]),
    );
  }
}

let editor: FakeEditor;
let workplace: Workplace;
let keeper: Keeper;
let work: Work;

const store: WorkStore = {
  load: async () => ({ drafts: new Map(), marks: [] }),
  draft: async () => undefined,
  save: async () => ({ version: "1" }),
  mark: async () => {},
};

beforeEach(async () => {
  editor = new FakeEditor();
  workplace = { editor, changed: false };
  keeper = new Keeper(undefined, async () => store);
  work = new Work(workplace, keeper);
  await keeper.open({ replaced: (name, theirs) => work.replaced(name, theirs), marked: () => {}, failed: () => {} });
  work.begin();
});

const texts = (): Record<string, string> => Object.fromEntries(work.files.files);

describe("the program in the editor", () => {
  test("is the first one to begin with, and not edited", () => {
    expect(work.files).toEqual(FIRST_PROGRAM);
    expect(work.isEdited).toBe(false);
    expect(work.gone).toEqual([]);
    expect(editor.texts).toEqual(FIRST_PROGRAM.files);
  });

  test("is kept as it is edited, under its name, and is there when it is opened again", () => {
    work.open(LESSON);
    work.edited("z.ts", "changed");
    expect(workplace.changed).toBe(true);
    expect(work.isEdited).toBe(true);
    expect(work.open(LESSON)).toBe(false);
    expect(work.open(undefined)).toBe(true);
    expect(work.files).toEqual(FIRST_PROGRAM);
    work.open(LESSON);
    expect(texts()["z.ts"]).toBe("changed");
    expect(keeper.draft(LESSON.name)?.program).toBe(work.files);
  });

  test("an edit that changes nothing keeps nothing", () => {
    work.open(LESSON);
    work.edited("z.ts", "zed");
    expect(workplace.changed).toBe(false);
    expect(keeper.draft(LESSON.name)).toBeUndefined();
  });

  test("another one in place of the reader's own gives what that was", () => {
    work.edited("program.ts", "mine");
    const before = work.replaceOwn({ program: LESSON.start, start: LESSON.start });
    expect(work.isEdited).toBe(false);
    expect(editor.texts).toEqual(LESSON.start.files);
    work.replaceOwn(before);
    expect(texts()).toEqual({ "program.ts": "mine" });
    expect(work.start).toEqual(FIRST_PROGRAM);
  });
});

describe("its files", () => {
  beforeEach(() => void work.open(LESSON));

  test("are shown in turn, the entry first", () => {
    expect(work.paths).toEqual(["program.ts", "a/help.ts", "z.ts"]);
    work.showNext(-1);
    expect(work.shown).toBe("z.ts");
    work.showNext(1);
    expect(work.shown).toBe("program.ts");
    work.show("nowhere.ts");
    expect([work.shown, editor.shown]).toEqual(["program.ts", "program.ts"]);
  });

  test("are added, where the path is one and free", () => {
    work.add("more.ts");
    expect(texts()["more.ts"]).toBe("");
    expect(editor.shown).toBe("more.ts");
    for (const path of ["../x.ts", "Z.ts", "x.js"]) work.add(path);
    expect(work.paths).toHaveLength(4);
  });

  test("go, and come back by undoing, with other edits left alone; the entry stays", () => {
    work.show("z.ts");
    work.delete("z.ts");
    expect(work.gone).toEqual(["z.ts"]);
    expect([work.shown, editor.shown]).toEqual(["a/help.ts", "a/help.ts"]);
    work.edited("a/help.ts", "more help");
    work.undoable!.undo();
    expect(texts()).toEqual({ "program.ts": "task", "a/help.ts": "more help", "z.ts": "zed" });
    expect(work.undoable).toBeUndefined();
    work.delete("program.ts");
    expect(work.paths).toHaveLength(3);
  });

  test("that the program began with come back as they were then", () => {
    work.edited("z.ts", "changed");
    work.delete("z.ts");
    work.restore("z.ts");
    expect(texts()["z.ts"]).toBe("zed");
    expect(work.gone).toEqual([]);
    work.restore("nowhere.ts");
    work.delete("z.ts");
    work.add("Z.ts");
    work.restore("z.ts"); // where letters' case makes no difference, its place is taken
    expect(work.gone).toEqual(["z.ts"]);
  });

  test("are put back, all of them, and that can be undone", () => {
    work.edited("program.ts", "answer");
    work.delete("z.ts");
    work.reset();
    expect(work.isEdited).toBe(false);
    work.undoable!.undo();
    expect(texts()).toEqual({ "program.ts": "answer", "a/help.ts": "help" });
  });
});

describe("a file that is renamed", () => {
  beforeEach(() => {
    work.open(LESSON);
    editor.texts.set("program.ts", "import z.ts");
    work.edited("program.ts", "import z.ts");
    work.show("z.ts");
  });

  test("is imported by its new name", async () => {
    await work.rename("z.ts", "y.ts");
    expect(texts()).toEqual({ "program.ts": "import y.ts", "a/help.ts": "help", "y.ts": "zed" });
    expect(editor.texts).toEqual(work.files.files);
    expect([work.shown, editor.shown]).toEqual(["y.ts", "y.ts"]);
  });

  test("does not undo what is typed meanwhile", async () => {
    editor.meanwhile.push(() => {
      editor.texts.set("program.ts", "import z.ts // typed");
      work.edited("program.ts", "import z.ts // typed");
    });
    await work.rename("z.ts", "y.ts");
    expect(texts()["program.ts"]).toBe("import y.ts // typed");
  });

  test("stays as it is where its new path is taken, also meanwhile, where it is the entry, and where another program is opened", async () => {
    await work.rename("program.ts", "main.ts");
    await work.rename("z.ts", "a/help.ts");
    editor.meanwhile.push(() => work.add("y.ts"));
    await work.rename("z.ts", "y.ts");
    expect(work.paths).toEqual(["program.ts", "a/help.ts", "y.ts", "z.ts"]);
    editor.meanwhile.push(() => void work.open({ name: "other", start: withFile(oneFile("main.ts", ""), "z.ts", "") }));
    await work.rename("z.ts", "x.ts");
    expect(work.paths).toEqual(["main.ts", "z.ts"]);
  });

  test("has its new path also before the editor is there", async () => {
    const early = new Work({ editor: undefined, changed: false }, keeper);
    early.begin();
    early.add("one.ts");
    await early.rename("one.ts", "two.ts");
    expect(early.paths).toEqual(["program.ts", "two.ts"]);
  });
});

describe("another tab", () => {
  const theirs = { program: withFile(FIRST_PROGRAM, "theirs.ts", "1") };

  test("that wrote the same program is told of, and shown when the reader wants it", () => {
    work.replaced("other", theirs);
    work.replaced(work.name, { program: FIRST_PROGRAM });
    expect(work.theirs).toBeUndefined();
    work.replaced(work.name, theirs);
    work.takeTheirs();
    expect(work.theirs).toBeUndefined();
    expect(work.files).toBe(theirs.program);
    expect(editor.texts).toEqual(theirs.program.files);
  });

  test("gives way where the reader keeps what is here", () => {
    work.replaced(work.name, theirs);
    work.keepMine();
    expect(work.theirs).toBeUndefined();
    expect(keeper.draft(work.name)?.program).toBe(work.files);
  });
});
