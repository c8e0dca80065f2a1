import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js/lib/zip-core-external.js";
import { describe, expect, test } from "vitest";
import type { Product } from "../../../core/project/project.ts";
import { packProject } from "../../../playground/project/pack-project.ts";
import { unpackProject } from "../../../playground/project/unpack-project.ts";
import { PROGRAM_LIMITS } from "../../../playground/work/files.ts";

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

async function zipOf(entries: Record<string, string | Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const zip = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false });
  for (const [name, content] of Object.entries(entries))
    await zip.add(name, new Uint8ArrayReader(typeof content === "string" ? bytes(content) : content));
  return (await zip.close()) as Uint8Array<ArrayBuffer>;
}

const open = (content: Uint8Array<ArrayBuffer>, name = "project.zip") => unpackProject(new File([content], name));

const failureOf = (content: Uint8Array<ArrayBuffer>, name?: string): Promise<unknown> =>
  open(content, name).then(
    ({ files }) => files,
    (error) => error.failure ?? error,
  );

const product: Product = {
  version: "1.2.3",
  engines: { node: ">=22.22" },
  devDependencies: { node: "24.0.0", "@types/node": "24.1.0" },
  allowScripts: {},
};
const program = {
  entry: "main.ts",
  files: new Map([
    ["main.ts", "import './lib/words.ts';\n// 词\n"],
    ["lib/words.ts", "export {};\n"],
    ["program.ts", "// not what is run"],
  ]),
};

describe("a project that was exported", () => {
  test("comes back as the same program, with the file that is run", async () => {
    expect(await open(await packProject({ title: "x", ...program, product }, bytes("packed")))).toEqual(program);
  });

  test("comes back out of a folder that a system put around it, with what npm installed", async () => {
    const archive = await zipOf({
      "x/package.json": JSON.stringify({ scripts: { start: "sluice run main.ts" } }),
      "x/main.ts": "export {};",
      "x/.git/hooks/program.ts": "no",
      "x/node_modules/other/index.ts": "no",
      "x/node_modules/other/types.d.ts": "no",
      "x/vendor/sluice-0.1.0.tgz": new Uint8Array(2_000_000),
      "x/README.md": "# x",
      "__MACOSX/x/._main.ts": "no",
    });
    expect(await open(archive)).toEqual({ entry: "main.ts", files: new Map([["main.ts", "export {};"]]) });
  });
});

describe("the program in a zip without a start script", () => {
  test.each([
    ["the only file", { "src/words.ts": "1" }, "words.ts"],
    ["program.ts", { "program.ts": "1", "other.ts": "2" }, "program.ts"],
    ["program.ts where that stands highest", { "a/b/program.ts": "2", "a/program.ts": "1" }, "program.ts"],
    [
      "program.ts beside a package.json that is none",
      { "package.json": "{", "program.ts": "1", "b.ts": "" },
      "program.ts",
    ],
    [
      "program.ts beside a start script for what is not there",
      { "package.json": '{"scripts":{"start":"sluice run gone.ts"}}', "program.ts": "1", "b.ts": "" },
      "program.ts",
    ],
  ])("is %s", async (_, entries, entry) => {
    const opened = await open(await zipOf(entries));
    expect(opened.entry).toBe(entry);
    expect(opened.files.get(entry)).toBe("1");
  });
});

test("a single file is the program, with lines as everywhere here", async () => {
  expect(await open(bytes("\ufeffa\r\nb\n"), "my words.ts")).toEqual({
    entry: "program.ts",
    files: new Map([["program.ts", "a\nb\n"]]),
  });
});

describe("what somebody gives is refused with one reason", () => {
  test.each([
    ["no zip", bytes("no zip at all"), "not-zip"],
    ["nothing", bytes(""), "not-zip"],
    ["a picture of a program", new Uint8Array(1000).fill(80), "not-zip"],
  ])("%s", async (_, content, failure) => {
    expect(await failureOf(content)).toBe(failure);
  });

  test.each(["../program.ts", "a/../../program.ts", "/program.ts", "C:\\program.ts", "a//program.ts", "./program.ts"])(
    "a name that means another place: %s",
    async (name) => {
      expect(await failureOf(await zipOf({ [name]: "x" }))).toBe("name");
    },
  );

  test.each(['<img src=x onerror="alert(1)">.ts', "词频.ts", "a b.ts", "con\u0007.ts", "..ts"])(
    "a name that not every file system takes: %j",
    async (name) => {
      expect(await failureOf(await zipOf({ "program.ts": "x", [name]: "y" }))).toBe("name");
    },
  );

  test("two names that are one where letters' case makes no difference", async () => {
    expect(await failureOf(await zipOf({ "program.ts": "x", "a.ts": "", "A.ts": "" }))).toBe("name");
  });

  test("no program, or several of which none is the one", async () => {
    expect(await failureOf(await zipOf({ "README.md": "x" }))).toBe("no-program");
    expect(await failureOf(await zipOf({ "a.ts": "x", "b.ts": "y" }))).toBe("no-program");
    expect(await failureOf(await zipOf({}))).toBe("no-program");
  });

  test("no text", async () => {
    expect(await failureOf(await zipOf({ "program.ts": new Uint8Array([0xff, 0xfe, 0]) }))).toBe("not-text");
    expect(await failureOf(new Uint8Array([0xc3]), "program.ts")).toBe("not-text");
  });

  test("too many files, and too much text, also where it was packed to next to nothing", async () => {
    const many = Object.fromEntries(Array.from({ length: PROGRAM_LIMITS.files }, (_, i) => [`f${i}.ts`, ""]));
    expect(await failureOf(await zipOf({ ...many, "program.ts": "x" }))).toBe("too-big");
    const bomb = await zipOf({ "program.ts": new Uint8Array(40_000_000).fill(32) });
    expect(bomb.length).toBeLessThan(100_000);
    expect(await failureOf(bomb)).toBe("too-big");
    expect(await failureOf(bytes("x".repeat(PROGRAM_LIMITS.characters + 1)), "program.ts")).toBe("too-big");
  });

  test("a file too big to be read at all is not read", async () => {
    const file = {
      name: "a.zip",
      size: 60_000_000,
      arrayBuffer: () => Promise.reject(new Error("it was read")),
    };
    await expect(unpackProject(file)).rejects.toMatchObject({ failure: "too-big" });
  });

  test("a folder", async () => {
    const folder = { name: "x", size: 0, arrayBuffer: () => Promise.reject(new Error("not readable")) };
    await expect(unpackProject(folder)).rejects.toMatchObject({ failure: "not-zip" });
  });

  test("whichever byte is changed, there is a reason, or the program is one that was there", async () => {
    const small = await zipOf({ "program.ts": "one", "a.ts": "two" });
    for (let i = 0; i < small.length; i++) {
      const changed = small.slice();
      changed[i]! ^= 0x15;
      const found = await failureOf(changed);
      if (typeof found === "string") continue;
      expect(found).toBeInstanceOf(Map);
      for (const text of (found as Map<string, string>).values()) expect(["one", "two", ""]).toContain(text);
    }
  });
});
